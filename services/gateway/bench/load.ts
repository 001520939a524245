import { Agent, request } from "node:http";

const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

export interface Seen {
    /** Milliseconds to the answer's first byte, and to its end. */
    readonly first: number;
    readonly total: number;
    /** The longest wait between two pieces. */
    readonly gap: number;
}

export function call(port: number, path: string, body: string | Buffer): Promise<Seen> {
    const started = performance.now();
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    return new Promise((done, fail) => {
        const sent = request({ agent, port, host: "127.0.0.1", path, method: "POST", headers }, (answer) => {
            let first = 0;
            let last = 0;
            let gap = 0;
            let text = "";
            answer.on("data", (piece: Buffer) => {
                if (answer.statusCode !== 200) text += piece.toString();
                const now = performance.now();
                if (first === 0) first = now - started;
                else gap = Math.max(gap, now - last);
                last = now;
            });
            answer.once("end", () => {
                if (answer.statusCode !== 200) return fail(new Error(`${answer.statusCode} ${text}`));
                done({ first, total: performance.now() - started, gap });
            });
            answer.once("error", fail);
        });
        sent.once("error", fail).end(body);
    });
}

/** That many calls, so many at a time. */
export async function calls(count: number, parallel: number, one: () => Promise<Seen>): Promise<Seen[]> {
    const seen: Seen[] = [];
    let left = count;
    const worker = async (): Promise<void> => {
        while (left-- > 0) seen.push(await one());
    };
    await Promise.all(Array.from({ length: parallel }, worker));
    return seen;
}

export function quantile(values: readonly number[], part: number): number {
    const sorted = [...values].sort((one, other) => one - other);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
}
