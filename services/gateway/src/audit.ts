import { openSync, writeSync } from "node:fs";

/** What a call was; never a body, never a key. Milliseconds and bytes. */
export interface Call {
    time: string;
    client: string;
    userClaimed: string | null;
    endpoint: string | null;
    model: string | null;
    path: string;
    status: number;
    bytesIn: number;
    bytesOut: number;
    firstByteMs: number | null;
    totalMs: number;
    tokens: { input: number; output: number } | null;
    toolKinds: readonly string[];
    rule: string | null;
    alarm: string | null;
}

const longest = 512;

/** One JSON line a call. What a client wrote can neither forge nor split a line, nor fill the disk. */
export class Audit {
    private readonly file: number;

    constructor(path: string) {
        this.file = openSync(path, "a", 0o640);
    }

    write(call: Call): void {
        const short = (_key: string, value: unknown): unknown =>
            typeof value === "string" && value.length > longest ? `${value.slice(0, longest)}...` : value;
        const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
        writeSync(this.file, `${JSON.stringify(call, short).replace(/[\u007f-\u009f\u2028\u2029]/g, escaped)}\n`);
    }
}
