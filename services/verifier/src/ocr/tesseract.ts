import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { prepare } from "./prepare";
import { chosen, type OcrSettings } from "./settings";
import { linesOf, parseTsv } from "./tsv";
import { OcrError, type OcrPage } from "./types";

/** TSV on stdout. */
export const argumentsOf = (input: string, { psm }: OcrSettings = chosen): string[] => [
    ...[input, "stdout", "-l", "eng"],
    ...["--psm", String(psm), "--dpi", "300", "tsv"],
];

/** Of the service's own only what Tesseract reads: its settings of malloc make Tesseract slower, and its token is not for others. */
function environment(): NodeJS.ProcessEnv {
    const { PATH, TESSDATA_PREFIX } = process.env;
    // One thread a process: several requests share the cores, and Tesseract's own threads only fight for them.
    return { PATH, ...(TESSDATA_PREFIX && { TESSDATA_PREFIX }), OMP_THREAD_LIMIT: "1" };
}

/**
 * The picture as a file without a name: Tesseract reads it at its own pace, where through a pipe it would wait for this process again
 * and again, and nothing is left behind, however either ends.
 */
async function namelessFile(content: Buffer): Promise<FileHandle> {
    const path = join(tmpdir(), `verifier-${randomUUID()}`);
    const file = await open(path, "wx+", 0o600);
    await unlink(path);
    // By position: the offset, which Tesseract starts at, stays 0.
    for (let written = 0; written < content.length;) {
        written += (await file.write(content, written, content.length - written, written)).bytesWritten;
    }
    return file;
}

/** Runs the Tesseract CLI on what `input` holds; the signal kills the process. */
function run(input: number, settings: OcrSettings, signal: AbortSignal): Promise<string> {
    return new Promise((resolve, reject) => {
        const child = spawn("tesseract", argumentsOf("stdin", settings), {
            env: environment(),
            stdio: [input, "pipe", "pipe"],
            signal,
            killSignal: "SIGKILL",
        });
        const output: Buffer[] = [];
        const errors: Buffer[] = [];
        child.stdout!.on("data", (chunk: Buffer) => output.push(chunk));
        child.stderr!.on("data", (chunk: Buffer) => errors.push(chunk));
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
    });
}

async function read(picture: Buffer, settings: OcrSettings, signal: AbortSignal): Promise<string> {
    const file = await namelessFile(picture);
    try {
        return await run(file.fd, settings, signal);
    } finally {
        await file.close();
    }
}

/** Text, words and boxes of a picture by Tesseract. Throws OcrError, or AbortError when the signal fires. */
export async function readWithTesseract(
    image: Buffer,
    signal: AbortSignal,
    settings: OcrSettings = chosen,
): Promise<OcrPage> {
    signal.throwIfAborted();
    const prepared = await prepare(image, settings);
    const raw = parseTsv(await read(prepared.pgm, settings, signal));
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
