import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

import { chosen, type Mode } from "./settings";
import { OcrError } from "./types";

/** TSV on stdout. */
export const argumentsOf = (input: string, { psm, adaptive }: Mode = chosen): string[] => [
    ...[input, "stdout", "-l", "eng"],
    // Adaptive Otsu; see `tesseract --print-parameters`.
    ...(adaptive ? ["-c", "thresholding_method=1"] : []),
    ...["--psm", String(psm), "--dpi", "300", "tsv"],
];

/** Of the service's own only what Tesseract reads: its settings of malloc make Tesseract slower, and its token is not for others. */
function environment(): NodeJS.ProcessEnv {
    const { PATH, TESSDATA_PREFIX } = process.env;
    // One thread a process: several requests share the cores, and Tesseract's own threads only fight for them.
    return { PATH, ...(TESSDATA_PREFIX && { TESSDATA_PREFIX }), OMP_THREAD_LIMIT: "1" };
}

interface Reading {
    resolve: (tsv: string) => void;
    reject: (error: Error) => void;
}

/**
 * One Tesseract that reads a picture after the other and loads its model once (`stream_filelist`: names of files come on stdin).
 * It does not say where the output of a picture ends, so a blank one follows each: its only row is the end. Once it is killed
 * or has died it reads nothing more. It ends by itself when this process does, because its stdin does.
 */
export class TesseractProcess {
    private readonly child: ChildProcessWithoutNullStreams;
    private reading: Reading | undefined;
    private tsv = "";
    private messages = "";
    private pictures = 0;
    private failure: OcrError | undefined;

    constructor(
        /** A process never changes it. */
        readonly mode: Mode,
        /** Path of a picture without anything on it. */
        private readonly blank: string,
    ) {
        // By line: otherwise the end of a page stays in Tesseract's buffer until the next one.
        const command = ["-oL", "tesseract", "-c", "stream_filelist=true", ...argumentsOf("-", mode)];
        this.child = spawn("stdbuf", command, { env: environment() });
        this.child.stdout.setEncoding("utf8").on("data", (rows: string) => this.take(rows));
        this.child.stderr.setEncoding("utf8").on("data", (text: string) => (this.messages += text));
        // What cannot be written has a reason that `close` tells.
        this.child.stdin.on("error", () => undefined);
        this.child.on("error", ({ message }) => this.end(`cannot be started: ${message}; install coreutils`));
        this.child.on("close", (code, signal) => this.end(`ended with ${code ?? signal}: ${this.lastMessages()}`));
    }

    get alive(): boolean {
        return this.failure === undefined;
    }

    /** Pictures read. */
    get count(): number {
        return this.pictures;
    }

    /** The TSV of the picture at that path, one at a time. Rejects with OcrError, or the signal's reason, which kills the process. */
    async read(path: string, signal: AbortSignal): Promise<string> {
        signal.throwIfAborted();
        if (this.failure) throw this.failure;
        const aborted = (): void => {
            this.reading?.reject(signal.reason as Error);
            this.kill();
        };
        signal.addEventListener("abort", aborted);
        try {
            return await new Promise<string>((resolve, reject) => {
                this.reading = { resolve, reject };
                this.child.stdin.write(`${path}\n${this.blank}\n`);
            });
        } finally {
            this.reading = undefined;
            signal.removeEventListener("abort", aborted);
        }
    }

    kill(): void {
        this.child.kill("SIGKILL");
        this.end("was killed");
    }

    private take(rows: string): void {
        this.tsv += rows;
        // A page's first row has level and page. Pages count from 1, and each second one is blank.
        const blankRow = this.tsv.indexOf(`\n1\t${2 * this.pictures + 2}\t`);
        if (blankRow < 0 || !this.tsv.endsWith("\n")) return;
        this.pictures += 1;
        this.reading?.resolve(this.tsv);
        this.tsv = "\n";
        this.messages = "";
    }

    private end(how: string): void {
        this.failure ??= new OcrError(`tesseract ${how}`);
        this.reading?.reject(this.failure);
    }

    /** Without those that name the files. */
    private lastMessages(): string {
        return this.messages
            .replaceAll(/^Page .*\n/gm, "")
            .trim()
            .slice(-300);
    }
}
