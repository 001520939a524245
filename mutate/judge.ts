import { fromPlan } from "../analysis/graph/resource";
import type { Plan } from "../model/plan";
import { Context } from "../policies/framework/context";
import { applies, type Levels } from "../policies/framework/levels";
import type { Finding } from "../policies/framework/outcome";
import type { Rule } from "../policies/framework/rule";
import { rowsOf } from "./families";
import type { Mutant } from "./mutant";

export interface Verdict {
    readonly mutant: Mutant;
    /** Rules (and claims, which are rules too) that the mutant breaks and the valid plan does not, at whatever level and not exempted. */
    readonly broke: readonly string[];
    /** Killed by a rule that is about one of the mutant's rows, or where it has none, of its family's. */
    readonly killedBy: readonly string[];
    /** Rules that could not tell, or could not run: that is no kill. */
    readonly doubted: readonly string[];
}

/** Judges mutants of one plan by the rules at the stack's levels, against what the rules say of the plan itself. */
export class Judge {
    private readonly valid: ReadonlySet<string>;
    private readonly about: ReadonlyMap<string, ReadonlySet<number>>;

    constructor(
        plan: Plan,
        private readonly rules: readonly Rule[],
        private readonly levels: Levels,
        private readonly today: string,
    ) {
        this.valid = new Set(this.findings(plan).map(({ key }) => key));
        this.about = new Map(rules.map(({ id, rows }) => [id, new Set(rows)]));
    }

    judge(mutant: Mutant): Verdict {
        const fresh = this.findings(mutant.plan).filter(({ key }) => !this.valid.has(key));
        const ids = (verdict: Finding["verdict"]) => [
            ...new Set(fresh.filter((one) => one.finding.verdict === verdict).map(({ rule }) => rule)),
        ];
        const broke = ids("non-compliant");
        const rows = mutant.rows.length > 0 ? mutant.rows : rowsOf(mutant.family);
        const killedBy = broke.filter((rule) => rows.some((row) => this.about.get(rule)?.has(row)));
        return { mutant, broke, killedBy, doubted: ids("unknown") };
    }

    private findings(plan: Plan) {
        const context = new Context(fromPlan(plan));
        const live = this.levels.exemptions.filter(({ expires }) => expires >= this.today);
        return this.rules
            .filter(({ id }) => this.levels.levelOf(id) !== "disabled")
            .flatMap(({ id, evaluate }) =>
                evaluate(context)
                    .filter(({ verdict }) => verdict === "non-compliant" || verdict === "unknown")
                    .filter(({ urn }) => !live.some((exemption) => applies(exemption, id, urn)))
                    .map((finding) => ({
                        rule: id,
                        finding,
                        key: `${id} ${finding.urn} ${finding.verdict} ${finding.message}`,
                    })),
            );
    }
}
