import { join } from "node:path";
import { judgeClaims, type JudgedClaim } from "../analysis/claims";
import { buildGraph } from "../analysis/graph/build";
import { fromPlan } from "../analysis/graph/resource";
import type { Plan } from "../model/plan";
import { Context, type Settings } from "../policies/framework/context";
import { evaluate, type Evaluation } from "../policies/framework/evaluate";
import { applies, type Levels, readLevels } from "../policies/framework/levels";
import { allRules } from "../policies/rules";
import type { ReportClaim } from "./report";

export interface Judgement extends Evaluation {
    readonly claims: readonly ReportClaim[];
}

const folder = join(__dirname, "..", "policies");

/** Runs every rule of both packs and judges every claim, in this process: what the policy host would say of the same resources. */
export function judge(plan: Plan, settings?: Settings, today = new Date().toISOString().slice(0, 10)): Judgement {
    const resources = fromPlan(plan);
    const levels = readLevels(folder, plan.stack, allRules);
    const judged = evaluate(new Context(resources, settings), allRules, levels, today);
    const graph = buildGraph(resources);
    const assumed = graph.networks.some(({ intent }) => intent.lookedUp) ? [defaultVpcAssumed] : [];
    const claims = judgeClaims(graph).map((claim) => reported(claim, levels, today, assumed));
    return { ...judged, claims };
}

const defaultVpcAssumed =
    "assumes offline: the default VPC is as AWS documents it (one public subnet a zone, a route to the internet, an open ACL)";

/** A claim is given up when each of its broken checks is about a resource with an exemption, or its rule is only advisory. */
function reported(claim: JudgedClaim, levels: Levels, today: string, assumed: readonly string[]): ReportClaim {
    const { id, statement, verdict } = claim;
    const why = [...claim.why, `rests on: ${claim.restsOn}`, `does not cover: ${claim.doesNotCover}`, ...assumed];
    const rule = id === "no-public-address" ? "no-public-ip" : id;
    const open = claim.checks.filter(({ needs, answer }) => answer.verdict !== needs);
    const live = levels.exemptions.filter(({ expires }) => expires >= today);
    const covered = open.length > 0 && open.every(({ urn }) => live.some((exemption) => applies(exemption, rule, urn)));
    return {
        id,
        statement,
        verdict,
        why,
        exempted: verdict !== "proved" && (covered || levels.levelOf(rule) !== "mandatory"),
    };
}

/** What makes the gate say no: a mandatory violation, or a claim that is neither proved nor given up. */
export function refused({ violations, claims }: Judgement): boolean {
    return (
        violations.some(({ level }) => level === "mandatory") ||
        claims.some(({ verdict, exempted }) => verdict !== "proved" && !exempted)
    );
}
