import { createSocket } from "node:dgram";
import { createServer, type Server } from "node:net";
import * as packet from "dns-packet";
import { type DomainRule, recordsAt, resolve, type Zone } from "./firewall";
import type { Log } from "./log";

export interface Resolver {
    readonly zone: Zone;
    /** None for a resolver of the open internet. */
    readonly rules: () => readonly DomainRule[];
    readonly log: Log;
    /** Which resolver it is, for the log. */
    readonly name: string;
}

const noSuchName = 3;

/** @throws what dns-packet throws when the message is no query */
export function answerTo({ zone, rules, log, name: resolver }: Resolver, message: Buffer, from: string): Buffer {
    const query = packet.decode(message);
    const question = query.questions?.[0];
    if (query.type !== "query" || !question) throw new Error("a message without a question");
    const name = question.name.toLowerCase();
    const { chain, rule, answer } = resolve(name, zone, rules());
    const answers = answer === "records" ? recordsOf(zone, chain, question.type) : [];
    log({ kind: "dns", resolver, from, name, type: question.type, action: rule?.action, answer });
    return packet.encode({
        type: "response",
        id: query.id,
        flags:
            packet.RECURSION_AVAILABLE |
            ((query.flags ?? 0) & packet.RECURSION_DESIRED) |
            (answer === "NXDOMAIN" ? noSuchName : 0),
        questions: query.questions,
        answers,
    });
}

function recordsOf(zone: Zone, chain: readonly string[], type: string): packet.Answer[] {
    const links = chain.slice(1).map((data, index) => ({ type: "CNAME", name: chain[index], ttl: 60, data }));
    const last = chain[chain.length - 1];
    const found = recordsAt(zone, last)?.[type] ?? [];
    return [...links, ...found.map((data) => ({ type, name: last, ttl: 60, data }))] as packet.Answer[];
}

/** Serves a UDP socket that was made elsewhere. */
export function serveUdp(resolver: Resolver, fd: number, family: "udp4" | "udp6"): Promise<void> {
    const socket = createSocket(family);
    socket.on("message", (message, { address, port }) => {
        const answer = orNothing(() => answerTo(resolver, message, address));
        if (answer) socket.send(answer, port, address);
    });
    return new Promise((resolve, reject) => {
        socket.once("listening", resolve).once("error", reject);
        socket.bind({ fd });
    });
}

/** DNS by TCP: two bytes of length, then the message, as often as the client likes. */
export function tcpServer(resolver: Resolver): Server {
    return createServer((socket) => {
        let got = Buffer.alloc(0);
        socket.on("error", () => socket.destroy());
        socket.setTimeout(10_000, () => socket.destroy());
        socket.on("data", (chunk: Buffer) => {
            got = Buffer.concat([got, chunk]);
            while (got.length >= 2 && got.length >= 2 + got.readUInt16BE(0)) {
                const end = 2 + got.readUInt16BE(0);
                const message = got.subarray(2, end);
                const answer = orNothing(() => answerTo(resolver, message, socket.remoteAddress ?? ""));
                got = got.subarray(end);
                if (!answer) return void socket.destroy();
                socket.write(Buffer.concat([Buffer.from([answer.length >> 8, answer.length & 255]), answer]));
            }
        });
    });
}

/** What is no DNS gets no answer, as from any resolver. */
function orNothing(answer: () => Buffer): Buffer | undefined {
    try {
        return answer();
    } catch {
        return undefined;
    }
}
