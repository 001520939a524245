import { elsewhere, open, rows } from "./rows";

const code = (text: string): string => `\`${text.replaceAll("|", "\\|").replace(/\s+/g, " ")}\``;

/** services/gateway/docs/attacks.md, from the rows that the tests run. */
export function page(): string {
    return [
        "# Attacks that the gateway alone must stop",
        "",
        "Printed by `npm run -s gateway:attacks`. Each row of the first table is run twice (`services/gateway/test/attacks`): the gateway stops it,",
        "and with the one change that the row names it passes.",
        "",
        "| | Attempt | Answer | With this change it passes |",
        "|---|---|---|---|",
        ...rows.map(
            ({ id, attempt, answer, mutant: [file, from, to] }) =>
                `| ${id} | ${attempt} | ${answer} | ${code(file)}: ${code(from)} becomes ${to === "" ? "nothing" : code(to)} |`,
        ),
        "",
        "Shown by tests of their own, below `services/gateway/test`:",
        "",
        "| | Attempt | Answer | Test |",
        "|---|---|---|---|",
        ...elsewhere.map(
            ({ id, attempt, answer, file, title }) => `| ${id} | ${attempt} | ${answer} | ${code(file)}: ${title} |`,
        ),
        "",
        "Not stopped here:",
        "",
        "| | Attempt | |",
        "|---|---|---|",
        ...open.map(({ id, attempt, why }) => `| ${id} | ${attempt} | ${why} |`),
        "",
    ].join("\n");
}

if (require.main === module) process.stdout.write(page());
