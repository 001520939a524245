import type { Plan } from "../../model/plan";
import type { NetworkGraph } from "../graph/model";
import { networkOfPlan } from "../graph/ofPlan";
import type { GraphResource } from "../graph/resource";
import { partOf } from "../graph/roles";
import { compare, type ComparisonRow } from "./comparison";
import type { Category, Draft } from "./line";
import { cents, dollars, sumDollars } from "./money";
import { HOURS_PER_MONTH, PRICE_REGION, PRICES_AS_OF } from "./prices";
import { notes, regionOf } from "./notes";
import { transfer } from "./rules/transfer";
import { free, priced } from "./types";

/** One charge. `monthly` is `quantity` x `unitPrice` in USD, rounded half up to the cent. */
export interface CostLine {
    /** The resource that is charged; null for usage that no single resource owns. */
    readonly urn: string | null;
    readonly item: string;
    readonly monthly: number;
    readonly category: Category;
    /** Role of the component above the resource. */
    readonly role: string | null;
    readonly quantity: number;
    readonly unit: string;
    /** USD, as a decimal text. */
    readonly unitPrice: string;
    readonly priceSource: string;
    readonly priceEvidence: string;
    /** Why the quantity is what it is, when the plan does not say it. */
    readonly assumption: string | null;
}

export interface FreeType {
    readonly type: string;
    readonly count: number;
    readonly why: string;
}

/** `currency`, `monthly` and `lines[].{urn, item, monthly}` are fixed: scripts read them. */
export interface CostReport {
    readonly currency: "USD";
    /** The sum of the lines as printed. */
    readonly monthly: number;
    readonly lines: readonly CostLine[];
    /** Region of the plan; null when nothing in it says so. */
    readonly region: string | null;
    readonly pricesFor: string;
    readonly pricesAsOf: string;
    readonly hoursPerMonth: number;
    readonly free: readonly FreeType[];
    readonly comparison: readonly ComparisonRow[];
    readonly notes: readonly string[];
}

/** Every resource of a plan that has neither a price nor a known zero, and where each price belongs. */
export class UnknownPrice extends Error {}

/**
 * What a plan costs a month at list price.
 *
 * @throws UnknownPrice
 */
export function estimate(plan: Plan): CostReport {
    const network = networkOfPlan(plan);
    const problems = new Set<string>();
    const drafts = network.resources.flatMap((resource) => draftsOf(resource, network, problems));
    if (problems.size > 0) {
        throw new UnknownPrice(
            `The plan of ${plan.stack} cannot be priced:\n${[...problems].map((p) => `  - ${p}`).join("\n")}`,
        );
    }
    const lines = [...drafts, ...transfer(network)].map((draft) => lineOf(draft, network));
    const monthly = sumDollars(lines.map((line) => line.monthly));
    const region = regionOf(plan);
    return {
        currency: "USD",
        monthly,
        lines,
        region,
        pricesFor: PRICE_REGION,
        pricesAsOf: PRICES_AS_OF,
        hoursPerMonth: HOURS_PER_MONTH,
        free: freeTypes(plan),
        comparison: compare(lines, network),
        notes: notes(plan, region),
    };
}

function draftsOf(resource: GraphResource, network: NetworkGraph, problems: Set<string>): readonly Draft[] {
    if (!resource.custom && !resource.type.startsWith("awsx:")) return [];
    if (resource.type.startsWith("pulumi:") || Object.hasOwn(free, resource.type)) return [];
    const pricer = Object.hasOwn(priced, resource.type) ? priced[resource.type] : undefined;
    if (pricer === undefined) {
        problems.add(
            `${resource.type} has neither a price nor a known zero: add it to \`priced\` or \`free\` in analysis/cost/types.ts`,
        );
        return [];
    }
    try {
        return pricer(resource, network);
    } catch (error) {
        problems.add(error instanceof Error ? error.message : String(error));
        return [];
    }
}

function lineOf(draft: Draft, network: NetworkGraph): CostLine {
    return {
        urn: draft.resource?.urn ?? null,
        item: draft.item,
        monthly: dollars(cents(draft.quantity, draft.price.usd)),
        category: draft.category,
        role: (draft.resource === null ? undefined : partOf(draft.resource, network.linker)?.role) ?? null,
        quantity: draft.quantity,
        unit: draft.price.unit,
        unitPrice: draft.price.usd,
        priceSource: draft.price.source,
        priceEvidence: draft.price.evidence,
        assumption: draft.assumption,
    };
}

function freeTypes(plan: Plan): readonly FreeType[] {
    const counts = new Map<string, number>();
    for (const { type } of plan.resources) {
        if (Object.hasOwn(free, type)) counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    return [...counts].sort().map(([type, count]) => ({ type, count, why: free[type]! }));
}
