import type { GraphResource } from "../../analysis/graph/resource";
import type { Context } from "./context";
import { judge } from "./judge";
import type { Finding, Outcome } from "./outcome";

export type Severity = "low" | "medium" | "high" | "critical";
export type PackName = "isolation" | "baseline";

/** What a person reads about a rule. */
export interface RuleText {
    /** kebab-case; what policy configs and violations name. */
    readonly id: string;
    readonly severity: Severity;
    /** What must hold, as one sentence. */
    readonly title: string;
    readonly why: string;
    /** What to write. */
    readonly remediation: string;
    /** Where it is from: a page of AWS, an RFC, a CFR. */
    readonly source: string;
    /** Rows of the table in docs/policies.md that the rule covers. */
    readonly rows: readonly number[];
    /**
     * Set where the rule measures by what this repository's components register, by the names and roles of its design, or by its list of
     * types: docs/policies.md, "Rules for other programs". A test takes the components away and asks the others.
     */
    readonly designSpecific?: true;
}

/** A pure function over the planned resources. It never throws: what it cannot judge is a finding of verdict "unknown". */
export interface Rule extends RuleText {
    readonly pack: PackName;
    /** Set when one resource alone shows the fault: the rule then also stops that resource on `up`. */
    readonly resource?: {
        /** Undefined: of any type. */
        readonly types?: readonly string[];
        check(resource: GraphResource): readonly Finding[];
    };
    evaluate(context: Context): readonly Finding[];
}

type Judged = Outcome | readonly Outcome[];

/** A rule that one resource shows alone. */
export function resourceRule(
    pack: PackName,
    rule: RuleText & { readonly types: readonly string[]; readonly check: (resource: GraphResource) => Judged },
): Rule {
    const { types, check, ...text } = rule;
    const checkOne = (resource: GraphResource) => judge(resource, () => check(resource));
    return {
        ...text,
        pack,
        resource: { types, check: checkOne },
        evaluate: ({ linker }) => linker.ofType(...types).flatMap(checkOne),
    };
}

/** A rule over resources of some types that needs to see the others; `alone` is the part of it that one resource shows. */
export function resourceInContextRule(
    pack: PackName,
    rule: RuleText & {
        readonly types: readonly string[];
        readonly check: (resource: GraphResource, context: Context) => Judged;
        readonly alone?: (resource: GraphResource) => Judged;
    },
): Rule {
    const { types, check, alone, ...text } = rule;
    return {
        ...text,
        pack,
        ...(alone && {
            resource: {
                types,
                check: (resource: GraphResource) => judge(resource, () => alone(resource)),
            },
        }),
        evaluate: (context) =>
            context.linker.ofType(...types).flatMap((resource) => judge(resource, () => check(resource, context))),
    };
}

/** A rule over the whole stack, such as a claim. What it throws is a finding about the stack itself. */
export function stackRule(
    pack: PackName,
    rule: RuleText & { readonly evaluate: (context: Context) => readonly Finding[] },
): Rule {
    const { evaluate, ...text } = rule;
    return {
        ...text,
        pack,
        evaluate(context) {
            try {
                return evaluate(context);
            } catch (error) {
                return [
                    {
                        urn: context.stackUrn,
                        verdict: "unknown",
                        message: `rule could not run: ${(error as Error).message}`,
                    },
                ];
            }
        },
    };
}
