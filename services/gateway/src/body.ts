import type { IncomingMessage } from "node:http";

import { Refusal } from "./refusal";
import { Segments } from "./segments";

/**
 * The request's body, up to a limit in bytes, whether its length was said or not.
 * @throws Refusal 413 and 415
 */
export async function readBody(
    request: IncomingMessage,
    limit: number,
    /** Told of each piece; what it waits for, the client waits for. */
    took: (length: number) => unknown = () => undefined,
    /** What a body is when nobody says it. */
    untold = "",
): Promise<Segments> {
    const { "content-type": type = untold, "content-encoding": encoding } = request.headers;
    if (!/^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i.test(type)) {
        throw new Refusal(415, "content-type", "Only application/json in UTF-8 is forwarded.");
    }
    if (encoding !== undefined) throw new Refusal(415, "content-encoding", "Send the body without Content-Encoding.");
    if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
    const body = new Segments(Number(request.headers["content-length"] ?? 0));
    // A refused body's connection still carries the answer that says why.
    for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        await took(piece.length);
        if (body.length + piece.length > limit) throw tooLarge(limit);
        body.push(piece);
    }
    return body;
}

const tooLarge = (limit: number): Refusal =>
    new Refusal(413, "body-size", `The body is over ${limit} bytes; the gateway's operator can raise maxBodyMb.`);
