import { type IncomingMessage, type Server, type ServerResponse, createServer, request as call } from "node:http";
import type { Duplex } from "node:stream";
import { type Site, passedAnswer } from "./answer";
import type { PassageConfig } from "./config";
import { gitAnswer, gitHeaders, gitRefusal, isGit } from "./git";
import { longestPage, settingsHash } from "./inlineScript";
import { type Message, gitSays, gitUnreachable, messagePage, refusedAnswer, unreachable } from "./page";
import { type Refused, forwardedHeaders, refusal, sessionHeader } from "./request";
import { OpenSessions } from "./sessions";
import { Relay } from "./upstream";
import { openingAnswer, websocketHeaders, websocketRefusal } from "./websocket";

/** Stands between nginx and the agent's host. The container is a hostile upstream: what passes, in both directions, is on a list. */
export class Passage {
    readonly server: Server;
    private readonly relay: Relay;
    private readonly site: Site;
    readonly sessions: OpenSessions;

    constructor(config: PassageConfig, sessions = new OpenSessions(config.loginSocket)) {
        this.relay = new Relay(config.upstream);
        this.site = { origin: config.origin, scriptHashes: config.scriptHashes };
        this.sessions = sessions;
        this.server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, maxHeaderSize: 32768 });
        this.server.on("request", (request, response) => this.pass(request, response));
        this.server.on("upgrade", (request, socket, head) => this.open(request, socket, head));
    }

    private pass(request: IncomingMessage, response: ServerResponse): void {
        const git = isGit(request);
        const refused = git ? gitRefusal(request) : refusal(request, this.site.origin);
        if (refused !== undefined) return this.refuse(request, response, refused);
        const headers = git ? gitHeaders(request, this.site.origin) : forwardedHeaders(request, this.site.origin);
        const upstream = call({ agent: this.relay, method: request.method, path: request.url, headers });
        const over = this.sessions.add(request.headers[sessionHeader] as string, () => response.destroy());
        response.once("close", () => {
            over();
            if (!response.writableFinished) upstream.destroy();
        });
        upstream.once("response", (answer) => this.answer(request, response, answer));
        upstream.once("upgrade", (_answer, socket) => socket.destroy());
        upstream.once("error", () => this.say(request, response, git ? gitUnreachable : unreachable));
        request.pipe(upstream);
    }

    private answer(request: IncomingMessage, response: ServerResponse, answer: IncomingMessage): void {
        if (isGit(request) || !isPage(answer)) return this.passOn(request, response, answer);
        firstBytes(answer, longestPage).then(
            (page) => this.passOn(request, response, answer, page),
            () => this.say(request, response, unreachable),
        );
    }

    private passOn(request: IncomingMessage, response: ServerResponse, answer: IncomingMessage, page?: Page): void {
        const url = request.url!;
        const hash = page && settingsHash(page.first.toString());
        const site = { ...this.site, scriptHashes: [...this.site.scriptHashes, ...(hash === undefined ? [] : [hash])] };
        const passed = isGit(request)
            ? gitAnswer(answer, url)
            : passedAnswer(answer.statusCode!, answer.rawHeaders, url, site);
        if (passed === undefined) {
            answer.destroy();
            return this.say(request, response, isGit(request) ? gitSays(answer.statusCode!) : refusedAnswer);
        }
        // The relay's own words, or the ingress's in the container, for what is not there yet: ours say what to do.
        if (/^50[234]$/.test(String(passed.status)) && /^text\/html/.test(answer.headers["content-type"] ?? "")) {
            answer.destroy();
            return this.say(request, response, unreachable);
        }
        response.writeHead(passed.status, passed.headers);
        response.flushHeaders();
        if (page !== undefined) response.write(page.first);
        if (page?.whole) return void response.end();
        answer.once("error", () => response.destroy());
        answer.pipe(response);
    }

    private open(request: IncomingMessage, client: Duplex, head: Buffer): void {
        client.on("error", () => client.destroy());
        const refused = isGit(request)
            ? gitRefusal(request)
            : (refusal(request, this.site.origin) ?? websocketRefusal(request, this.site.origin));
        if (refused !== undefined) return this.refuseRaw(request, client, refused);
        const key = request.headers["sec-websocket-key"] as string;
        const headers = websocketHeaders(request, this.site.origin);
        const upstream = call({ agent: this.relay, method: "GET", path: request.url, headers });
        client.once("close", () => upstream.destroy());
        upstream.once("upgrade", (answer, socket, early) => {
            const opening = openingAnswer(answer, key);
            if (opening === undefined) {
                socket.destroy();
                return this.refuseRaw(request, client, { status: 502, why: refusedAnswer.text });
            }
            client.write(opening);
            join(client, head, socket, early);
            const session = request.headers[sessionHeader] as string;
            client.once(
                "close",
                this.sessions.add(session, () => client.destroy()),
            );
        });
        // Without a change of protocol the container's own words stay here: 401 and 403 are all that a handshake can mean.
        upstream.once("response", (answer) => {
            answer.destroy();
            const status = answer.statusCode === 401 || answer.statusCode === 403 ? 403 : 502;
            this.refuseRaw(request, client, { status, why: "The application opened no websocket." });
        });
        upstream.once("error", () => this.refuseRaw(request, client, { status: 502, why: unreachable.text }));
        upstream.end();
    }

    private refuse(request: IncomingMessage, response: ServerResponse, { status, why }: Refused): void {
        this.say(request, response, { status, title: why, text: "Nothing was passed on to OpenHands." });
    }

    private say(request: IncomingMessage, response: ServerResponse, message: Message): void {
        if (response.headersSent) return void response.destroy();
        const { body, headers } = messagePage(message, request, this.site);
        // What the browser still sends is read to nobody, or it would not read the answer.
        request.resume();
        response.writeHead(message.status, headers).end(request.method === "HEAD" ? undefined : body);
    }

    private refuseRaw(
        request: IncomingMessage,
        client: Duplex,
        { status, why }: { status: number; why: string },
    ): void {
        if (client.destroyed || client.writableEnded) return;
        const { body, headers } = messagePage(
            { status, title: why, text: "No websocket was opened." },
            request,
            this.site,
        );
        const lines = headers.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${headers[i + 1]}\r\n`] : []));
        client.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\n${lines.join("")}\r\n${body}`);
    }
}

/** Whose inline scripts count, and whose text can be read. */
const isPage = ({ statusCode, headers }: IncomingMessage): boolean =>
    statusCode === 200 &&
    /^text\/html/.test(headers["content-type"] ?? "") &&
    headers["content-encoding"] === undefined;

/** What came first of a page, and whether that is all. */
interface Page {
    readonly first: Buffer;
    readonly whole: boolean;
}

/** Reads up to a limit or the end; the rest waits. */
function firstBytes(answer: IncomingMessage, limit: number): Promise<Page> {
    const pieces: Buffer[] = [];
    let length = 0;
    return new Promise((settle, fail) => {
        const done = (whole: boolean) => {
            answer.off("data", take).off("end", end).off("error", fail).off("aborted", fail);
            answer.pause();
            settle({ first: Buffer.concat(pieces), whole });
        };
        const end = () => done(true);
        const take = (piece: Buffer) => {
            length += piece.length;
            pieces.push(piece);
            if (length >= limit) done(false);
        };
        answer.on("data", take).once("end", end).once("error", fail).once("aborted", fail);
    });
}

/** Two ends of a websocket, bytes as they come; one that closes takes the other along. */
function join(client: Duplex, clientHead: Buffer, container: Duplex, containerHead: Buffer): void {
    container.on("error", () => container.destroy());
    client.once("close", () => container.destroy());
    container.once("close", () => client.destroy());
    container.write(clientHead);
    client.write(containerHead);
    client.pipe(container);
    container.pipe(client);
}
