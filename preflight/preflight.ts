import { join } from "node:path";
import { type CostReport, estimate } from "../analysis/cost";
import type { Supplied } from "../analysis/cost/prices/inUse";
import { drawDiagram } from "../analysis/diagram";
import type { Plan } from "../model/plan";
import { type Settings, settingSections } from "../policies/framework/context";
import { type About, aboutOf } from "./about";
import { type Approved, approvedBy } from "./approved";
import { judge, todayIs } from "./evaluate";
import { planStack } from "./plan";
import { placeholdersIn, placeholderText } from "../stacks/config/placeholders";
import { readStackFiles, valuesOf } from "./stackFiles";
import { type DrawnClaim, renderReport, type ReportClaim, type ReportExemption, type ReportViolation } from "./report";
import { type GateVerdict, verdictOf } from "./verdict";

const repository = join(__dirname, "..");

/** Everything that preflight knows about one stack. */
export interface Preflight {
    readonly plan: Plan;
    readonly about: About;
    readonly approved: Approved;
    /** Values of examples that are still in the stack file: `npm run up` refuses them. */
    readonly placeholders: readonly string[];
    readonly cost: CostReport;
    readonly diagram: string;
    readonly report: string;
    readonly violations: readonly ReportViolation[];
    readonly claims: readonly DrawnClaim[];
    readonly exemptions: readonly ReportExemption[];
    /** Not accepted: a deployment of this plan must be refused. */
    readonly verdict: GateVerdict;
}

/** @param today the day on which exemptions are judged, YYYY-MM-DD */
export async function preflight(stack: string, today = todayIs()): Promise<Preflight> {
    const plan = await planStack(stack);
    const settings = settingsOf(stack);
    const { prices, strictCost = false } = settings.operations as { prices?: Supplied; strictCost?: boolean };
    const cost = estimate(plan, { supplied: prices });
    const judgement = judge(plan, settings, today);
    const unpriced = cost.lines.flatMap(({ unknown }) => unknown?.what ?? []);
    const verdict = verdictOf({ ...judgement, unpriced, strictCost });
    const about = aboutOf(repository, stack, today);
    const placeholders = placeholdersIn(valuesOf(readStackFiles(repository, stack))).map(placeholderText);
    const known = {
        plan,
        about,
        placeholders,
        approved: approvedBy(settings),
        cost,
        diagram: drawDiagram(plan),
        ...judgement,
        verdict,
    };
    return { ...known, report: renderReport({ ...known, evaluated: true }) };
}

/** The configuration that rules compare intent with: the project's own keys, objects parsed. */
export function settingsOf(stack: string): Settings {
    const { project, config } = readStackFiles(repository, stack);
    return Object.fromEntries(settingSections.map((key) => [key, JSON.parse(config[`${project}:${key}`] ?? "{}")]));
}

/** Claims as data: without what only the page shows. */
export const claimData = (claims: readonly DrawnClaim[]): ReportClaim[] =>
    claims.map(({ id, statement, verdict, exempted, why }) => ({ id, statement, verdict, exempted, why }));

/** The JSON that people's scripts read: its keys are fixed. */
export function asJson({ plan, verdict, cost, violations, claims, exemptions }: Preflight) {
    const { currency, monthly, lines } = cost;
    return {
        stack: plan.stack,
        accepted: verdict.accepted,
        resources: plan.resources,
        violations,
        claims: claimData(claims),
        exemptions,
        cost: { currency, monthly, lines: lines.map(({ urn, item, monthly: each }) => ({ urn, item, monthly: each })) },
    };
}
