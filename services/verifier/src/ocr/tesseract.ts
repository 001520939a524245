import { spawn } from "node:child_process";
import { prepare } from "./prepare";
import { chosen, type OcrSettings } from "./settings";
import { linesOf, parseTsv } from "./tsv";
import { OcrError, type OcrPage } from "./types";

/** TSV on stdout. */
export const argumentsOf = (input: string, { psm }: OcrSettings = chosen): string[] => [
    ...[input, "stdout", "-l", "eng"],
    ...["--psm", String(psm), "--dpi", "300", "tsv"],
];

/** Runs the Tesseract CLI on a picture given by stdin; the signal kills the process. */
function run(picture: Buffer, settings: OcrSettings, signal: AbortSignal): Promise<string> {
    return new Promise((resolve, reject) => {
        const child = spawn("tesseract", argumentsOf("stdin", settings), {
            // One thread a process: several requests share the cores, and Tesseract's own threads only fight for them.
            env: { ...process.env, OMP_THREAD_LIMIT: "1" },
            signal,
            killSignal: "SIGKILL",
        });
        const output: Buffer[] = [];
        const errors: Buffer[] = [];
        child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
        child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
        // EPIPE when the process was killed: `close` or `error` reports it.
        child.stdin.on("error", () => undefined);
        child.on("error", (error) =>
            reject(
                signal.aborted
                    ? error
                    : new OcrError(`tesseract cannot be started: ${error.message}; install tesseract-ocr`),
            ),
        );
        child.on("close", (code) => {
            if (code === 0) {
                resolve(Buffer.concat(output).toString("utf8"));
            } else {
                reject(
                    new OcrError(
                        `tesseract ended with ${code}: ${Buffer.concat(errors).toString("utf8").trim().slice(0, 300)}`,
                    ),
                );
            }
        });
        child.stdin.end(picture);
    });
}

/** Text, words and boxes of a picture by Tesseract. Throws OcrError, or AbortError when the signal fires. */
export async function readWithTesseract(
    image: Buffer,
    signal: AbortSignal,
    settings: OcrSettings = chosen,
): Promise<OcrPage> {
    signal.throwIfAborted();
    const prepared = await prepare(image, settings);
    const raw = parseTsv(await run(prepared.pgm, settings, signal));
    const words = raw.map((word) => ({ ...word, box: prepared.toOriginal(word.box) }));
    return {
        text: linesOf(words)
            .map((line) => line.map(({ text }) => text).join(" "))
            .join("\n"),
        words,
        confidence: words.length === 0 ? 0.5 : words.reduce((sum, word) => sum + word.confidence, 0) / words.length,
        width: prepared.width,
        height: prepared.height,
    };
}
