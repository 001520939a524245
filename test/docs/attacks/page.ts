import { elsewhere, open, rows as gatewayRows } from "../../../services/gateway/test/attacks/rows";
import { matrixRows, unproved } from "../../../twin/matrix/rows";
import attacks from "./attacks.json";
import { notShown, tests } from "./shown";

/** An attack that the field knows, and all that shows what becomes of it. */
export interface Attack {
    readonly id: string;
    readonly from: string;
    readonly attempt: string;
    /** Ids of the matrix's rows. */
    readonly rows: readonly string[];
    /** Ids of services/gateway/docs/attacks.md. */
    readonly gateway: readonly string[];
    readonly tests: readonly (readonly [file: string, title: string])[];
    /** What is not shown, and why. */
    readonly why: string | undefined;
}

/** "O27b, O30b" of a source is of O27 and O30. */
const isOf = (source: string | undefined, id: string): boolean =>
    source?.split(", ").some((one) => one.replace(/[a-z]$/, "") === id) ?? false;

export const shown: readonly Attack[] = attacks.map(({ id, from, attempt }) => {
    const rows = matrixRows.filter(({ source }) => isOf(source, id)).map((row) => row.id);
    const gateway = [...gatewayRows, ...elsewhere].filter((row) => isOf(row.id, id)).map((row) => row.id);
    const beside = tests[id] ?? [];
    const isShown = rows.length + gateway.length + beside.length > 0;
    const why = notShown[id] ?? (isShown ? undefined : open.find((row) => isOf(row.id, id))?.why);
    return { id, from, attempt, rows, gateway, tests: beside, why };
});

const code = (text: string): string => `\`${text}\``;
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

/** Many rows of one attempt from several places are one line. */
const shortened = (ids: readonly string[]): string =>
    ids.length > 6 ? `${ids.slice(0, 6).map(code).join(", ")} and ${ids.length - 6} more` : ids.map(code).join(", ");

function shownBy({ rows, gateway, tests: beside }: Attack): string {
    return [
        ...(rows.length > 0 ? [`rows ${shortened(rows)}`] : []),
        ...(gateway.length > 0 ? [`[the gateway's](../services/gateway/docs/attacks.md) ${gateway.join(", ")}`] : []),
        ...beside.map(([file, title]) => `${code(file)}: ${title}`),
    ].join("; ");
}

/** docs/attacks.md, from the rows that are run. */
export function page(): string {
    const places = [...new Set(matrixRows.map(({ from }) => from))].sort();
    const count = (from: string, expected: string) =>
        matrixRows.filter((row) => row.from === from && row.expect === expected).length;
    const total = (expected: string) => matrixRows.filter((row) => row.expect === expected).length;
    return `# Attacks, and what shows what becomes of them

Printed by \`npm run -s attacks\`. Rows are those of the twin's attack matrix (\`twin/matrix/rows\`): each is a command that is run at a place
of the twin (\`npm run -s twin -- attack\`), and what is said of it is what was seen on both sides. A row that must be blocked is run once
more where it must succeed: with every layer off, or, where no layer of the twin gives it away, without what makes it hostile. One that
is blocked there too has shown nothing, and fails.

| From | Must be blocked | Must work |
|---|---|---|
${places.map((from) => `| ${from} | ${count(from, "blocked")} | ${count(from, "works")} |\n`).join("")}| all | ${total("blocked")} | ${total("works")} |

## What the field knows

| | From | Attempt | Shown by | Not shown |
|---|---|---|---|---|
${shown.map((one) => `| ${one.id} | ${one.from} | ${cell(one.attempt)} | ${cell(shownBy(one))} | ${cell(one.why ?? "")} |\n`).join("")}
## What no twin can show

| | From | Attempt | Why |
|---|---|---|---|
${unproved.map(({ id, from, attempt, why }) => `| ${id} | ${from} | ${cell(attempt)} | ${cell(why)} |\n`).join("")}`;
}

if (require.main === module) process.stdout.write(page());
