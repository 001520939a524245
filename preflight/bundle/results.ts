import { resourcesOf } from "../../analysis/graph/ofPlan";
import type { Plan } from "../../model/plan";
import { Context, type Settings } from "../../policies/framework/context";
import { allRules } from "../../policies/rules";
import type { Preflight } from "../preflight";
import { prohibitions, type Question } from "./frameworks";

/** What came out for a rule or a claim: `nothing to judge` is no pass. */
export type Result = "kept" | "advisory" | "waived" | "broken" | "nothing to judge";

export interface RuleResult {
    readonly id: string;
    readonly pack: string;
    readonly severity: string;
    readonly title: string;
    readonly source: string;
    readonly result: Result;
    /** Resources that the rule was asked of and that keep it. */
    readonly compliant: number;
}

/** Every rule of both packs, also those that have nothing against the plan: a list of violations does not say what was asked. */
export function ruleResults(
    plan: Plan,
    settings: Settings,
    { violations, exemptions }: Pick<Preflight, "violations" | "exemptions">,
): RuleResult[] {
    const context = new Context(resourcesOf(plan), settings);
    return allRules.map((rule) => {
        const compliant = rule.evaluate(context).filter(({ verdict }) => verdict === "compliant").length;
        const against = violations.filter((each) => each.rule === rule.id);
        const used = exemptions.some((each) => each.rule === rule.id && each.state === "used");
        const result = against.some(({ level }) => level === "mandatory")
            ? "broken"
            : used
              ? "waived"
              : against.length > 0
                ? "advisory"
                : compliant > 0 || prohibitions.has(rule.id)
                  ? "kept"
                  : "nothing to judge";
        const { id, pack, severity, title, source } = rule;
        return { id, pack, severity, title, source, result, compliant };
    });
}

export interface Answer extends Question {
    readonly answers: readonly { readonly id: string; readonly result: Result }[];
    readonly shown: "shown" | "partly shown" | "not shown";
}

/** A question is shown where something was judged for it, all of that was kept, and what it needs is among it. */
export function answer(
    question: Question,
    rules: readonly RuleResult[],
    claims: readonly Pick<Preflight["claims"][number], "id" | "verdict" | "exempted">[],
): Answer {
    const answers = question.by.map((id) => ({ id, result: resultOf(id, rules, claims) }));
    const judged = answers.filter(({ result }) => result !== "nothing to judge");
    const kept = judged.filter(({ result }) => result === "kept");
    const whole = kept.length === judged.length && (question.needs ?? []).every((id) => resultIn(kept, id));
    const shown = kept.length === 0 ? "not shown" : whole ? "shown" : "partly shown";
    return { ...question, answers, shown };
}

const resultIn = (answers: Answer["answers"], wanted: string) => answers.some(({ id }) => id === wanted);

function resultOf(
    id: string,
    rules: readonly RuleResult[],
    claims: readonly Pick<Preflight["claims"][number], "id" | "verdict" | "exempted">[],
): Result {
    const found = claims.filter((claim) => claim.id === id);
    const [rule] = rules.filter((one) => one.id === id);
    if (found.some(({ verdict, exempted }) => verdict !== "proved" && !exempted)) return "broken";
    if (found.some(({ verdict }) => verdict !== "proved")) return "waived";
    return rule?.result ?? (found.length > 0 ? "kept" : "nothing to judge");
}
