import type { CostReport } from "../../analysis/cost";
import type { Plan } from "../../model/plan";

/** A policy violation, as preflight's `--json` has it. */
export interface ReportViolation {
    readonly pack: string;
    readonly rule: string;
    readonly level: "mandatory" | "advisory";
    readonly urn: string;
    readonly message: string;
}

/** A claim about reachability. `why` is the path that refutes it or the barriers that prove it. */
export interface ReportClaim {
    readonly id: string;
    readonly statement: string;
    readonly verdict: "proved" | "refuted" | "unknown";
    readonly exempted: boolean;
    readonly why: readonly string[];
}

export interface ReportExemption {
    readonly rule: string;
    readonly resource: string;
    readonly reason: string;
    /** ISO date. */
    readonly expires: string;
    readonly state: "used" | "unused" | "expired";
}

export interface ReportInput {
    readonly plan: Plan;
    readonly cost: CostReport;
    /** SVG of `drawDiagram`; the only markup that is taken as it is. */
    readonly diagram: string;
    readonly violations: readonly ReportViolation[];
    readonly claims: readonly ReportClaim[];
    readonly exemptions: readonly ReportExemption[];
    /** False: policies and claims were not evaluated in this run, so that empty lists say nothing. */
    readonly evaluated: boolean;
}
