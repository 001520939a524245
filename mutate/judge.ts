import { fromPlan } from "../analysis/graph/resource";
import type { Plan, PlanResource } from "../model/plan";
import { Context } from "../policies/framework/context";
import { applies } from "../policies/framework/exemptions";
import type { Levels } from "../policies/framework/levels";
import type { Finding } from "../policies/framework/outcome";
import type { Rule } from "../policies/framework/rule";
import { claimRules } from "../policies/isolation/rules/claims";
import { rowsOf } from "./families";
import { changesOf } from "./difference";
import type { Mutant } from "./mutant";

export interface Judgement {
    readonly mutant: Mutant;
    /** Mandatory rules that are meant for such a fault, now broken by what was changed; and claims that are lost by it. */
    readonly killedBy: readonly string[];
    /** The same, of rules that the stack only takes for advice: somebody decided to give that up. No kill. */
    readonly advisedBy: readonly string[];
    /** Everything else that is broken now and was not: no kill either. */
    readonly alsoBroke: readonly string[];
    /** Rules that could not tell: unknown is no kill. */
    readonly doubted: readonly string[];
    /** What a rule threw: a defect of the rule, whatever the mutant. */
    readonly crashes: readonly string[];
}

interface Found extends Finding {
    readonly rule: string;
}

const claims = new Set(claimRules.map(({ id }) => id));

/** Judges mutants of one plan by the rules at the stack's levels, against what the rules say of the plan itself. */
export class Judge {
    private readonly valid: ReadonlySet<string>;
    private readonly rowsOfRule: ReadonlyMap<string, readonly number[]>;

    constructor(
        private readonly plan: Plan,
        private readonly rules: readonly Rule[],
        private readonly levels: Levels,
        private readonly today: string,
    ) {
        this.valid = new Set(this.findings(plan).map(keyOf));
        this.rowsOfRule = new Map(rules.map(({ id, rows }) => [id, rows]));
    }

    judge(mutant: Mutant): Judgement {
        const fresh = this.findings(mutant.plan).filter((found) => !this.valid.has(keyOf(found)));
        const broken = fresh.filter(({ verdict }) => verdict === "non-compliant");
        const meant = this.meantFor(mutant, broken);
        const ofLevel = (level: string) => idsOf(meant.filter(({ rule }) => this.levels.levelOf(rule) === level));
        const unknown = fresh.filter(({ verdict }) => verdict === "unknown");
        return {
            mutant,
            killedBy: ofLevel("mandatory"),
            advisedBy: ofLevel("advisory"),
            alsoBroke: idsOf(broken.filter((found) => !meant.includes(found))),
            doubted: idsOf(unknown),
            crashes: unknown.filter(({ message }) => /could not run/.test(message)).map(keyOf),
        };
    }

    /** Findings of rules about the mutant's rows; where it has none, of rules of its family, if they are about what was changed. */
    private meantFor(mutant: Mutant, broken: readonly Found[]): readonly Found[] {
        const rows = mutant.rows.length > 0 ? mutant.rows : rowsOf(mutant.family);
        const meant = broken.filter(({ rule }) => this.rowsOfRule.get(rule)?.some((row) => rows.includes(row)));
        return mutant.rows.length > 0 || meant.length === 0 ? meant : meant.filter(aboutChange(this.plan, mutant.plan));
    }

    /** What the gate would hear: everything against the plan that no exemption covers. */
    private findings(plan: Plan): Found[] {
        const context = new Context(fromPlan(plan));
        const live = this.levels.exemptions.filter(({ expires }) => expires >= this.today);
        return this.rules
            .filter(({ id }) => this.levels.levelOf(id) !== "disabled")
            .flatMap(({ id, evaluate }) =>
                evaluate(context)
                    .filter(({ verdict }) => verdict === "non-compliant" || verdict === "unknown")
                    .filter(({ urn }) => !live.some((exemption) => applies(exemption, id, urn)))
                    .map((finding) => ({ ...finding, rule: id })),
            );
    }
}

const keyOf = ({ rule, urn, verdict, message }: Found) => `${rule} ${urn} ${verdict} ${message}`;
const idsOf = (found: readonly Found[]) => [...new Set(found.map(({ rule }) => rule))];

/**
 * Whether a finding is about what was changed: a claim that is lost; else it is at the changed resource, at one that it names or that
 * names it, or at a component that has it, or its message names one of these. A rule of the right kind that complains about something
 * else is no kill.
 */
function aboutChange(valid: Plan, mutated: Plan): (found: Found) => boolean {
    const changed = changesOf(valid, mutated).flatMap(({ before, after }) => [before, after].filter((one) => !!one));
    const all = [...valid.resources, ...mutated.resources];
    const near = all.filter((one) =>
        changed.some((other) => one.urn === other.urn || refers(one, other) || refers(other, one)),
    );
    const urns = new Set(near.map(({ urn }) => urn));
    const names = new RegExp(`(^|[^\\w-])(${near.map(({ name }) => escaped(name)).join("|")})($|[^\\w-])`);
    return ({ rule, urn, message }) =>
        claims.has(rule) || urns.has(urn) || changed.some((one) => isPartOf(one, urn, all)) || names.test(message);
}

const refers = ({ dependencies, propertyDependencies, props }: PlanResource, { urn, id, custom }: PlanResource) =>
    custom &&
    ([...dependencies, ...Object.values(propertyDependencies).flat()].includes(urn) ||
        JSON.stringify(props).includes(`"${id}"`));

/** Whether a component has the resource, directly or by a part of it. The stack itself is no component. */
function isPartOf({ parent }: PlanResource, component: string, all: readonly PlanResource[]): boolean {
    const above = all.find(({ urn }) => urn === parent);
    if (!above || above.parent === "") return false;
    return above.urn === component || isPartOf(above, component, all);
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
