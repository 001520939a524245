import { join } from "node:path";
import { type CostReport, estimate } from "../analysis/cost";
import type { Supplied } from "../analysis/cost/prices/inUse";
import { drawDiagram } from "../analysis/diagram";
import type { Plan } from "../model/plan";
import { type Settings, settingSections } from "../policies/framework/context";
import { judge, refused } from "./evaluate";
import { planStack } from "./plan";
import { readStackFiles } from "./stackFiles";
import { type DrawnClaim, renderReport, type ReportClaim, type ReportExemption, type ReportViolation } from "./report";

/** Everything that preflight knows about one stack. */
export interface Preflight {
    readonly plan: Plan;
    readonly cost: CostReport;
    readonly diagram: string;
    readonly report: string;
    readonly violations: readonly ReportViolation[];
    readonly claims: readonly DrawnClaim[];
    readonly exemptions: readonly ReportExemption[];
    /** True when a charge has no known price and the configuration asks for all of them. */
    readonly unpriced: boolean;
    /** True when a deployment of this plan must be refused. */
    readonly refused: boolean;
}

export async function preflight(stack: string): Promise<Preflight> {
    const plan = await planStack(stack);
    const settings = settingsOf(stack);
    const { prices, strictCost } = settings.operations as { prices?: Supplied; strictCost?: boolean };
    const cost = estimate(plan, { supplied: prices });
    const diagram = drawDiagram(plan);
    const judgement = judge(plan, settings);
    const report = renderReport({ plan, cost, diagram, ...judgement, evaluated: true });
    const unpriced = strictCost === true && cost.lines.some(({ unknown }) => unknown);
    return { plan, cost, diagram, report, ...judgement, unpriced, refused: unpriced || refused(judgement) };
}

/** The configuration that rules compare intent with: the project's own keys, objects parsed. */
export function settingsOf(stack: string): Settings {
    const { project, config } = readStackFiles(join(__dirname, ".."), stack);
    return Object.fromEntries(settingSections.map((key) => [key, JSON.parse(config[`${project}:${key}`] ?? "{}")]));
}

/** Claims as data: without what only the page shows. */
export const claimData = (claims: readonly DrawnClaim[]): ReportClaim[] =>
    claims.map(({ id, statement, verdict, exempted, why }) => ({ id, statement, verdict, exempted, why }));

/** The JSON that people's scripts read: its keys are fixed. */
export function asJson({ plan, cost, violations, claims, exemptions }: Preflight) {
    const { currency, monthly, lines } = cost;
    return {
        ...plan,
        violations,
        claims: claimData(claims),
        exemptions,
        cost: { currency, monthly, lines: lines.map(({ urn, item, monthly: each }) => ({ urn, item, monthly: each })) },
    };
}
