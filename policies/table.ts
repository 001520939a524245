import { readLevels, type Levels } from "./framework/levels";
import type { Rule } from "./framework/rule";
import { misconfigurations, narrowed, notJudged } from "./rows";
import { allRules } from "./rules";

/** The list of misconfigurations as a Markdown table: who judges each, how hard in prod and in dev. `npm run -s policies` prints it. */
export function rowTable(): string {
    const prod = readLevels(__dirname, "prod", allRules);
    const dev = readLevels(__dirname, "dev", allRules);
    const rows = misconfigurations.map((what, i) => {
        const row = i + 1;
        const rules = rulesOf(row);
        if (rules.length === 0) return `| ${row} | ${what} | ${notJudged[row]} | | | |`;
        const names = rules.map(({ id }) => `\`${id}\``).join(", ");
        const note = row in narrowed ? ` (${narrowed[row]})` : "";
        return `| ${row} | ${what} | ${names}${note} | ${generalIn(rules)} | ${levelIn(prod, rules)} | ${levelIn(dev, rules)} |`;
    });
    return ["| Row | Misconfiguration | Rules | General | prod | dev |", "|---|---|---|---|---|---|", ...rows].join(
        "\n",
    );
}

/** The rules that are about a row, in the order of the packs. */
export const rulesOf = (row: number): Rule[] => allRules.filter(({ rows }) => rows.includes(row));

/** Which of the rules judge any program: none, all, or these. */
function generalIn(rules: readonly Rule[]): string {
    const general = rules.filter(isGeneral);
    if (general.length === 0) return "no";
    return general.length === rules.length ? "yes" : general.map(({ id }) => `\`${id}\``).join(", ");
}

const isGeneral = ({ designSpecific }: Rule) => designSpecific !== true;

/** The rules that assume this design, as docs/policies.md lists them. */
export const designRules = (): string =>
    allRules
        .filter((rule) => !isGeneral(rule))
        .map(({ id }) => `\`${id}\``)
        .join(", ");

/** What another program writes into its `policies/<stack>.json`: the general rules at their full level, and no other. */
export const generalLevels = (): Readonly<Record<string, string>> => ({
    all: "mandatory",
    ...Object.fromEntries(allRules.filter((rule) => !isGeneral(rule)).map(({ id }) => [id, "disabled"])),
});

/** The level of most rules, and which have another or an exemption. */
function levelIn(levels: Levels, rules: readonly Rule[]): string {
    const others = rules
        .map(({ id }) => {
            const exempt = levels.exemptions.filter(({ rule }) => rule === id).map(({ resource }) => resource);
            const level = levels.levelOf(id);
            return [
                ...(level === "mandatory" ? [] : [`${id} ${level}`]),
                ...(exempt.length === 0 ? [] : [`${id} not for ${exempt.join(", ")}`]),
            ].join(", ");
        })
        .filter((other) => other !== "");
    const isWhole = rules.every(({ id }) => levels.levelOf(id) === levels.levelOf(rules[0].id));
    if (isWhole && levels.levelOf(rules[0].id) !== "mandatory") return levels.levelOf(rules[0].id);
    return ["mandatory", ...others].join("; ");
}

if (require.main === module) {
    const isForOthers = process.argv.includes("--general");
    process.stdout.write(`${isForOthers ? JSON.stringify(generalLevels(), undefined, 4) : rowTable()}\n`);
}
