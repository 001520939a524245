import { passedCookie } from "./cookies";
import { type HeaderLine, headerLines, listed, valuesOf } from "./headers";

/**
 * What of the container's answer a browser sees. Not on the list, among all others: X-Accel-*, WWW-Authenticate, Clear-Site-Data,
 * Report-To, NEL, Link, Refresh, Speculation-Rules, Service-Worker-Allowed, Access-Control-*, Alt-Svc, Strict-Transport-Security.
 */
const passing = new Set([
    "accept-ranges",
    "content-disposition",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "etag",
    "last-modified",
    "retry-after",
]);

const statuses = new Set([
    ...[200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308],
    ...[400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 415, 416, 422, 423, 424, 429],
    ...[500, 501, 502, 503, 504],
]);

export interface Site {
    readonly origin: string;
    readonly scriptHashes: readonly string[];
}

/** A status and headers for the browser; undefined for an answer that no application gives. */
export interface Passed {
    readonly status: number;
    readonly headers: string[];
}

export function passedAnswer(status: number, raw: readonly string[], path: string, site: Site): Passed | undefined {
    if (!statuses.has(status)) return undefined;
    const lines = headerLines(raw);
    const locations = valuesOf(lines, "location");
    const location = locations.length === 1 ? ownLocation(locations[0]!, path, site.origin) : undefined;
    if (status >= 300 && status < 400 && status !== 304 && location === undefined) return undefined;
    const cookies = valuesOf(lines, "set-cookie")
        .map(passedCookie)
        .filter((one) => one !== undefined);
    const headers = [
        ...listed(lines, passing),
        ...(location === undefined ? [] : [["location", location] as const]),
        ...cookies.slice(0, 1).map((cookie) => ["set-cookie", cookie] as const),
        ["cache-control", cacheControl(lines, path)] as const,
        ...ourHeaders(site),
    ];
    return { status, headers: headers.flat() };
}

/** The container's Location as a path of this site, or undefined when it leads elsewhere. */
export function ownLocation(value: string, path: string, origin: string): string | undefined {
    // Browsers read a backslash as a slash and drop tabs and line ends: what has one is not worth guessing about.
    if (!/^[!-[\]-~]{1,4096}$/.test(value)) return undefined;
    try {
        const target = new URL(value, new URL(path, origin));
        return target.origin === origin && target.username === ""
            ? target.pathname + target.search + target.hash
            : undefined;
    } catch {
        return undefined;
    }
}

/** Only what never changes under its name is kept: the build's files bear a hash. Pages and the API stay in no cache. */
function cacheControl(lines: readonly HeaderLine[], path: string): string {
    const type = valuesOf(lines, "content-type")[0] ?? "";
    const lasting = /^\/(canvas\/)?assets\/[\w.~-]+-[\w-]{8,}\.(js|css|woff2?|png|svg)$/.test(path.split("?")[0]!);
    return lasting && !/html|json/i.test(type) ? "private, max-age=31536000, immutable" : "no-store";
}

/** What every answer bears, so that a page of the container can do nothing with the browser but be this application. */
export function ourHeaders(site: Site): HeaderLine[] {
    return [
        ["content-security-policy", contentSecurityPolicy(site)],
        ["cross-origin-opener-policy", "same-origin"],
        ["cross-origin-resource-policy", "same-origin"],
        ["permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"],
        ["referrer-policy", "no-referrer"],
        ["x-content-type-options", "nosniff"],
        ["x-dns-prefetch-control", "off"],
    ];
}

export function contentSecurityPolicy({ origin, scriptHashes }: Site): string {
    return [
        "default-src 'self'",
        "base-uri 'none'",
        `connect-src 'self' ${origin.replace(/^https/, "wss")}`,
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "object-src 'none'",
        ["script-src 'self'", ...scriptHashes.map((hash) => `'${hash}'`)].join(" "),
        "style-src 'self' 'unsafe-inline'",
        "worker-src 'self'",
    ].join("; ");
}
