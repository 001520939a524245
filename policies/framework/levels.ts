import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rule } from "./rule";

/** How hard a rule is taken. A "disabled" rule is not run; prod has none. */
export type Level = "mandatory" | "advisory" | "disabled";

/** Something that a stack gives up, by whom it is known, until when. */
export interface Exemption {
    readonly rule: string;
    /** The logical name of the resource, or the end of its URN. */
    readonly resource: string;
    readonly reason: string;
    /** The last day on which it holds, YYYY-MM-DD. */
    readonly expires: string;
}

/**
 * What `policies/<stack>.json` says. Preflight reads the file; a pack is given levels and exemptions by `--policy-pack-config`, and reads the
 * file only to say what is wrong with it, since CrossGuard takes a key that names no rule in silence.
 */
export interface Levels {
    levelOf(rule: string): Level;
    readonly exemptions: readonly Exemption[];
    /** What is wrong with the file itself. */
    readonly faults: readonly string[];
}

type Entry = string | { readonly enforcementLevel?: unknown; readonly exemptions?: unknown };

const levels: ReadonlySet<unknown> = new Set<Level>(["mandatory", "advisory", "disabled"]);
const fields = ["resource", "reason", "expires"] as const;

/** Without a file every rule is mandatory and nothing is exempt: the levels of prod. */
export function readLevels(folder: string, stack: string, rules: readonly Rule[]): Levels {
    const file = join(folder, `${stack}.json`);
    if (!existsSync(file)) return parseLevels({}, rules);
    try {
        return parseLevels(JSON.parse(readFileSync(file, "utf8")), rules);
    } catch (error) {
        return {
            ...parseLevels({}, rules),
            faults: [`policies/${stack}.json cannot be read: ${(error as Error).message}`],
        };
    }
}

/** The policy that stops a single resource: CrossGuard wants names of their own, and so levels of their own. */
export const resourceForm = (rule: string) => `${rule}-resource`;

export function parseLevels(entries: Readonly<Record<string, Entry>>, rules: readonly Rule[]): Levels {
    const stopping = rules.filter(({ resource }) => resource !== undefined).map(({ id }) => id);
    const stops = new Set(stopping.map(resourceForm));
    const known = new Set([...rules.map(({ id }) => id), ...stops]);
    const faults: string[] = [];
    const exemptions: Exemption[] = [];
    const byRule = new Map<string, Level>();
    for (const [rule, entry] of Object.entries(entries)) {
        if (rule !== "all" && !known.has(rule)) faults.push(`"${rule}" names no rule: correct it or remove it`);
        const level = typeof entry === "string" ? entry : (entry?.enforcementLevel ?? byRule.get("all") ?? "mandatory");
        if (!levels.has(level))
            faults.push(`"${rule}" has level ${JSON.stringify(level)}: write mandatory, advisory or disabled`);
        else byRule.set(rule, level as Level);
        const listed = typeof entry === "string" ? [] : (entry?.exemptions ?? []);
        if (!Array.isArray(listed)) faults.push(`"${rule}".exemptions is not a list`);
        // What stops single resources is given its exemptions by the engine alone: here they are only read for faults.
        else
            listed.forEach((one, i) =>
                readExemption(rule, one, `"${rule}".exemptions[${i}]`, stops.has(rule) ? [] : exemptions, faults),
            );
    }
    for (const rule of stopping) {
        if (rule in entries && !(resourceForm(rule) in entries))
            faults.push(`"${rule}" is set, "${resourceForm(rule)}" is not, which stops single resources: set both`);
    }
    return { levelOf: (rule) => byRule.get(rule) ?? byRule.get("all") ?? "mandatory", exemptions, faults };
}

/** The well-formed exemptions of one rule, from its entry. */
export function exemptionsOf(rule: string, listed: unknown): Exemption[] {
    const exemptions: Exemption[] = [];
    if (Array.isArray(listed)) listed.forEach((one) => readExemption(rule, one, "", exemptions, []));
    return exemptions;
}

function readExemption(
    rule: string,
    raw: Record<string, unknown>,
    place: string,
    exemptions: Exemption[],
    faults: string[],
): void {
    const missing = fields.filter((field) => typeof raw?.[field] !== "string" || raw[field] === "");
    if (missing.length > 0)
        faults.push(`${place} has no ${missing.join(", ")}: an exemption names resource, reason and expires`);
    else if (!isDay(String(raw.expires))) faults.push(`${place} expires ${raw.expires}: write a day as YYYY-MM-DD`);
    else
        exemptions.push({
            rule,
            resource: String(raw.resource),
            reason: String(raw.reason),
            expires: String(raw.expires),
        });
}

const isDay = (text: string) =>
    /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00Z`).toJSON()?.slice(0, 10) === text;

/** An end of a URN begins where a type or the name does: "proxy" is not "web-proxy". */
export const applies = ({ rule, resource }: Exemption, id: string, urn: string): boolean =>
    rule === id && (urn === resource || ["::", "$"].some((mark) => urn.endsWith(`${mark}${resource}`)));
