import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import type { Duplex } from "node:stream";
import { front } from "../../../hosts/pieces/front";
import { tlsFile } from "../../../hosts/pieces/frontConf";
import { login } from "../../../hosts/pieces/login";
import { passage, peerFiles } from "../../../hosts/pieces/passage";
import { Container, type Identity, identity } from "./container";
import { Room, type Service } from "./room";

export const site = "agent.example.com";
export const origin = `https://${site}`;
export const alice = { name: "alice", password: "pass word: 1" };
export const basic = ({ name, password }: { name: string; password: string }) =>
    `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;

export interface Answer {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly raw: readonly string[];
    readonly body: string;
    /** Set when the protocol changed. */
    readonly socket?: Duplex;
}

interface Ask {
    readonly method?: string;
    readonly headers?: Record<string, string | string[]>;
    readonly body?: string;
    /** Which of the room's clients asks. */
    readonly client?: number;
}

/** The front, login and passage of the edge's host in a room, and a container behind them. */
export class Edge {
    readonly services = new Map<string, Service>();

    private constructor(
        readonly room: Room,
        readonly container: Container,
        private readonly certificate: Identity,
    ) {}

    static async open(scriptHashes: readonly string[] = []): Promise<Edge> {
        const room = await Room.open();
        const [web, own, agent, another] = [site, "edge", "agent", "agent"].map(identity) as [
            Identity,
            Identity,
            Identity,
            Identity,
        ];
        const container = new Container(agent, own);
        try {
            const upstream = { address: room.clients[0]!, port: 3000 };
            await container.listen(upstream.address, upstream.port);
            const edge = new Edge(room, container, web);
            room.install([
                login({ origin, sessionHours: 12 }),
                passage({ origin, upstream, scriptHashes }),
                front({ host: site }),
            ]);
            room.write(peerFiles.certificateFile, own.certificate);
            room.write(peerFiles.keyFile, own.key);
            room.write(peerFiles.pinFile, another.certificate + agent.certificate);
            room.write(tlsFile, web.key + web.certificate, 0o600);
            await edge.start();
            return edge;
        } catch (error) {
            container.close();
            room.close();
            throw error;
        }
    }

    private async start(): Promise<void> {
        for (const name of ["login", "passage"]) await this.startService(name);
        const nginx = this.room.start("isolated-openhands-front.service");
        this.services.set("front", nginx);
        await nginx.ready(() =>
            this.ask("/").then(
                () => true,
                () => false,
            ),
        );
        this.users("add", alice.name, alice.password);
    }

    async startService(name: "login" | "passage" | string): Promise<void> {
        const service = this.room.start(`isolated-openhands-${name}.service`);
        this.services.set(name, service);
        await service.ready(() => service.output.includes("READY"));
    }

    /** The front's own certificate, which its clients trust. */
    get trusted(): string {
        return this.certificate.certificate;
    }

    /** A browser's cookie after signing in. */
    async signIn(who = alice): Promise<string> {
        return cookieOf(await this.ask("/", { headers: { authorization: basic(who) } }))!;
    }

    /** The command that an operator uses; `typed` goes to its standard input. */
    users(command: string, name: string, typed = "", ...more: string[]): string {
        return this.room.run(
            "/usr/local/sbin/openhands-user",
            [command, ...(name === "" ? [] : [name]), ...more],
            `${typed}\n`,
        );
    }

    ask(path: string, { method = "GET", headers = {}, body, client = 0 }: Ask = {}): Promise<Answer> {
        return new Promise((settle, fail) => {
            const call = request({
                host: this.room.address,
                servername: site,
                ca: this.certificate.certificate,
                localAddress: this.room.clients[client],
                path,
                method,
                headers: { host: site, ...headers },
                agent: false,
                timeout: 30_000,
            });
            call.once("response", (response) => {
                const pieces: Buffer[] = [];
                const { statusCode: status, headers: got, rawHeaders: raw } = response;
                response.on("data", (piece: Buffer) => pieces.push(piece));
                response.once("error", fail);
                response.once("end", () =>
                    settle({ status: status!, headers: got, raw, body: Buffer.concat(pieces).toString() }),
                );
            });
            call.once("upgrade", ({ statusCode: status, headers: got, rawHeaders: raw }, socket) => {
                socket.on("error", () => socket.destroy());
                settle({ status: status!, headers: got, raw, body: "", socket });
            });
            call.once("timeout", () => call.destroy(new Error("No answer within 30 s.")));
            call.once("error", fail);
            call.end(body);
        });
    }

    websocket(path: string, headers: Record<string, string | string[]>): Promise<Answer> {
        const opening = {
            connection: "Upgrade",
            upgrade: "websocket",
            "sec-websocket-version": "13",
            "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        };
        return this.ask(path, { headers: { ...opening, ...headers } });
    }

    close(): void {
        this.container.close();
        this.room.close();
    }
}

/** The cookie of this name that an answer sets: "name=value". */
export function cookieOf(answer: Answer, name = "__Host-openhands"): string | undefined {
    return answer.headers["set-cookie"]
        ?.map((cookie) => cookie.split(";")[0]!)
        .find((pair) => pair.startsWith(`${name}=`));
}
