import type { IncomingMessage } from "node:http";
import { type Site, ourHeaders } from "./answer";

/** A page for a person, JSON for a program: both say what to do next. */
export interface Message {
    readonly status: number;
    readonly title: string;
    readonly text: string;
}

export const unreachable: Message = {
    status: 502,
    title: "OpenHands does not answer",
    text: "You are signed in, but the agent's machine did not answer. It starts within a few minutes after a restart; this page tries again by itself. If it stays away, an operator sees why with host-status on the agent's host.",
};

export const refusedAnswer: Message = {
    status: 502,
    title: "OpenHands answered with something that is not passed on",
    text: "The agent's machine sent an answer that no page of the application gives, such as a redirect to another site. It was not passed on.",
};

export function messagePage(
    { status, title, text }: Message,
    request: IncomingMessage,
    site: Site,
): { body: string; headers: string[] } {
    const html = /\btext\/html\b/.test(request.headers.accept ?? "");
    const again = status >= 502 && html && request.method === "GET" ? '<meta http-equiv="refresh" content="10">' : "";
    const body = html
        ? `<!doctype html><html lang="en"><meta charset="utf-8">${again}<title>${title}</title><h1>${title}</h1><p>${text}</p></html>\n`
        : `${JSON.stringify({ error: title, detail: text })}\n`;
    const type = html ? "text/html; charset=utf-8" : "application/json";
    const headers = [
        ["content-type", type],
        ["content-length", String(Buffer.byteLength(body))],
        ["cache-control", "no-store"],
        ...ourHeaders(site),
    ];
    return { body, headers: headers.flat() };
}
