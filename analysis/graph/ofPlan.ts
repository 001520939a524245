import type { Plan } from "../../model/plan";
import { buildGraph } from "./build";
import type { NetworkGraph } from "./model";
import { fromPlan, type GraphResource } from "./resource";
import { byText } from "./values";

const built = new WeakMap<readonly GraphResource[], NetworkGraph>();
const read = new WeakMap<Plan, readonly GraphResource[]>();

/** The network that resources make, built once however many ask. */
export function networkOf(resources: readonly GraphResource[]): NetworkGraph {
    const known = built.get(resources) ?? buildGraph(resources);
    built.set(resources, known);
    return known;
}

/** The resources of a plan, read once. Whatever order a plan comes in, what is made of it is the same. */
export function resourcesOf(plan: Plan): readonly GraphResource[] {
    const known = read.get(plan) ?? fromPlan(plan).sort((left, right) => byText(left.urn, right.urn));
    read.set(plan, known);
    return known;
}

export const networkOfPlan = (plan: Plan): NetworkGraph => networkOf(resourcesOf(plan));
