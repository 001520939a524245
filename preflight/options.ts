import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { orMeant } from "../model/config/didYouMean";
import { earlierResults } from "./output/against";
import type { Outputs } from "./output/files";
import { stacksOf } from "./stackFiles";

export const repository = join(__dirname, "..");

export const usage = `npm run -s preflight -- [--stack NAME]... [--json] [--out FOLDER] [--against FILE]
                            [--summary FILE] [--sarif FILE] [--junit FILE]

Plans stacks offline, runs the rules of both policy packs, proves the claims, prices and draws the plan, and writes
FOLDER/<stack>/plan.json, claims.json, cost.json, diagram.svg and report.html.

  --stack NAME     a stack with a Pulumi.NAME.yaml; may be repeated. Default: all of them
  --json           print the result as data on stdout, and nothing else there: one object for one stack, a list for several.
                   \`accepted\` is the verdict; a stack that cannot be planned has \`error\`, and \`problems\` of its file
  --out FOLDER     where the evidence goes. Default: evidence
  --against FILE   say what changed since FILE, which --json printed, or which is a plan.json: claims, rules, exemptions,
                   what may talk to what, cost, resources. It does not change the exit status
  --summary FILE   write the result as Markdown, for a pull request
  --sarif FILE     write violations and mistakes as SARIF 2.1.0, for code scanning
  --junit FILE     write every rule and claim as a test of JUnit XML
  --help           this text

Exit status: 0 accepted, 1 the configuration or the plan is not valid, a mandatory rule is broken, a claim is neither proved
nor waived by an exemption, or a cost is unknown and operations.strictCost is set, 2 the command cannot be read.
`;

export interface Options extends Outputs {
    readonly stacks: readonly string[];
    readonly json: boolean;
    readonly out: string;
    readonly earlier?: { readonly file: string; readonly results: ReturnType<typeof earlierResults> };
}

export class UsageError extends Error {}

/** @throws UsageError */
export function options(args: string[]): Options | "help" {
    const known = stacksOf(repository);
    try {
        const { help, stack, json = false, out = join(repository, "evidence"), against, ...outputs } = parsed(args);
        if (help) return "help";
        const stacks = [...new Set(stack ?? known)];
        const missing = stacks.filter((name) => !known.includes(name));
        if (missing.length > 0)
            throw new UsageError(
                `no stack ${missing.join(", ")}; the stacks are ${known.join(", ")}${orMeant(missing[0], known)}`,
            );
        const earlier = against === undefined ? undefined : { file: against, results: read(against) };
        return { stacks, json, out, earlier, ...outputs };
    } catch (error) {
        throw new UsageError((error as Error).message);
    }
}

const parsed = (args: string[]) =>
    parseArgs({
        args,
        options: {
            stack: { type: "string", multiple: true },
            json: { type: "boolean" },
            out: { type: "string" },
            against: { type: "string" },
            summary: { type: "string" },
            sarif: { type: "string" },
            junit: { type: "string" },
            help: { type: "boolean" },
        },
    }).values;

function read(file: string): ReturnType<typeof earlierResults> {
    try {
        return earlierResults(readFileSync(file, "utf8"), file);
    } catch (error) {
        throw new UsageError(`--against ${file} cannot be read: ${(error as Error).message}`);
    }
}
