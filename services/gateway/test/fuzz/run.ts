import type { Allowed, Dialect } from "../../src/dialects/dialect";
import { dialects } from "../../src/dialects/index";
import { textOf } from "../dialects/cases";
import { judge } from "../../src/judge";
import * as real from "../../src/server";
import { accepted as anthropic } from "../dialects/examples/anthropicMessages";
import { accepted as converse, message } from "../dialects/examples/bedrock";
import { accepted as chat } from "../dialects/examples/openaiChat";
import { accepted as responses } from "../dialects/examples/openaiResponses";
import { all, pathOf } from "../answers/everyDialect";
import { Bench } from "../server/harness";
import { problemsOf } from "./check";
import { mutated, random } from "./mutate";

const beta = "interleaved-thinking-2025-05-14";
const bodies: Readonly<Record<string, readonly object[]>> = {
    "anthropic-messages": Object.values(anthropic),
    "openai-chat": Object.values(chat),
    "openai-responses": Object.values(responses),
    "bedrock-converse": Object.values(converse),
    "bedrock-converse-stream": Object.values(converse),
    "bedrock-invoke": [message, { ...message, anthropic_beta: [beta] }],
    "bedrock-invoke-stream": [message],
};
const names = Object.keys(bodies);

export interface Fuzzed {
    readonly sent: number;
    readonly forwarded: number;
    /** Documents that came to the endpoint and that the policy would refuse. */
    readonly wrong: readonly string[];
    /** Answers that are neither a forwarding nor a refusal. */
    readonly odd: readonly string[];
}

/** Mutated bodies through the gateway, and what its endpoint says of what came. */
export async function fuzz(count: number, seed: number, together = 8): Promise<Fuzzed> {
    const bench = await Bench.start(real, ((config: object, bench: Bench) => all(config, bench, [beta])) as never);
    const next = random(seed);
    const wrong: string[] = [];
    const odd: string[] = [];
    let sent = 0;
    let forwarded = 0;
    const worker = async (): Promise<void> => {
        while (sent < count) {
            const dialect = names[sent++ % names.length]!;
            const body = mutated(bodies[dialect]!, next);
            const { status } = await bench.post(body, {}, pathOf(dialect));
            if (![200, 400, 403].includes(status)) odd.push(`${status}: ${body.toString()}`);
        }
    };
    bench.reply = (call, answer, text) => {
        forwarded++;
        const dialect = names.find((name) => pathOf(name) === call.url)!;
        const problems = problemsOf(dialect, text, "model-a", beta);
        if (problems.length > 0) wrong.push(`${dialect} ${problems.join(" ")}: ${text}`);
        bench.arrived.length = 0;
        answer.writeHead(200, { "content-type": "application/json" }).end("{}");
    };
    try {
        await Promise.all(Array.from({ length: together }, worker));
    } finally {
        await bench.stop();
    }
    return { sent, forwarded, wrong, odd };
}

/** How many of the same bodies the check finds fault with when a dialect lets pass what it is made to. */
export function faultsSeen(count: number, seed: number, changed: (dialect: Dialect) => Dialect): number {
    const allowed: Allowed = { models: ["model-a"], betas: [beta], allowServerTools: [], secretScan: false };
    const open = Object.fromEntries(names.map((name) => [name, changed(dialects[name]!)]));
    const next = random(seed);
    let faults = 0;
    for (let sent = 0; sent < count; sent++) {
        const name = names[sent % names.length]!;
        const body = mutated(bodies[name]!, next);
        try {
            const text = textOf(judge(body, open[name]!, allowed));
            if (problemsOf(name, text, "model-a", beta).length > 0) faults++;
        } catch {
            // Refused: by the reader of JSON, which stands in every mutant.
        }
    }
    return faults;
}
