import { expect } from "chai";
import fc from "fast-check";
import { buildGraph } from "../../../analysis/graph/build";
import { fromPlan, type GraphResource } from "../../../analysis/graph/resource";
import { endpointOf } from "../../../analysis/reachability/endpoints";
import { reach } from "../../../analysis/reachability/reach";
import type { Net } from "./network";
import { planOf } from "./plan";
import { Choices, networkFrom } from "./randomNetwork";
import { truth, type Asked } from "./truth";

/**
 * The proof against the walker, on random networks: `unreachable` where a packet arrives, or `reachable` where a session does not work
 * with every port that was tried, fails the run. NETWORKS and SEED set how many and which.
 */

const networks = Number(process.env.NETWORKS ?? 20_000);
const seed = Number(process.env.SEED ?? 20_261_124);
const questionsEach = 4;

function questionFrom(net: Net, choices: Choices): Asked {
    const host = () => choices.upTo(net.hosts.length - 1);
    const kind = choices.pick(["inside", "out", "in", "inside", "out6", "in6"] as const);
    const to = host();
    const from = (to + 1 + choices.upTo(net.hosts.length - 2)) % net.hosts.length;
    const protocol = choices.pick(["tcp", "tcp", "tcp", "udp", "tcp", "icmp"] as const);
    const port = protocol === "icmp" ? undefined : choices.pick([443, 22, 443, 3000]);
    const outsider = choices.upTo(2);
    return { kind, from, to, outsider, protocol, port };
}

/** Where the analysis may get a network from: a plan with ids, a first preview without, and a stack policy, which sees no id at all. */
const source = fc.constantFrom("plan", "preview", "policy");

function resourcesOf(net: Net, from: string): GraphResource[] {
    const resources = fromPlan(planOf(net, { idsKnown: from !== "preview" }));
    return from === "policy" ? resources.map((resource) => ({ ...resource, id: "", outputs: {} })) : resources;
}

describe("reachability against an independent packet walker", function () {
    this.timeout(600_000);

    it(`is sound on ${networks} random networks (SEED=${seed})`, () => {
        const tally = new Map<string, number>();
        fc.assert(
            fc.property(fc.array(fc.nat(5039), { minLength: 60, maxLength: 220 }), source, (numbers, from) => {
                const choices = new Choices(numbers);
                const net = networkFrom(choices);
                const graph = buildGraph(resourcesOf(net, from));
                for (let i = 0; i < questionsEach; i += 1) {
                    const asked = questionFrom(net, choices);
                    const actual = truth(net, asked);
                    const { verdict, path, why } = reach(graph, {
                        from: endpointOf(graph, actual.from, "from"),
                        to: endpointOf(graph, actual.to, "to"),
                        protocol: asked.protocol,
                        port: asked.port,
                    });
                    const seen = `${verdict} | ${actual.answered ? "works" : actual.delivered ? "one way" : "nothing"}`;
                    tally.set(seen, (tally.get(seen) ?? 0) + 1);
                    const about = () =>
                        `${actual.from} -> ${actual.to} ${asked.protocol} ${asked.port}\n${JSON.stringify(net)}\n${[...path, ...why].join("\n")}`;
                    if (verdict === "unreachable" && actual.delivered)
                        throw new Error(`unreachable, but a packet arrives (${actual.by}): ${about()}`);
                    if (verdict === "reachable" && !actual.answered)
                        throw new Error(`reachable, but not every session works: ${about()}`);
                }
            }),
            { numRuns: networks, seed, endOnFailure: process.env.SHRINK !== "1" },
        );
        console.log(
            [...tally]
                .sort()
                .map(([seen, count]) => `      ${seen}: ${count}`)
                .join("\n"),
        );
        const total = [...tally.values()].reduce((sum, count) => sum + count, 0);
        const decided =
            total - [...tally].filter(([seen]) => seen.startsWith("unknown")).reduce((sum, [, n]) => sum + n, 0);
        // A proof that never decides is sound too, and worthless.
        expect(decided / total).to.be.greaterThan(0.5);
    });
});
