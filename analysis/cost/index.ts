import type { Plan } from "../../model/plan";
import { prefixedPriceNames } from "../../model/prices";
import type { NetworkGraph } from "../graph/model";
import { networkOfPlan } from "../graph/ofPlan";
import type { GraphResource } from "../graph/resource";
import { partOf } from "../graph/roles";
import { compare } from "./comparison";
import type { Draft } from "./line";
import { cents, dollars, sumDollars } from "./money";
import { HOURS_PER_MONTH, PRICE_REGION, PRICES_AS_OF } from "./prices";
import { priceInUse, type Offers, type PriceInUse, type Supplied } from "./prices/inUse";
import { notes, regionOf } from "./notes";
import { transfer } from "./rules/transfer";
import { free, priced } from "./types";
import type { CostLine, CostReport, FreeType } from "./report";

export type { ComparisonRow, CostLine, CostReport, FreeType } from "./report";

export interface Pricing {
    /** `operations.prices` of the stack's configuration. */
    readonly supplied?: Supplied;
    readonly offers?: Offers;
}

/** What a plan costs a month at list price. What has no price is a line without an amount: the total is then a lower bound. */
export function estimate(plan: Plan, pricing: Pricing = {}): CostReport {
    const network = networkOfPlan(plan);
    const region = regionOf(plan);
    const priceOf = (draft: Draft) =>
        lineOf(draft, network, priceInUse(draft.price, region, pricing.supplied, pricing.offers));
    const lines = [
        ...network.resources.flatMap((resource) => {
            const drafts = draftsOf(resource, network);
            return typeof drafts === "string" ? [unknownLine(resource, network, drafts)] : drafts.map(priceOf);
        }),
        ...transfer(network).map(priceOf),
    ];
    return {
        currency: "USD",
        monthly: sumDollars(lines.map((line) => line.monthly ?? 0)),
        lines,
        region,
        pricesFor: PRICE_REGION,
        pricesAsOf: PRICES_AS_OF,
        hoursPerMonth: HOURS_PER_MONTH,
        free: freeTypes(plan),
        comparison: compare(lines, network),
        notes: notes(plan, region, lines),
    };
}

/** What a resource is charged for; a text when nobody knows, saying why and where to write it. */
function draftsOf(resource: GraphResource, network: NetworkGraph): readonly Draft[] | string {
    if (!resource.custom && !resource.type.startsWith("awsx:")) return [];
    if (resource.type.startsWith("pulumi:") || Object.hasOwn(free, resource.type)) return [];
    if (!Object.hasOwn(priced, resource.type))
        return `${resource.type} has neither a price nor a known zero: add it to \`priced\` or \`free\` in analysis/cost/types.ts`;
    try {
        return priced[resource.type](resource, network);
    } catch (error) {
        return error instanceof Error ? error.message : String(error);
    }
}

function lineOf(draft: Draft, network: NetworkGraph, { usd, region, evidence }: PriceInUse): CostLine {
    const { resource, item, category, quantity, price, assumption } = draft;
    return {
        urn: resource?.urn ?? null,
        item,
        monthly: usd === null ? null : dollars(cents(quantity, usd)),
        category,
        role: (resource === null ? undefined : partOf(resource, network.linker)?.role) ?? null,
        quantity,
        unit: price.unit,
        unitPrice: usd,
        priceSource: price.source,
        priceEvidence: evidence,
        priceRegion: region,
        assumption,
        unknown: usd === null ? { what: price.name, fix: fixOf(price) } : null,
    };
}

/** Volumes that are paid by IOPS too have no one price that a stack file could give. */
const fixOf = ({ name, unit, source }: Draft["price"]) =>
    name.startsWith("volume.") && !prefixedPriceNames.includes(name)
        ? `add it to analysis/cost/prices/index.ts with what its IOPS cost (${source})`
        : `write its price in USD per ${unit} as operations.prices["${name}"] (${source})`;

/** A resource of which not even the charges are known. */
function unknownLine(resource: GraphResource, network: NetworkGraph, fix: string): CostLine {
    return {
        urn: resource.urn,
        item: resource.type,
        monthly: null,
        category: "unknown",
        role: partOf(resource, network.linker)?.role ?? null,
        quantity: 1,
        unit: "resource",
        unitPrice: null,
        priceSource: "https://aws.amazon.com/pricing/",
        priceEvidence: "no list price is known",
        priceRegion: null,
        assumption: null,
        unknown: { what: resource.type, fix },
    };
}

function freeTypes(plan: Plan): readonly FreeType[] {
    const counts = new Map<string, number>();
    for (const { type } of plan.resources) {
        if (Object.hasOwn(free, type)) counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    return [...counts].sort().map(([type, count]) => ({ type, count, why: free[type]! }));
}
