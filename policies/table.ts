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
        if (rules.length === 0) return `| ${row} | ${what} | ${notJudged[row]} | | |`;
        const names = rules.map(({ id }) => `\`${id}\``).join(", ");
        const note = row in narrowed ? ` (${narrowed[row]})` : "";
        return `| ${row} | ${what} | ${names}${note} | ${levelIn(prod, rules)} | ${levelIn(dev, rules)} |`;
    });
    return ["| Row | Misconfiguration | Rules | prod | dev |", "|---|---|---|---|---|", ...rows].join("\n");
}

/** The rules that are about a row, in the order of the packs. */
export const rulesOf = (row: number): Rule[] => allRules.filter(({ rows }) => rows.includes(row));

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

if (require.main === module) process.stdout.write(`${rowTable()}\n`);
