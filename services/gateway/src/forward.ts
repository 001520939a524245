import type { IncomingMessage } from "node:http";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

import { eventFilter } from "./answers/events";
import { frameFilter, keyEcho } from "./answers/frames";
import { holdsProviderRun, providerRun, type Answers } from "./answers/providerRun";
import { raise } from "./call";
import { eventStream } from "./dialects/bedrock";
import type { Exchange } from "./exchange";
import { readJson } from "./json/read";
import { Refusal } from "./refusal";
import type { Route } from "./routes";
import type { Scrubbing } from "./scrub";
import type { Answer } from "./upstream";
import { UsageMeter } from "./usage";

/** Seconds, or a date as RFC 9110 writes it. */
const retryAfter = /^(?:\d{1,9}|[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT)$/;
const longestPlainAnswer = 16 * 1024 * 1024;

/** One answer on its way to whoever asked. */
interface Passing extends Answer {
    readonly exchange: Exchange;
    readonly route: Route;
    readonly meter: UsageMeter;
}

/** The answer, with its type known, the endpoint's key cut out and no block that the provider's tools made. */
export async function passOn(answer: Answer, exchange: Exchange, route: Route): Promise<void> {
    const { head, scrub } = answer;
    const { ticket } = exchange;
    let whole = false;
    const meter = new UsageMeter();
    const passing = { ...answer, exchange, route, meter };
    try {
        const type = typeOf(head, route);
        const wait = head.headers["retry-after"];
        if (wait !== undefined && retryAfter.test(wait)) exchange.response.setHeader("retry-after", wait);
        if (type === "application/json") await passPlain(passing);
        else await passStream(passing, type);
        // Nothing can be cut out of a frame: where the endpoint's own process saw it, the stream has ended before it.
        if (type === eventStream && scrub.found) throw keyEcho();
        whole = true;
    } catch (error) {
        head.destroy();
        throw error;
    } finally {
        // An answer that refuses is not billed, unless it says so itself.
        if (head.statusCode! >= 400 && meter.usage === undefined) ticket?.release();
        else ticket?.settle(meter.usage, whole);
        exchange.call.tokens = meter.usage ?? null;
        if (scrub.found) raise(exchange.call, "key-echo");
    }
}

const answersOf = ({ dialect, endpoint }: Route): Answers => dialect.answers(endpoint.allowServerTools);

/** @throws Refusal 502 for what is never passed on */
function typeOf({ statusCode: status = 502, headers }: IncomingMessage, { dialect }: Route): string {
    const type = (headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase();
    const encoding = headers["content-encoding"];
    const reject = (message: string): never => {
        throw new Refusal(502, "upstream", message);
    };
    if (status < 200 || (status >= 300 && status < 400)) reject("The endpoint redirected, which is never followed.");
    if (encoding !== undefined && encoding !== "identity") reject("The endpoint's answer is encoded.");
    if (type !== "application/json" && !dialect.headers.accept.split(", ").includes(type))
        reject("The endpoint's answer is of another kind.");
    return type;
}

async function passPlain(passing: Passing): Promise<void> {
    const { head, exchange, meter } = passing;
    const status = head.statusCode!;
    const body = await plainBody(passing, status);
    meter.see(body);
    exchange.sent(body.length);
    exchange.response
        .writeHead(status, { "content-type": "application/json", "content-length": body.length })
        .end(body);
}

async function plainBody({ head, scrub, route }: Passing, status: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const piece of head as AsyncIterable<Buffer>) {
        length += piece.length;
        if (length > longestPlainAnswer) throw new Refusal(502, "upstream", "The endpoint's answer has no end.");
        pieces.push(scrub.push(piece));
    }
    const body = Buffer.concat([...pieces, scrub.end()]);
    if (status >= 300) return body;
    let value;
    try {
        value = readJson(body);
    } catch {
        throw new Refusal(502, "upstream", "The endpoint's answer is not strict JSON.");
    }
    if (holdsProviderRun(value, answersOf(route))) throw providerRun();
    return body;
}

async function passStream({ head, exchange, route, scrub, meter }: Passing, type: string): Promise<void> {
    const { response } = exchange;
    response.writeHead(head.statusCode!, { "content-type": type, "cache-control": "no-cache" });
    response.flushHeaders();
    const counting = counted(exchange, meter);
    const answers = answersOf(route);
    if (type === "text/event-stream") await pipeline(head, scrubbed(scrub), eventFilter(answers), counting, response);
    else await pipeline(head, frameFilter(answers, scrub), counting, response);
}

export const scrubbed = (scrub: Scrubbing): Transform =>
    new Transform({
        transform: (piece: Buffer, _encoding, done) => done(null, scrub.push(piece)),
        flush: (done) => done(null, scrub.end()),
    });

const counted = (exchange: Exchange, meter: UsageMeter): Transform =>
    new Transform({
        transform(piece: Buffer, _encoding, done) {
            exchange.sent(piece.length);
            meter.see(piece);
            done(null, piece);
        },
    });
