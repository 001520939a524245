import type { CostReport } from "../../analysis/cost";
import type { Plan } from "../../model/plan";
import type { About } from "../about";
import type { Approved } from "../approved";

/** What a reader wants to know first, and why it is so. */
export interface GateVerdict {
    readonly accepted: boolean;
    /** False when a claim is waived: a deployment is allowed, and somebody can get out. */
    readonly isolated: boolean;
    /** Whether a cost without a price counts. */
    readonly strictCost: boolean;
    readonly reasons: readonly string[];
}

/** A policy violation, as preflight's `--json` has it. */
export interface ReportViolation {
    readonly pack: string;
    readonly rule: string;
    readonly level: "mandatory" | "advisory";
    readonly urn: string;
    readonly message: string;
}

/** A claim about reachability, as `--json` and claims.json have it. `why` is the path that refutes it or the barriers that prove it. */
export interface ReportClaim {
    readonly id: string;
    readonly statement: string;
    readonly verdict: "proved" | "refuted" | "unknown";
    readonly exempted: boolean;
    readonly why: readonly string[];
}

/** One question of a claim and its answer: the hops of the way that works, or the reasons why none does. */
export interface Trail {
    readonly asks: string;
    readonly needs: "reachable" | "unreachable";
    readonly verdict: "reachable" | "unreachable" | "unknown";
    readonly hops: readonly string[];
    readonly reasons: readonly string[];
}

/** A claim with all that the page shows of it. */
export interface DrawnClaim extends ReportClaim {
    /** What it rests on, does not cover and assumes. */
    readonly notes: readonly string[];
    readonly trails: readonly Trail[];
}

export interface ReportExemption {
    readonly rule: string;
    readonly resource: string;
    readonly reason: string;
    /** ISO date. */
    readonly expires: string;
    readonly state: "used" | "unused" | "expired";
    /** Who answers for it; a stack's policy file may leave it out. */
    readonly owner?: string;
}

export interface ReportInput {
    readonly plan: Plan;
    readonly cost: CostReport;
    /** SVG of `drawDiagram`; the only markup that is taken as it is. */
    readonly diagram: string;
    readonly violations: readonly ReportViolation[];
    readonly claims: readonly DrawnClaim[];
    readonly exemptions: readonly ReportExemption[];
    /** False: policies and claims were not evaluated in this run, so that empty lists say nothing. */
    readonly evaluated: boolean;
    readonly verdict?: GateVerdict;
    readonly about?: About;
    readonly approved?: Approved;
    readonly placeholders?: readonly string[];
}
