import type { Context } from "./context";
import { applies, type Exemption, type Levels } from "./levels";

import type { Finding } from "./outcome";
import type { Rule } from "./rule";

/** Forms that people's scripts read; they are fixed. */
export interface Violation {
    readonly pack: string;
    readonly rule: string;
    readonly level: "mandatory" | "advisory";
    readonly urn: string;
    readonly message: string;
}

export interface JudgedExemption extends Exemption {
    readonly state: "used" | "unused" | "expired";
}

export interface Evaluation {
    readonly violations: readonly Violation[];
    readonly exemptions: readonly JudgedExemption[];
}

/** The rule about the levels themselves: a misspelt name, an exemption that nobody needs or whose time is over. */
export const policyConfig = "policy-config";

/** Judges a stack by all rules. What is unknown or could not run is a violation like any other: unknown is not safe. */
export function evaluate(context: Context, rules: readonly Rule[], levels: Levels, today: string): Evaluation {
    const used = new Set<Exemption>();
    const violations = rules.flatMap((rule): Violation[] => {
        const level = levels.levelOf(rule.id);
        if (level === "disabled") return [];
        return rule
            .evaluate(context)
            .filter(isAgainst)
            .filter(({ urn }) => !isExempt(levels.exemptions, rule.id, urn, today, used))
            .map(({ urn, message }) => ({ pack: rule.pack, rule: rule.id, level, urn, message }));
    });
    const exemptions = levels.exemptions.map((exemption): JudgedExemption => {
        const state = exemption.expires < today ? "expired" : used.has(exemption) ? "used" : "unused";
        return { ...exemption, state };
    });
    return { violations: [...violations, ...configViolations(context, levels, exemptions)], exemptions };
}

export const isAgainst = ({ verdict }: Finding) => verdict === "non-compliant" || verdict === "unknown";

/** Marks every exemption that covers a finding as used. */
export function isExempt(
    exemptions: readonly Exemption[],
    rule: string,
    urn: string,
    today: string,
    used?: Set<Exemption>,
): boolean {
    const covering = exemptions.filter((exemption) => exemption.expires >= today && applies(exemption, rule, urn));
    covering.forEach((exemption) => used?.add(exemption));
    return covering.length > 0;
}

export function configViolations(
    { stackUrn }: Context,
    { faults }: Levels,
    exemptions: readonly JudgedExemption[],
): Violation[] {
    const stale = exemptions
        .filter(({ state }) => state !== "used")
        .map(({ rule, resource, expires, state }) =>
            state === "expired"
                ? `the exemption of ${rule} for ${resource} expired on ${expires}: mend the cause or decide anew`
                : `the exemption of ${rule} for ${resource} is not needed: remove it`,
        );
    return [...faults, ...stale].map((message) => ({
        pack: "isolation",
        rule: policyConfig,
        level: "mandatory",
        urn: stackUrn,
        message,
    }));
}
