import type { Plan } from "../../model/plan";
import { buildGraph } from "./build";
import type { NetworkGraph } from "./model";
import { fromPlan } from "./resource";
import { byText } from "./values";

const read = new WeakMap<Plan, NetworkGraph>();

/** The network of a plan, read once however many ask. Whatever order a plan comes in, what is made of it is the same. */
export function networkOfPlan(plan: Plan): NetworkGraph {
    const known = read.get(plan);
    if (known) return known;
    const graph = buildGraph(fromPlan(plan).sort((left, right) => byText(left.urn, right.urn)));
    read.set(plan, graph);
    return graph;
}
