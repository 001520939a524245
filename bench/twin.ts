import { buildGraph } from "../analysis/graph/build";
import type { NetworkGraph } from "../analysis/graph/model";
import { networkOfPlan } from "../analysis/graph/ofPlan";
import { fromPlan } from "../analysis/graph/resource";
import type { Plan } from "../model/plan";
import { groupOf } from "../mutate/families";
import { mutantsOf } from "../mutate/mutants";
import { planOf } from "../test/analysis/reachability/plan";
import { planned } from "../test/fixtures/planned";
import { randomNets } from "../test/twin/packets/sample";
import { networkOf } from "../test/twin/sketched";
import { type Agreement, agree } from "../twin/agreement/agree";
import { NotBuildable } from "../twin/compile";
import type { Network } from "../twin/compile/wiring";
import { missing } from "../twin/run/twin";

/**
 * Proof and packets on many networks: every network mode and number of zones, mutated plans of prod, and random networks. NETWORKS,
 * MUTANTS and SEED say how many and which. Ends with 1 at a disagreement.
 */
const count = (name: string, usual: number): number => Number(process.env[name] ?? usual);

interface Named {
    readonly name: string;
    readonly network: Network;
    readonly graph: NetworkGraph;
}

const read = (name: string, plan: Plan): Named => {
    const graph = networkOfPlan(plan);
    return { name, network: graph, graph };
};

const shapes = [
    { mode: "nat-endpoints", azCount: 1 },
    { mode: "nat-endpoints", azCount: 2, natGateways: "per-az" },
    { mode: "nat-endpoints", azCount: 3, natGateways: "single" },
    { mode: "nat", azCount: 1 },
    { mode: "nat", azCount: 2, natGateways: "single" },
    { mode: "nat", azCount: 3, natGateways: "per-az" },
] as const;

async function* networks(): AsyncGenerator<Named> {
    const { plan } = await planned("prod");
    yield read("prod", plan);
    yield read("dev", (await planned("dev")).plan);
    for (const network of shapes)
        yield read(`dev with ${Object.values(network).join(" ")}`, (await planned("dev", { network })).plan);
    yield* mutated(plan);
    const seed = count("SEED", 2026);
    for (const [i, net] of randomNets(count("NETWORKS", 200), seed).entries())
        yield { name: `random ${seed}/${i}`, network: networkOf(net), graph: buildGraph(fromPlan(planOf(net))) };
}

/** Mutants of prod whose network is another one, spread over all there are. */
function* mutated(plan: Plan): Generator<Named> {
    const all = mutantsOf(plan).filter(({ family }) => groupOf(family) === "network");
    const wanted = count("MUTANTS", 40);
    let made = 0;
    const step = Math.max(1, Math.floor(all.length / (wanted * 2)));
    for (let i = 0; i < all.length && made < wanted; i += step) {
        const mutant = read(`prod, ${all[i].id}`, all[i].plan);
        if (mutant.graph.gaps.length > 0) continue;
        made += 1;
        yield mutant;
    }
}

function held({ name, network, graph }: Named): Agreement | undefined {
    const began = Date.now();
    try {
        const agreement = agree(network, graph);
        const { asked, packets, disagreements } = agreement;
        const took = ((Date.now() - began) / 1000).toFixed(1);
        console.log(
            `${name}: ${asked} questions, ${packets} packets, ${disagreements.length} disagreements, ${took} s`,
        );
        for (const one of disagreements.slice(0, 3)) console.log(JSON.stringify(one, null, 2));
        return agreement;
    } catch (error) {
        if (!(error instanceof NotBuildable)) throw error;
        console.log(`${name}: not built: ${error.reasons.join("; ")}`);
        return undefined;
    }
}

async function main(): Promise<number> {
    const lacking = missing();
    if (lacking !== undefined) throw new Error(lacking);
    const sums: Record<string, number> = {};
    let [built, refused, asked, packets, wrong] = [0, 0, 0, 0, 0];
    for await (const named of networks()) {
        const agreement = held(named);
        if (agreement === undefined) {
            refused += 1;
            continue;
        }
        built += 1;
        asked += agreement.asked;
        packets += agreement.packets;
        wrong += agreement.disagreements.length;
        for (const [kind, number] of Object.entries(agreement.verdicts)) sums[kind] = (sums[kind] ?? 0) + number;
    }
    for (const [kind, number] of Object.entries(sums).sort()) console.log(`${String(number).padStart(9)} ${kind}`);
    console.log(
        `${built} networks, ${asked} questions, ${packets} packets, ${wrong} disagreements; ${refused} not built`,
    );
    return wrong > 0 ? 1 : 0;
}

void main().then((status) => {
    process.exitCode = status;
});
