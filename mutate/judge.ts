import { fromPlan } from "../analysis/graph/resource";
import type { Plan } from "../model/plan";
import { Context } from "../policies/framework/context";
import type { Finding } from "../policies/framework/outcome";
import type { Rule } from "../policies/framework/rule";
import type { Mutant } from "./mutant";

export interface Verdict {
    readonly mutant: Mutant;
    /** Rules that the mutant breaks and the valid plan does not. */
    readonly broke: readonly string[];
    /** Killed by a rule that is about the mutant's row; for a mutant without rows, by any. */
    readonly killedBy: readonly string[];
    /** Rules that could not tell: unknown is no kill. */
    readonly doubted: readonly string[];
}

/** Judges mutants of one plan by the rules, against what the rules say of the plan itself. */
export function judgeMutants(plan: Plan, mutants: readonly Mutant[], rules: readonly Rule[]): Verdict[] {
    const valid = new Set(findings(plan, rules).map(({ key }) => key));
    const about = new Map(rules.map(({ id, rows }) => [id, new Set(rows)]));
    return mutants.map((mutant) => {
        const fresh = findings(mutant.plan, rules).filter(({ key }) => !valid.has(key));
        const ids = (verdict: Finding["verdict"]) => [
            ...new Set(fresh.filter((one) => one.finding.verdict === verdict).map(({ rule }) => rule)),
        ];
        const broke = ids("non-compliant");
        const intended = (rule: string) =>
            mutant.rows.length === 0 || mutant.rows.some((row) => about.get(rule)?.has(row));
        return { mutant, broke, killedBy: broke.filter(intended), doubted: ids("unknown") };
    });
}

function findings(plan: Plan, rules: readonly Rule[]) {
    const context = new Context(fromPlan(plan));
    return rules.flatMap(({ id, evaluate }) =>
        evaluate(context)
            .filter(({ verdict }) => verdict === "non-compliant" || verdict === "unknown")
            .map((finding) => ({
                rule: id,
                finding,
                key: `${id} ${finding.urn} ${finding.verdict} ${finding.message}`,
            })),
    );
}
