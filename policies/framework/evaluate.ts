import { hangingText } from "../../analysis/claims/claim";
import type { Context } from "./context";
import { applies, type Exemption, horizon, horizonYears } from "./exemptions";
import { type Levels, policyConfig } from "./levels";
import type { Finding } from "./outcome";
import type { PackName, Rule } from "./rule";

/** The fixed forms of the design. */
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

/** Judges a stack by all rules. What is unknown or could not run is a violation like any other: unknown is not safe. */
export function evaluate(context: Context, rules: readonly Rule[], levels: Levels, today: string): Evaluation {
    const used = new Set<Exemption>();
    const causes: Violation[] = [];
    const consequences: Violation[] = [];
    for (const rule of rules) {
        const level = levels.levelOf(rule.id);
        if (level === "disabled") continue;
        for (const { urn, message, hangsOn } of findingsAgainst(rule, context, levels.exemptions, today, used)) {
            const violation = { pack: rule.pack, rule: rule.id, level, urn, message };
            (hangsOn === undefined ? causes : consequences).push(violation);
        }
    }
    const exemptions = levels.exemptions.map((exemption): JudgedExemption => {
        const state = exemption.expires < today ? "expired" : used.has(exemption) ? "used" : "unused";
        return { ...exemption, state };
    });
    const violations = [...causes, ...consequences, ...configViolations(context, rules, levels, exemptions, today)];
    return { violations, exemptions };
}

/** What a rule has against a stack and no exemption covers. What hangs on the same unknown is one finding: its cause is named elsewhere. */
export function findingsAgainst(
    rule: Rule,
    context: Context,
    exemptions: readonly Exemption[],
    today: string,
    used?: Set<Exemption>,
): readonly Finding[] {
    const open = rule
        .evaluate(context)
        .filter(isAgainst)
        .filter(({ urn }) => !isExempt(exemptions, rule.id, urn, today, used));
    const groups = new Map<string, Finding[]>();
    for (const finding of open.filter(({ hangsOn }) => hangsOn !== undefined))
        groups.set(finding.hangsOn ?? "", [...(groups.get(finding.hangsOn ?? "") ?? []), finding]);
    const grouped = [...groups].map(([hangsOn, findings]): Finding => {
        const urns = new Set(findings.map(({ urn }) => urn));
        const urn = urns.size === 1 ? findings[0].urn : context.stackUrn;
        const message = hangingText(
            hangsOn,
            findings.map(({ message: asks }) => asks),
        );
        return { urn, verdict: "unknown", message, hangsOn };
    });
    return [...open.filter(({ hangsOn }) => hangsOn === undefined), ...grouped];
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

function configViolations(
    { stackUrn }: Context,
    rules: readonly Rule[],
    { faults }: Levels,
    exemptions: readonly JudgedExemption[],
    today: string,
): Violation[] {
    const packs = new Map(rules.map(({ id, pack }) => [id, pack]));
    const said = (pack: PackName, message: string): Violation => ({
        pack,
        rule: policyConfig,
        level: "mandatory",
        urn: stackUrn,
        message,
    });
    const stale = exemptions.flatMap((exemption) => {
        const pack = packs.get(exemption.rule);
        const message = staleness(exemption, today);
        return pack === undefined || message === undefined ? [] : [said(pack, message)];
    });
    return [...faults.map(({ pack, message }) => said(pack, message)), ...stale];
}

function staleness({ rule, resource, expires, state }: JudgedExemption, today: string): string | undefined {
    const exemption = `the exemption of ${rule} for ${resource}`;
    if (state === "expired") return `${exemption} expired on ${expires}: fix the cause or decide anew`;
    if (state === "unused") return `${exemption} is not needed: remove it`;
    if (expires > horizon(today))
        return `${exemption} expires on ${expires}, in more than ${horizonYears} years: write ${horizon(today)} or earlier`;
    return undefined;
}
