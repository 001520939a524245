import type { z } from "zod";
import { jsonSchema } from "../../stacks/config/reference/jsonSchema";
import { type Key, keysOf } from "../../stacks/config/reference/keys";
import { defaultsSaid, placeSays, says } from "../../stacks/config/reference/says";
import { sections } from "../../model/config/schema";
import { examples } from "./configurationExamples";
import { mistakes } from "./configurationMistakes";
import { messageOf, rawConfig } from "../fixtures/config";

/** docs/configuration.md and docs/stack-file.schema.json: what `npm run -s configuration` prints, and with `-- --schema`. */
export function configurationPage(): string {
    const tables = Object.entries(sections).flatMap(([name, schema]) => [
        `### \`${name}\``,
        "",
        ...tableOf(keysOf(schema as z.ZodType, name)),
        "",
    ]);
    return [
        intro,
        ...tables,
        "## Examples",
        "",
        "Each is a part of a stack file; a test gives it to the parser.",
        "",
        ...examples.flatMap(({ what, yaml }) => [`### ${what}`, "", "```yaml", yaml.trim(), "```", ""]),
        `## ${mistakes.length} mistakes, ${mistakes.length} messages`,
        "",
        "What `pulumi preview` and `make preflight` say of each; all problems of a file are reported at once.",
        "",
        "```text",
        ...mistakes.map((mistake) => messageOf(rawConfig(mistake)).split("\n").slice(1).join("\n").trim()),
        "```",
        "",
    ].join("\n");
}

const intro = `# Configuration

Made from \`model/config/schema.ts\` by \`npm run -s configuration\`; a test compares.

One file a stack, \`Pulumi.<stack>.yaml\`. Every value is checked before anything is planned. Keys that nothing reads are problems too, also in
\`aws:\` (credentials come from the environment, such as \`AWS_PROFILE\`) and in other namespaces; a misspelt key is answered by the one that
was meant. Editors that know JSON Schema complete and check the file as it is written, after this first line:

    # yaml-language-server: $schema=docs/stack-file.schema.json

Values of examples (account 111122223333, the AMI ami-0123456789abcdef0, the documentation blocks of RFC 5737, names below example.com)
are taken, so that the checked-in stacks can be planned: preflight names them, and \`npm run up\` refuses them.

## Keys

Those of the tables are below \`isolated-openhands:\`. "needed" is what has no default.

### \`aws\`

| Key | Default | What it decides | What to write |
|---|---|---|---|
| \`aws:region\` | needed | ${placeSays["aws:region"]} | a region such as us-east-1 |
| \`aws:allowedAccountIds\` | the certificate's account in prod | ${placeSays["aws:allowedAccountIds"]} | \`["123456789012"]\` |
`;

const tableOf = (keys: readonly Key[]): string[] => [
    "| Key | Default | What it decides | What to write |",
    "|---|---|---|---|",
    ...keys.map((key) => {
        const kinds = key.kinds.length > 0 && !key.path.endsWith(".kind") ? ` (${key.kinds.join(", ")})` : "";
        const cells = [
            `\`${key.path}\`${kinds}`,
            defaultText(key),
            says[key.path] ?? "",
            key.write.replace(/^write /, ""),
        ];
        return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
    }),
];

function defaultText({ path, needed, default: value }: Key): string {
    if (Object.hasOwn(defaultsSaid, path)) return defaultsSaid[path];
    if (needed) return path.includes("<name>") ? "" : "needed";
    return value === undefined || JSON.stringify(value) === "[]" || JSON.stringify(value) === "{}"
        ? "none"
        : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

export const schemaText = (): string => `${JSON.stringify(jsonSchema(), null, 4)}\n`;

if (require.main === module)
    process.stdout.write(process.argv.includes("--schema") ? schemaText() : configurationPage());
