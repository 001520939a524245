import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort } from "node:worker_threads";

import type { Allowed } from "./dialects/dialect";
import { dialects } from "./dialects/index";
import { judge, type Judged } from "./judge";
import { Refusal } from "./refusal";

export interface Question {
    readonly id: number;
    readonly parts: Uint8Array[];
    readonly dialect: string;
    readonly allowed: Allowed;
}
/** Memory that nobody needs any more. */
export interface GivenBack {
    readonly given: readonly ArrayBuffer[];
}
export type Answer =
    | { readonly id: number; readonly judged: Judged }
    | { readonly id: number; readonly refusal: Pick<Refusal, "status" | "rule" | "message" | "model" | "toolKinds"> };

/** Above, what was read is given back at once: the next body needs the memory. */
const large = 4 * 1024 * 1024;
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** By what they hold: a copy arrives with each question, and a schema is made once for an endpoint. */
const known = new Map<string, Allowed>();

function same(allowed: Allowed): Allowed {
    const text = JSON.stringify(allowed);
    const found = known.get(text) ?? allowed;
    known.set(text, found);
    return found;
}

/** In one piece; the parts' memory is free before the body is read. */
function whole(parts: Uint8Array[]): Buffer {
    const body = Buffer.concat(parts);
    parts.length = 0;
    if (body.length > large) collect();
    return body;
}

function answerTo({ id, dialect, allowed }: Question, body: Buffer): Answer {
    try {
        return { id, judged: judge(body, dialects[dialect]!, same(allowed)) };
    } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const { status, rule, message, model, toolKinds } = error;
        return { id, refusal: { status, rule, message, model, toolKinds } };
    }
}

parentPort!.on("message", (message: Question | GivenBack) => {
    if ("given" in message) return void setImmediate(collect);
    const body = whole(message.parts);
    const { length } = body;
    const answer = answerTo(message, body);
    // The document's memory is handed over; the few bytes that the gateway wrote are copied.
    parentPort!.postMessage(answer, "judged" in answer ? [body.buffer as ArrayBuffer] : []);
    if (length > large) setImmediate(collect);
});
