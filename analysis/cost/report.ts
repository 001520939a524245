import type { Category } from "./line";

/** One charge. `monthly` is `quantity` x `unitPrice` in USD, rounded half up to the cent; null when no price is known. */
export interface CostLine {
    /** The resource that is charged; null for usage that no single resource owns. */
    readonly urn: string | null;
    readonly item: string;
    readonly monthly: number | null;
    readonly category: Category;
    /** Role of the component above the resource. */
    readonly role: string | null;
    readonly quantity: number;
    readonly unit: string;
    /** USD, as a decimal text. */
    readonly unitPrice: string | null;
    readonly priceSource: string;
    readonly priceEvidence: string;
    /** The region that the price holds in; null when there is no price, or nothing says it. */
    readonly priceRegion: string | null;
    /** Why the quantity is what it is, when the plan does not say it. */
    readonly assumption: string | null;
    /** What has no price, and what to write; null when there is one. */
    readonly unknown: { readonly what: string; readonly fix: string } | null;
}

export interface FreeType {
    readonly type: string;
    readonly count: number;
    readonly why: string;
}

/** A figure of the requirements beside ours. Rows of group `proposal` add up to the plan's total. */
export interface ComparisonRow {
    readonly group: "proposal" | "options" | "artifacts";
    readonly item: string;
    /** USD a month as the requirements state it, `from` = `to` for a single figure; null when they have no such line. */
    readonly requirement: { readonly from: number; readonly to: number } | null;
    readonly computed: number;
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
