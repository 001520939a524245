import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inPairs } from "../engine/pairs";
import { finished } from "../fixtures/finished";
import { copyTree } from "../fixtures/tree";
import { type Break, breaks } from "./breaks";

/** `npm run -s breaking`: breaks copies of the tree in one place each, and prints what preflight says of each: docs/breaking.md. */
export async function transcript(): Promise<string> {
    const said = new Map<Break, string>();
    await inPairs(breaks, async (one) => {
        said.set(one, await section(one));
    });
    return [introduction, ...breaks.map((one) => said.get(one))].join("\n");
}

const introduction = `# One-line breaks, and what preflight says of them

One line is changed in a copy of the tree, \`npm run -s preflight -- --stack prod\` is run there, and this is what it says: each message names
the rule, the resource, the fault and what to write. Claims that are no longer proved, which it prints too, are left out here. \`npm run -s
breaking\` prints this page, and a test compares.
`;

/** As many lines as a person reads before fixing the first. */
const shown = 8;

async function section({ what, file, from, to }: Break): Promise<string> {
    const { status, output } = await preflightOf(file, from, to);
    const lines = output.split("\n");
    const start = lines.findIndex((line) => line.startsWith("  VIOLATION"));
    const end = lines.findIndex((line) => /^(REFUSED|Accepted)/.test(line));
    if (end < 0) throw new Error(`${what}: preflight did not come to a verdict\n${output}`);
    const found = start < 0 ? [] : lines.slice(start, end);
    const more = found.length > shown ? [`  … and ${found.length - shown} more lines`] : [];
    return [
        `## ${what}`,
        "",
        `\`${file}\``,
        "",
        "```diff",
        ...difference(from.split("\n"), to.split("\n")),
        "```",
        "",
        "```text",
        ...found.slice(0, shown),
        ...more,
        lines[end],
        `exit status ${status}`,
        "```",
        "",
    ].join("\n");
}

/** Lines that stand in both are there to find the place by. */
function difference(from: readonly string[], to: readonly string[]): string[] {
    return [
        ...from.map((line) => `${to.includes(line) ? " " : "-"}${line}`),
        ...to.filter((line) => !from.includes(line)).map((line) => `+${line}`),
    ];
}

/** Preflight of prod in a copy of the tree with one text replaced. @throws when the text is not there exactly once */
async function preflightOf(file: string, from: string, to: string): Promise<{ status: number | null; output: string }> {
    const copy = mkdtempSync(join(tmpdir(), "breaking-"));
    try {
        const project = join(copy, "project");
        mkdirSync(project);
        copyTree(project);
        const before = readFileSync(join(project, file), "utf8");
        const parts = before.split(from);
        if (parts.length !== 2)
            throw new Error(`${file} holds ${JSON.stringify(from)} ${parts.length - 1} times, not once`);
        writeFileSync(join(project, file), parts.join(to));
        const args = ["--import=tsx", "preflight/cli.ts", "--stack", "prod", "--out", join(copy, "evidence")];
        const options = { cwd: project, timeout: 120_000 };
        const { status, stdout, stderr } = await finished(process.execPath, args, options);
        return { status, output: stdout + stderr };
    } finally {
        rmSync(copy, { recursive: true, force: true });
    }
}

if (require.main === module) void transcript().then((page) => process.stdout.write(page));
