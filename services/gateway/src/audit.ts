import { closeSync, openSync, writeSync } from "node:fs";

import type { Call } from "./call";

const longest = 512;
const mostKinds = 16;

/** One JSON line a call. What a client wrote can neither forge nor split a line, nor fill the disk. */
export class Audit {
    /** True while lines cannot be written: a call without its line is not forwarded. */
    broken = false;
    private file: number;

    constructor(path: string) {
        this.file = openSync(path, "a", 0o640);
    }

    /** @throws Error and goes on with the file of before, when the new one cannot be opened */
    reopen(path: string): void {
        const old = this.file;
        this.file = openSync(path, "a", 0o640);
        closeSync(old);
    }

    write(call: Call): void {
        try {
            writeSync(this.file, lineOf(call));
            this.broken = false;
        } catch (error) {
            this.broken = true;
            console.error(`gateway: auditFile: ${(error as Error).message}`);
        }
    }
}

/** Escaped is what some reader takes for a line's end or a terminal for a command. */
export function lineOf(call: Call): string {
    const short = (_key: string, value: unknown): unknown => {
        if (Array.isArray(value)) return value.slice(0, mostKinds);
        return typeof value === "string" && value.length > longest ? `${value.slice(0, longest)}...` : value;
    };
    const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
    return `${JSON.stringify(call, short).replace(/[\u007f-\u009f\u2028\u2029]/g, escaped)}\n`;
}
