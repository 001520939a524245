import { type CostReport, estimate } from "../analysis/cost";
import { drawDiagram } from "../analysis/diagram";
import type { Plan } from "../model/plan";
import { planStack } from "./plan";
import { renderReport, type ReportClaim, type ReportExemption, type ReportViolation } from "./report";

/** Everything that preflight knows about one stack. */
export interface Preflight {
    readonly plan: Plan;
    readonly cost: CostReport;
    readonly diagram: string;
    readonly report: string;
    readonly violations: readonly ReportViolation[];
    readonly claims: readonly ReportClaim[];
    readonly exemptions: readonly ReportExemption[];
    /** False while the policy packs and the proof are not part of the run: empty lists then mean nothing. */
    readonly evaluated: boolean;
}

export async function preflight(stack: string): Promise<Preflight> {
    const plan = await planStack(stack);
    const cost = estimate(plan);
    const diagram = drawDiagram(plan);
    const findings = { violations: [], claims: [], exemptions: [], evaluated: false };
    return { plan, cost, diagram, report: renderReport({ plan, cost, diagram, ...findings }), ...findings };
}

/** The fixed JSON of DESIGN.md. */
export function asJson({ plan, cost, violations, claims, exemptions }: Preflight) {
    const { currency, monthly, lines } = cost;
    return {
        ...plan,
        violations,
        claims,
        exemptions,
        cost: { currency, monthly, lines: lines.map(({ urn, item, monthly: each }) => ({ urn, item, monthly: each })) },
    };
}
