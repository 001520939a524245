import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { labels } from "../labels/index";
import { prepare } from "../src/ocr/prepare";
import { argumentsOf } from "../src/ocr/tesseractProcess";
import { median } from "../../../bench/figures";
import { python } from "./python";

const rounds = 5;
const env = { ...process.env, OMP_THREAD_LIMIT: "1" };

function tesseract(input: string): number {
    const started = performance.now();
    execFileSync("tesseract", argumentsOf(input), { env, stdio: ["ignore", "pipe", "ignore"], maxBuffer: 2 ** 26 });
    return (performance.now() - started) / 1000;
}

/** The seconds that libtesseract takes for each file, without those to load it. */
function library(files: readonly string[]): number {
    const languages = execFileSync("tesseract", ["--list-langs"], { encoding: "utf8" });
    const [, tessdata = ""] = /"(.+)"/.exec(languages) ?? [];
    const output = execFileSync(python(), [join(__dirname, "library.py"), tessdata, ...files], {
        env,
        encoding: "utf8",
    });
    return output
        .trim()
        .split("\n")
        .map(Number)
        .reduce((sum, seconds) => sum + seconds, 0);
}

/**
 * Ways to call Tesseract on pictures that are prepared: a command for each, one command for all (the most that a pool of
 * processes could save), and the library in a process that lives on. Printed to decide by; there is no bar.
 */
export async function benchWays(): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "bench-ways-"));
    try {
        const files: string[] = [];
        for (const label of labels(5, 8)) {
            const file = join(folder, `${files.length}.pgm`);
            writeFileSync(file, (await prepare(await label.image())).pgm);
            files.push(file);
        }
        const list = join(folder, "list.txt");
        writeFileSync(list, files.join("\n"));
        const ways: Record<string, () => number> = {
            "a command for each": () => files.reduce((sum, file) => sum + tesseract(file), 0),
            "one command for all": () => tesseract(list),
            "the library": () => library(files),
        };
        const seconds = Object.entries(ways).map(([name, read]) => ({ name, read, times: [] as number[] }));
        for (let round = 0; round < rounds; round++) {
            for (const { read, times } of seconds) times.push(read() / files.length);
        }
        for (const { name, times } of seconds) {
            console.log(
                `Tesseract, ${name}: median ${median(times).toFixed(3)} s a label of ${rounds} rounds of ${files.length}`,
            );
        }
    } finally {
        rmSync(folder, { recursive: true });
    }
}
