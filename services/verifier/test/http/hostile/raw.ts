import { once } from "node:events";
import { connect } from "node:net";

import type { Answer } from "../service";

/** Sends bytes as they are and reads one answer; `half`: says that nothing more comes. */
export async function sendRaw(url: string, bytes: string | Buffer, half = false): Promise<Answer> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", () => undefined);
    const closed = once(socket, "close");
    socket.write(bytes);
    if (half) socket.end();
    const answered = new Promise<void>((resolve) => {
        socket.on("data", () => {
            if (isComplete(Buffer.concat(chunks))) resolve();
        });
    });
    await Promise.race([answered, closed]);
    socket.destroy();
    return parse(Buffer.concat(chunks).toString("utf8"));
}

function isComplete(answer: Buffer): boolean {
    const end = answer.indexOf("\r\n\r\n");
    const length = /content-length: *(\d+)/i.exec(answer.toString("latin1"))?.[1];
    return end !== -1 && answer.length >= end + 4 + Number(length ?? 0);
}

function parse(answer: string): Answer {
    const [head = "", body = ""] = answer.split("\r\n\r\n", 2);
    const [start = "", ...lines] = head.split("\r\n");
    const headers = new Headers(
        lines.map((line): [string, string] => [line.split(":", 1)[0]!, line.slice(line.indexOf(":") + 1)]),
    );
    return { status: Number(start.split(" ")[1]), headers, body: body === "" ? {} : JSON.parse(body) };
}

/** A request for `sendRaw`; the length is right unless headers say otherwise. */
export function rawPost(path: string, type: string, body: Buffer | string, headers: readonly string[] = []): Buffer {
    const content = Buffer.from(body as string);
    const own = headers.some((header) => /^(content-length|transfer-encoding):/i.test(header));
    const length = own ? [] : [`Content-Length: ${content.length}`];
    const head = [`POST ${path} HTTP/1.1`, "Host: test", `Content-Type: ${type}`, ...length, ...headers, "", ""];
    return Buffer.concat([Buffer.from(head.join("\r\n")), content]);
}

export const multipartBody = (boundary: string, content: Buffer): Buffer =>
    Buffer.concat([
        Buffer.from(
            `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n`,
        ),
        content,
        Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
