import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { JudgedClaim } from "../analysis/claims";
import { resourcesOf } from "../analysis/graph/ofPlan";
import type { GraphResource } from "../analysis/graph/resource";
import type { Plan } from "../model/plan";
import { Context, type Settings } from "../policies/framework/context";
import { evaluate, type Evaluation } from "../policies/framework/evaluate";
import { applies } from "../policies/framework/exemptions";
import { type Levels, readLevels } from "../policies/framework/levels";
import { claimsOf, networkOf } from "../policies/isolation/network";
import { allRules } from "../policies/rules";
import type { DrawnClaim } from "./report";
import { verdictOf } from "./verdict";

export interface Judgement extends Evaluation {
    readonly claims: readonly DrawnClaim[];
}

export const todayIs = () => new Date().toISOString().slice(0, 10);

const folder = join(__dirname, "..", "policies");

/** Runs every rule of both packs and judges every claim, in this process: what the policy host would say of the same resources. */
export function judge(plan: Plan, settings?: Settings, today = todayIs()): Judgement {
    const context = new Context(resourcesOf(plan), settings);
    const levels = readLevels(folder, plan.stack, allRules);
    const judged = evaluate(context, allRules, levels, today);
    const assumed = networkOf(context).networks.some(({ intent }) => intent.lookedUp) ? [defaultVpcAssumed] : [];
    const claims = claimsOf(context).map((claim) => reported(claim, levels, today, assumed));
    return { ...judged, claims };
}

const defaultVpcAssumed =
    "assumes offline: the default VPC is as AWS documents it (one public subnet a zone, a route to the internet, an open ACL)";

/** A claim is waived when each of its broken checks is about a resource with an exemption, or its rule is only advisory. */
function reported(claim: JudgedClaim, levels: Levels, today: string, assumed: readonly string[]): DrawnClaim {
    const { id, statement, verdict, checks } = claim;
    const notes = [`rests on: ${claim.restsOn}`, `does not cover: ${claim.doesNotCover}`, ...assumed];
    const rule = id === "no-public-address" ? "no-public-ip" : id;
    const open = checks.filter(({ needs, answer }) => answer.verdict !== needs);
    const live = levels.exemptions.filter(({ expires }) => expires >= today);
    const covered = open.length > 0 && open.every(({ urn }) => live.some((exemption) => applies(exemption, rule, urn)));
    return {
        id,
        statement,
        verdict,
        exempted: verdict !== "proved" && (covered || levels.levelOf(rule) !== "mandatory"),
        why: [...claim.why, ...notes],
        notes,
        trails: checks.map(({ asks, needs, answer: { verdict: given, path, why } }) => ({
            asks,
            needs,
            verdict: given,
            hops: path,
            reasons: why,
        })),
    };
}

/** Whether this repository's exemptions for the stack that the resources are of give a claim up. Another project's `dev` is not ours. */
export function waived(claim: JudgedClaim, resources: readonly GraphResource[], today = todayIs()): boolean {
    const { project, stack } = new Context(resources);
    if (project !== parse(readFileSync(join(__dirname, "..", "Pulumi.yaml"), "utf8")).name) return false;
    const levels = readLevels(folder, stack, allRules);
    return reported(claim, levels, today, []).exempted ?? false;
}

/** What makes the gate say no: a mandatory violation, or a claim that is neither proved nor waived. */
export const refused = (judgement: Judgement): boolean => !verdictOf(judgement).accepted;
