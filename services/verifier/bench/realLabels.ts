import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type RealReading, readRealLabels, realLabels } from "../labels/real";
import { realFigures, told } from "../labels/realSums";
import { prepare } from "../src/ocr/prepare";
import { argumentsOf } from "../src/ocr/tesseractProcess";

/** How the verifier judges the real labels of a folder (REAL_LABELS, or the first argument), and what that costs beside one plain reading. */
function plainReading(pgm: Buffer): number {
    const folder = mkdtempSync(join(tmpdir(), "plain-"));
    try {
        const file = join(folder, "picture.pgm");
        writeFileSync(file, pgm);
        const env = { ...process.env, OMP_THREAD_LIMIT: "1" };
        const started = performance.now();
        execFileSync("tesseract", argumentsOf(file), { env, stdio: "pipe" });
        return performance.now() - started;
    } finally {
        rmSync(folder, { recursive: true });
    }
}

function show({ label, verdict, seconds }: RealReading, plain: number): void {
    const fields = [...verdict.validation_results.structural, ...verdict.validation_results.accuracy];
    const wrong = fields
        .filter(({ valid }) => !valid)
        .map(
            (one) =>
                `    ${one.legible ? "ACCUSED" : "unread "} ${one.field}: ${one.actual} / ${one.expected?.slice(0, 80)}`,
        );
    const faults = label.faults.length > 0 ? `, faults ${label.faults}` : "";
    console.log(
        `${label.name}: ${verdict.status}${faults}, ${seconds.toFixed(2)} s, plain ${(plain / 1000).toFixed(2)} s`,
    );
    for (const line of wrong) console.log(line);
    if (process.env["TEXT"]) console.log(verdict.ocr?.text.replace(/^/gm, "        "));
}

async function main(): Promise<void> {
    const folder = process.argv[2] ?? process.env["REAL_LABELS"];
    if (!folder) throw new Error("name a folder of labels, or set REAL_LABELS");
    let [all, plain] = [0, 0];
    const names = process.argv.slice(3);
    const set = realLabels(folder).filter(
        ({ name }) => names.length === 0 || names.some((part) => name.includes(part)),
    );
    const readings = await readRealLabels(set, async (reading) => {
        const milliseconds = plainReading((await prepare(await reading.label.image())).pgm);
        show(reading, milliseconds);
        all += reading.seconds;
        plain += milliseconds / 1000;
    });
    for (const figure of realFigures(readings)) console.log(told(figure));
    console.log(`all ${all.toFixed(1)} s, plain --psm 3 ${plain.toFixed(1)} s, ratio ${(all / plain).toFixed(2)}`);
}

void main();
