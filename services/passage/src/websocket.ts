import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { forwardedCookie } from "./cookies";
import { headerLines, valuesOf } from "./headers";
import { type Refused, foreign } from "./request";

/** The application's two websockets: a conversation's events, and a shell's. */
const paths = /^\/sockets\/(events|bash-events)(\/[A-Za-z0-9-]{1,64})?(\?[A-Za-z0-9_=&%.-]{0,512})?$/;

const forms: Readonly<Record<string, RegExp>> = {
    "sec-websocket-version": /^13$/,
    "sec-websocket-key": /^[A-Za-z0-9+/]{22}==$/,
};

/** Undefined: the request is the opening of a websocket that the application has (RFC 6455, 4.1), asked for by this site. */
export function websocketRefusal(request: IncomingMessage, origin: string): Refused | undefined {
    const lines = headerLines(request.rawHeaders);
    const upgrades = valuesOf(lines, "upgrade");
    if (upgrades.length !== 1 || upgrades[0]!.toLowerCase() !== "websocket") {
        return { status: 400, why: "The only protocol to change to is websocket." };
    }
    if (request.method !== "GET" || lines.some(([name]) => name === "content-length" || name === "transfer-encoding")) {
        return { status: 400, why: "A websocket opens with a GET without a body." };
    }
    if (!paths.test(request.url ?? "")) return { status: 403, why: "There is no websocket at this path." };
    const wrong = Object.entries(forms).find(([name, form]) => {
        const values = valuesOf(lines, name);
        return values.length !== 1 || !form.test(values[0]!);
    });
    if (wrong !== undefined) return { status: 400, why: `${wrong[0]} is missing or has another form.` };
    return foreign(lines, origin, true);
}

export function websocketHeaders(request: IncomingMessage, origin: string): string[] {
    const lines = headerLines(request.rawHeaders);
    const cookie = forwardedCookie(valuesOf(lines, "cookie"));
    const one = (name: string, form: RegExp) =>
        valuesOf(lines, name)
            .filter((value) => form.test(value))
            .slice(0, 1)
            .map((value) => [name, value]);
    return [
        ["host", new URL(origin).host],
        ["connection", "Upgrade"],
        ["upgrade", "websocket"],
        ["sec-websocket-version", "13"],
        ...one("sec-websocket-key", forms["sec-websocket-key"]!),
        ...one("sec-websocket-protocol", /^[\w.-]{1,64}$/),
        ...one("sec-websocket-extensions", /^permessage-deflate[\w =;,-]{0,200}$/),
        ...one("x-session-api-key", /^[!-~]{1,512}$/),
        ...(cookie === undefined ? [] : [["cookie", cookie]]),
    ].flat();
}

/** The head of the answer that opens a websocket, made anew; undefined when the container's is no such answer (RFC 6455, 4.2.2). */
export function openingAnswer(answer: IncomingMessage, key: string): string | undefined {
    const lines = headerLines(answer.rawHeaders);
    const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    const accepted = valuesOf(lines, "sec-websocket-accept");
    if (answer.statusCode !== 101 || accepted.length !== 1 || accepted[0] !== accept) return undefined;
    const extra = [
        ["sec-websocket-protocol", /^[\w.-]{1,64}$/],
        ["sec-websocket-extensions", /^permessage-deflate[\w =;,-]{0,200}$/],
    ] as const;
    const passed = extra.flatMap(([name, form]) =>
        valuesOf(lines, name)
            .filter((value) => form.test(value))
            .slice(0, 1)
            .map((value) => `${name}: ${value}\r\n`),
    );
    return `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n${passed.join("")}\r\n`;
}
