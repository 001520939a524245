import type { IncomingMessage } from "node:http";
import { forwardedCookie } from "./cookies";
import { type HeaderLine, headerLines, listed, valuesOf } from "./headers";

/** nginx names the login session here, and overwrites what a client sends. */
export const sessionHeader = "x-openhands-session";

/** What of a browser's request the container sees. Not on the list: credentials, the login's cookie, addresses, other sites. */
const passing = new Set([
    "accept",
    "accept-encoding",
    "accept-language",
    "content-encoding",
    "content-type",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "last-event-id",
    "range",
    "x-expose-secrets",
    "x-session-api-key",
]);

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);

/** Why a request goes no further. The text is for the person who sees it. */
export interface Refused {
    readonly status: 400 | 403 | 404 | 405 | 500;
    readonly why: string;
}

/** Undefined: the request may pass. */
export function refusal(request: IncomingMessage, origin: string): Refused | undefined {
    const lines = headerLines(request.rawHeaders);
    const { method = "" } = request;
    if (valuesOf(lines, sessionHeader).length !== 1 || valuesOf(lines, sessionHeader)[0] === "") {
        return { status: 500, why: "This request has passed no login." };
    }
    if (!methods.has(method)) return { status: 405, why: `${method} is not a method of this site.` };
    if (/^\/git\//.test(request.url ?? "")) return { status: 404, why: "Git is for git tokens." };
    if (!/^\/[!-~]*$/.test(request.url ?? "")) return { status: 400, why: "The path is not one." };
    if (lines.some(([name]) => name === "service-worker")) {
        return { status: 403, why: "Service workers are off: one would outlive a sign-out." };
    }
    return foreign(lines, origin, method !== "GET" && method !== "HEAD");
}

/**
 * Another site's page must not act with this browser's login. Browsers say who asks in Origin, and in Sec-Fetch-Site where there is no
 * Origin; programs that are no browsers send neither.
 */
export function foreign(lines: readonly HeaderLine[], origin: string, unsafe: boolean): Refused | undefined {
    const refused = { status: 403, why: "Another site asked for this." } as const;
    const origins = valuesOf(lines, "origin");
    if (unsafe && origins.some((one) => one !== origin)) return refused;
    if (origins.length > 1) return refused;
    const sites = valuesOf(lines, "sec-fetch-site");
    return unsafe && sites.some((site) => site !== "same-origin" && site !== "none") ? refused : undefined;
}

/** The headers of the request to the container. Its body streams as it comes. */
export function forwardedHeaders(request: IncomingMessage, origin: string): string[] {
    const lines = headerLines(request.rawHeaders);
    const cookie = forwardedCookie(valuesOf(lines, "cookie"));
    const length = request.headers["content-length"];
    return [
        ["host", new URL(origin).host],
        ...listed(lines, passing),
        ...(cookie === undefined ? [] : [["cookie", cookie]]),
        ...(length !== undefined ? [["content-length", length]] : []),
        ...(request.headers["transfer-encoding"] !== undefined ? [["transfer-encoding", "chunked"]] : []),
    ].flat();
}
