import type { IncomingMessage } from "node:http";
import { headerLines, valuesOf } from "./headers";
import { type Refused, sessionHeader } from "./request";

/** Git's smart HTTP (gitprotocol-http(5)): what is asked for, and in which types. */
interface GitCall {
    readonly method: "GET" | "POST";
    readonly asked?: string;
    readonly answered: string;
}

const name = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}";
const calls = new Map<string, GitCall>(
    ["upload-pack", "receive-pack"].flatMap((service): [string, GitCall][] => [
        [`info/refs?service=git-${service}`, { method: "GET", answered: `application/x-git-${service}-advertisement` }],
        [
            `git-${service}`,
            {
                method: "POST",
                asked: `application/x-git-${service}-request`,
                answered: `application/x-git-${service}-result`,
            },
        ],
    ]),
);

/**
 * By who signed in, not by the path: nginx reads a path as it is meant (%67it, x/../git) and the container as it is written, and a git token
 * must open nothing but git.
 */
export const isGit = (request: IncomingMessage): boolean => String(request.headers[sessionHeader]).startsWith("git-");

export function gitCall(url: string): GitCall | undefined {
    const match = new RegExp(`^/git/${name}\\.git/(.+)$`).exec(url);
    return match === null ? undefined : calls.get(match[1]!);
}

/** Undefined: one of smart HTTP's three requests, by a program that signed in with a git token. Browsers have no business here. */
export function gitRefusal(request: IncomingMessage): Refused | undefined {
    const lines = headerLines(request.rawHeaders);
    if (valuesOf(lines, sessionHeader).join() === "") return { status: 500, why: "This request has passed no login." };
    const browser = ["origin", "sec-fetch-site", "sec-fetch-mode"].some((header) => valuesOf(lines, header).length > 0);
    if (browser) return { status: 403, why: "This address is for git, not for browsers." };
    const call = gitCall(request.url ?? "");
    if (call === undefined) return { status: 404, why: "Only git's smart HTTP is here: /git/NAME.git." };
    const types = valuesOf(lines, "content-type");
    const packed = valuesOf(lines, "content-encoding").join();
    const fits =
        request.method === call.method &&
        types.join() === (call.asked ?? "") &&
        // Only what asks for objects is ever packed by git; what brings them has a limit that must count all of it.
        (packed === "" || (packed === "gzip" && call.asked === "application/x-git-upload-pack-request"));
    return fits ? undefined : { status: 403, why: "This is none of git's requests." };
}

const protocol = /^version=[012](:[a-z0-9=-]{1,64}){0,4}$/;

export function gitHeaders(request: IncomingMessage, origin: string): string[] {
    const lines = headerLines(request.rawHeaders);
    const one = (header: string, form: RegExp) =>
        valuesOf(lines, header)
            .filter((value) => form.test(value))
            .slice(0, 1)
            .map((value) => [header, value]);
    return [
        ["host", new URL(origin).host],
        ...one("content-type", /^application\/x-git-[a-z-]+$/),
        ...one("content-encoding", /^gzip$/),
        ...one("git-protocol", protocol),
        ...(request.headers["content-length"] !== undefined
            ? [["content-length", request.headers["content-length"]]]
            : []),
        ...(request.headers["transfer-encoding"] !== undefined ? [["transfer-encoding", "chunked"]] : []),
    ].flat();
}

/** 200 in the type that belongs to the call; undefined for everything else, redirects above all. */
export function gitAnswer(answer: IncomingMessage, url: string): { status: number; headers: string[] } | undefined {
    const type = gitCall(url)!.answered;
    const status = answer.statusCode!;
    const types = valuesOf(headerLines(answer.rawHeaders), "content-type");
    if (status !== 200 || types.join() !== type) return undefined;
    return {
        status,
        headers: ["content-type", type, "cache-control", "no-store", "x-content-type-options", "nosniff"],
    };
}
