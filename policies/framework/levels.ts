import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { near } from "../../model/config/didYouMean";
import { type Entry, type Exemption, ExemptionReader } from "./exemptions";
import type { PackName, Rule } from "./rule";

/** How hard a rule is taken. A "disabled" rule is not run; prod has none. */
export type Level = "mandatory" | "advisory" | "disabled";

/** Something that is wrong with a config itself, said by the pack whose rule it is about. */
export interface ConfigProblem {
    readonly pack: PackName;
    readonly message: string;
}

/** What `policies/<stack>.json` says: preflight reads the file, a pack is given the same by `--policy-pack-config`. */
export interface Levels {
    levelOf(rule: string): Level;
    readonly exemptions: readonly Exemption[];
    readonly faults: readonly ConfigProblem[];
}

/** The rule about the levels themselves: a misspelt name, an exemption that nobody needs or whose time is over. Always mandatory. */
export const policyConfig = "policy-config";

/** The policy that stops a single resource. CrossGuard wants a name of its own for it; level and exemptions are its rule's. */
export const resourceForm = (rule: string) => `${rule}-resource`;

const levels: ReadonlySet<unknown> = new Set<Level>(["mandatory", "advisory", "disabled"]);

/** Without a file every rule is mandatory and nothing is exempt: the levels of prod. */
export function readLevels(folder: string, stack: string, rules: readonly Rule[]): Levels {
    const file = join(folder, `${stack}.json`);
    if (!existsSync(file)) return parseLevels({}, rules);
    try {
        return parseLevels(JSON.parse(readFileSync(file, "utf8")), rules);
    } catch (error) {
        const message = `policies/${stack}.json cannot be read: ${(error as Error).message}`;
        return { ...parseLevels({}, rules), faults: [{ pack: "isolation", message }] };
    }
}

/** What a person is told whose stack has no such file; undefined when it has. */
export function missingFile(folder: string, stack: string): string | undefined {
    if (existsSync(join(folder, `${stack}.json`))) return undefined;
    return (
        `policies/${stack}.json is missing: every rule is mandatory and nothing is exempt. ` +
        "Copy policies/prod.json to it, or policies/dev.json for a stack of profile demo"
    );
}

export function parseLevels(entries: Readonly<Record<string, Entry>>, rules: readonly Rule[]): Levels {
    if (typeof entries !== "object" || entries === null || Array.isArray(entries))
        throw new Error('not a map: write rules and levels, such as {"all": "mandatory"}');
    const packs = new Map(rules.map(({ id, pack }) => [id, pack]));
    const followers = new Map(
        rules.filter(({ resource }) => resource !== undefined).map(({ id }) => [resourceForm(id), id]),
    );
    const found: [rule: string, message: string][] = [];
    const exemptions = new ExemptionReader((rule, message) => found.push([rule, message]));
    const ofAll = levelIn(entries.all) ?? "mandatory";
    const byRule = new Map<string, Level>();
    for (const [rule, entry] of Object.entries(entries)) {
        const level = levelIn(entry) ?? ofAll;
        const fault = (message: string) => found.push([rule, `"${rule}" ${message}`]);
        if (!levels.has(level)) fault(`has level ${JSON.stringify(level)}: write mandatory, advisory or disabled`);
        else if (rule === policyConfig || followers.has(rule)) {
            // The engine names every policy, with the level for all where nothing is said.
            if (level !== ofAll || hasExemptions(entry))
                fault(
                    rule === policyConfig
                        ? "is always mandatory: remove it"
                        : `takes level and exemptions from "${followers.get(rule)}": remove it`,
                );
        } else if (rule === "all") {
            if (level === "disabled") fault("may not be disabled: write mandatory or advisory, and name single rules");
            byRule.set(rule, level as Level);
        } else if (!packs.has(rule)) fault(`names no rule: ${advice(rule, packs.keys())}`);
        else byRule.set(rule, level as Level);
        if (!followers.has(rule)) exemptions.read(rule, entry);
    }
    const packOf = (rule: string): PackName =>
        packs.get(followers.get(rule) ?? rule) ?? packs.get(near(rule, [...packs.keys()]) ?? "") ?? "isolation";
    return {
        levelOf: (rule) => byRule.get(rule) ?? byRule.get("all") ?? "mandatory",
        exemptions: exemptions.found,
        faults: found.map(([rule, message]) => ({ pack: packOf(rule), message })),
    };
}

const levelIn = (entry: Entry | undefined): unknown =>
    typeof entry === "object" && entry !== null ? entry.enforcementLevel : entry;

const hasExemptions = (entry: Entry): boolean =>
    typeof entry === "object" && Array.isArray(entry?.exemptions) && entry.exemptions.length > 0;

function advice(rule: string, names: Iterable<string>): string {
    const meant = near(rule, [...names]);
    return meant === undefined ? "correct it or remove it" : `did you mean "${meant}"?`;
}
