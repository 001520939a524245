import { chmodSync, close, openSync, writev } from "node:fs";
import { promisify } from "node:util";

import type { Call } from "./call";
import { Refusal } from "./refusal";

const put = promisify(writev);

/** What was forwarded, whole, one JSON line a call, in a file beside the audit's; a line ends with LF and with nothing else. */
export class Prompts {
    private file: number | undefined;
    private last: Promise<unknown> = Promise.resolve();

    /** @throws Error when the file cannot be opened */
    constructor(auditFile: string, on: boolean) {
        this.file = opened(auditFile, on);
    }

    /** @throws Error and goes on with the file of before, when the new one cannot be opened */
    reopen(auditFile: string, on: boolean): void {
        const before = this.file;
        this.file = opened(auditFile, on);
        if (before !== undefined) void this.last.then(() => close(before));
    }

    /** Resolves once the line is written. @throws Refusal 503 when it cannot be: what is not kept is not forwarded */
    async keep({ time, client, userClaimed, endpoint, model, path }: Call, body: readonly Buffer[]): Promise<void> {
        const { file } = this;
        if (file === undefined) return;
        const head = JSON.stringify({ time, client, userClaimed, endpoint, model, path }).slice(0, -1);
        const line = [Buffer.from(`${head},"body":`), ...body, Buffer.from("}\n")];
        const written = this.last.then(() => writeAll(file, line));
        this.last = written.catch(() => undefined);
        await written.catch((error: Error) => {
            console.error(`gateway: promptAudit: ${error.message}`);
            throw new Refusal(503, "audit", "The gateway cannot write its file of prompts; tell its operator.");
        });
    }
}

function opened(auditFile: string, on: boolean): number | undefined {
    if (!on) return undefined;
    const path = `${auditFile}.prompts`;
    const file = openSync(path, "a", 0o600);
    // One that was there before may have been open to others.
    chmodSync(path, 0o600);
    return file;
}

/** One line after the other: a write may take less than it was given. */
async function writeAll(file: number, pieces: readonly Buffer[]): Promise<void> {
    let rest = [...pieces];
    while (rest.length > 0) {
        let { bytesWritten } = await put(file, rest);
        while (rest.length > 0 && bytesWritten >= rest[0]!.length) bytesWritten -= rest.shift()!.length;
        if (rest.length > 0) rest = [rest[0]!.subarray(bytesWritten), ...rest.slice(1)];
    }
}
