import type { IncomingMessage } from "node:http";
import { type Site, ourHeaders } from "./answer";
import { isGit } from "./git";

/** A page for a person, JSON for a program, text for git: both say what to do next. */
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

/** Git's server has an image of its own, which may be missing while OpenHands answers. */
export const gitUnreachable: Message = {
    status: 502,
    title: "The projects' git server does not answer",
    text: "Your token is good, but the container that serves git did not answer. It starts within a few minutes after a restart. If it stays away, an operator sees why on the agent's host with journalctl -u openhands-git -u openhands-git-image; npm run stage brings its image.",
};

const gitWords: Readonly<Record<number, Message>> = {
    403: {
        status: 403,
        title: "Git's server refused this",
        text: "A project is a repository that belongs to the agent's user.",
    },
    404: {
        status: 404,
        title: "There is no project of this name",
        text: "git push makes one; of what the agent made, /git/NAME.git is its folder NAME in /projects, once it is a repository.",
    },
};

export const refusedAnswer: Message = {
    status: 502,
    title: "OpenHands answered with something that is not passed on",
    text: "The agent's machine sent an answer that no page of the application gives, such as a redirect to another site. It was not passed on.",
};

/** Our words for an answer of git's server that is not passed on: the relay answers 502 and 504 where there is none. */
export const gitSays = (status: number): Message =>
    gitWords[status] ?? (status === 502 || status === 504 ? gitUnreachable : refusedAnswer);

export function messagePage(
    { status, title, text }: Message,
    request: IncomingMessage,
    site: Site,
): { body: string; headers: string[] } {
    const { body, type } = isGit(request)
        ? // The type whose text git shows to a person.
          { body: `${title}\n${text}\n`, type: "text/plain; charset=utf-8" }
        : written({ status, title, text }, request);
    const headers = [
        ["content-type", type],
        ["content-length", String(Buffer.byteLength(body))],
        ["cache-control", "no-store"],
        ...ourHeaders(site),
    ];
    return { body, headers: headers.flat() };
}

function written({ status, title, text }: Message, request: IncomingMessage): { body: string; type: string } {
    const html = /\btext\/html\b/.test(request.headers.accept ?? "");
    const again = status >= 502 && html && request.method === "GET" ? '<meta http-equiv="refresh" content="10">' : "";
    const body = html
        ? `<!doctype html><html lang="en"><meta charset="utf-8">${again}<title>${title}</title><h1>${title}</h1><p>${text}</p></html>\n`
        : `${JSON.stringify({ error: title, detail: text })}\n`;
    return { body, type: html ? "text/html; charset=utf-8" : "application/json" };
}
