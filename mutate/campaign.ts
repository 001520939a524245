import { judge, refused } from "../preflight/evaluate";
import type { Plan } from "../model/plan";
import type { Levels } from "../policies/framework/levels";
import type { Rule } from "../policies/framework/rule";
import { terraformType } from "./checkov/terraform";
import type { Scan } from "./checkov/scanner";
import { changesOf } from "./difference";
import { Equivalence } from "./equivalence";
import { type Group, groupOf } from "./families";
import { Judge, type Judgement } from "./judge";
import type { Mutant, Variant } from "./mutant";

/** What became of a mutant. Only "killed" is a kill; "waived" is refused by nobody because the stack takes the rule for advice. */
export type Fate = "killed" | "equivalent" | "waived" | "survived" | "crashed";

/** What Checkov made of it: it failed something new, it has checks of what was changed but failed none, or it has none. */
export type Scanned = "killed" | "missed" | "no check";

export interface Outcome {
    readonly mutant: Mutant;
    readonly stack: string;
    readonly group: Group;
    readonly fate: Fate;
    /** The rules that killed it, what shows that it is no fault, or what was said instead. */
    readonly why: string;
    /** Undefined where it was not scanned. */
    readonly scanned?: Scanned;
}

/** What a plan is judged by. */
export interface Judges {
    readonly rules: readonly Rule[];
    readonly levels: Levels;
    /** "2026-11-28" */
    readonly today: string;
}

/** Judges every mutant of a plan by the rules, and those that are to be scanned by Checkov too, which works meanwhile. */
export async function campaign(
    plan: Plan,
    mutants: readonly Mutant[],
    { rules, levels, today }: Judges,
    scan: (mutant: Mutant, valid: Plan) => Promise<Scanned> | undefined = () => undefined,
): Promise<Outcome[]> {
    const judge = new Judge(plan, rules, levels, today);
    const equivalence = new Equivalence(plan);
    const outcomes: Promise<Outcome>[] = [];
    for (const mutant of mutants) {
        const scanning = scan(mutant, plan);
        const outcome = {
            mutant,
            stack: plan.stack,
            group: groupOf(mutant.family),
            ...fateOf(mutant, judge, equivalence),
        };
        outcomes.push(Promise.resolve(scanning).then((scanned) => (scanned ? { ...outcome, scanned } : outcome)));
        // Checkov's answers come in between.
        await new Promise((next) => setImmediate(next));
    }
    return Promise.all(outcomes);
}

function fateOf(mutant: Mutant, judge: Judge, equivalence: Equivalence): Pick<Outcome, "fate" | "why"> {
    const verdict = judgedSafely(mutant, judge);
    if (typeof verdict === "string") return { fate: "crashed", why: verdict };
    const { killedBy, advisedBy, alsoBroke, doubted, crashes } = verdict;
    if (crashes.length > 0) return { fate: "crashed", why: crashes.join("; ") };
    if (killedBy.length > 0) return { fate: "killed", why: killedBy.join(", ") };
    if (advisedBy.length > 0) return { fate: "waived", why: `${advisedBy.join(", ")}: advisory` };
    const same = equivalence.of(mutant);
    if (same !== undefined) return { fate: "equivalent", why: same };
    const instead = [
        alsoBroke.length > 0 && `broke ${alsoBroke.join(", ")}, which are not meant for it`,
        doubted.length > 0 && `unknown to ${doubted.join(", ")}`,
    ];
    return { fate: "survived", why: instead.filter(Boolean).join("; ") || "nothing said a word" };
}

function judgedSafely(mutant: Mutant, judge: Judge): Judgement | string {
    try {
        return judge.judge(mutant);
    } catch (error) {
        return (error as Error).message;
    }
}

/** What Checkov made of a mutant, against what it says of the valid plan. */
export function scannedAs({ plan }: Mutant, valid: Plan, before: Scan, after: Scan): Scanned {
    if ([...after.failed].some((failed) => !before.failed.has(failed))) return "killed";
    // Checkov is given AWS's types: of another package it has no check.
    const changed = changesOf(valid, plan).map((change) => (change.after ?? change.before)?.type ?? "");
    const types = changed.filter((type) => type.startsWith("aws:")).map(terraformType);
    return types.some((type) => before.judged.has(type) || after.judged.has(type)) ? "missed" : "no check";
}

/** What the gate says of a change that is no fault; undefined when it accepts it. */
export function alarmOf({ plan }: Variant): string | undefined {
    const judgement = judge(plan);
    if (!refused(judgement)) return undefined;
    return [
        ...judgement.violations
            .filter(({ level }) => level === "mandatory")
            .slice(0, 3)
            .map(({ rule, message }) => `${rule}: ${message.slice(0, 200)}`),
        ...judgement.claims
            .filter(({ verdict, exempted }) => verdict !== "proved" && !exempted)
            .map(({ id, verdict }) => `claim ${id} ${verdict}`),
    ].join("; ");
}
