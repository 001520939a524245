import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { missingFile } from "../policies/framework/levels";
import { writeEvidence } from "./evidence";
import { UnknownLookup } from "./lookups";
import { IgnoredChanges } from "./plan";
import { asJson, preflight, type Preflight } from "./preflight";
import { DuplicateResource } from "./recorder";
import { ConfigError } from "../stacks/config";
import { orMeant } from "../stacks/config/didYouMean";
import { StackFileError, stacksOf } from "./stackFiles";
import { summary } from "./summary";

const repository = join(__dirname, "..");

const usage = `npm run -s preflight -- [--stack NAME]... [--json] [--out FOLDER]

Plans stacks offline, runs the rules of both policy packs, proves the claims, prices and draws the plan, and writes
FOLDER/<stack>/plan.json, claims.json, cost.json, diagram.svg and report.html.

  --stack NAME   a stack with a Pulumi.NAME.yaml; may be repeated. Default: all of them
  --json         print the result as data on stdout, and nothing else there: one object for one stack, a list for several.
                 \`accepted\` is the verdict; a stack that cannot be planned has \`error\`, and \`problems\` of its file
  --out FOLDER   where the evidence goes. Default: evidence
  --help         this text

Exit status: 0 accepted, 1 the configuration or the plan is not valid, a mandatory rule is broken, a claim is neither proved
nor given up by an exemption, or a cost is unknown and operations.strictCost is set, 2 the command cannot be read.
`;

interface Options {
    readonly stacks: readonly string[];
    readonly json: boolean;
    readonly out: string;
}

class UsageError extends Error {}

class Endless extends Error {}

const endless = "something in the program waits for a value that never comes";

function options(args: string[]): Options | "help" {
    const known = stacksOf(repository);
    try {
        const { values } = parseArgs({
            args,
            options: {
                stack: { type: "string", multiple: true },
                json: { type: "boolean" },
                out: { type: "string" },
                help: { type: "boolean" },
            },
        });
        if (values.help) return "help";
        const stacks = [...new Set(values.stack ?? known)];
        const missing = stacks.filter((stack) => !known.includes(stack));
        if (missing.length > 0)
            throw new UsageError(
                `no stack ${missing.join(", ")}; the stacks are ${known.join(", ")}${orMeant(missing[0], known)}`,
            );
        return { stacks, json: values.json ?? false, out: values.out ?? join(repository, "evidence") };
    } catch (error) {
        throw new UsageError((error as Error).message);
    }
}

/** What `--json` says of a stack that could not be planned. */
interface Failed {
    readonly stack: string;
    readonly accepted: false;
    readonly error: string;
    /** Of a stack file, each mistake by itself. */
    readonly problems?: readonly { readonly key: string; readonly value?: unknown; readonly fix: string }[];
}

/** Plans and judges each stack; one that fails does not keep the others from being reported. True when all are accepted. */
async function run({ stacks, json, out }: Options): Promise<boolean> {
    const results: (Preflight | Failed)[] = [];
    for (const stack of stacks) {
        try {
            const result = await orEndless(preflight(stack));
            const folder = writeEvidence(out, result);
            results.push(result);
            const missing = missingFile(join(repository, "policies"), stack);
            if (missing !== undefined) console.error(`\n${stack}: ${missing}`);
            if (!json) process.stdout.write(`\n${summary(result, relative(process.cwd(), folder))}\n`);
        } catch (error) {
            results.push(failed(stack, error));
            console.error(`\n${stack}: ${messageOf(error)}`);
            if (!json) process.stdout.write(`\n${stack}: Refused\n  nothing was planned, as said above\n`);
        }
    }
    const data = results.map((result) => ("plan" in result ? asJson(result) : result));
    if (json) process.stdout.write(`${JSON.stringify(stacks.length === 1 ? data[0] : data, null, 2)}\n`);
    return data.every(({ accepted }) => accepted);
}

function failed(stack: string, error: unknown): Failed {
    const problems = error instanceof ConfigError ? { problems: error.problems } : {};
    return { stack, accepted: false, error: messageOf(error), ...problems };
}

/** A program that waits for what never comes leaves Node with nothing to do; the other stacks are still to be reported. */
async function orEndless<T>(result: Promise<T>): Promise<T> {
    let idle = () => {};
    const never = new Promise<never>((_, reject) => {
        idle = () => reject(new Endless(`preflight did not finish: ${endless}`));
    });
    process.once("beforeExit", idle);
    try {
        return await Promise.race([result, never]);
    } finally {
        process.off("beforeExit", idle);
    }
}

/** Errors that are about the user's files say what to do; anything else is ours, and its trace helps. */
function messageOf(error: unknown): string {
    if (!(error instanceof Error)) return String(error);
    const forPeople: boolean =
        error instanceof StackFileError ||
        error instanceof Endless ||
        error instanceof DuplicateResource ||
        error instanceof IgnoredChanges ||
        error instanceof UnknownLookup ||
        pulumi.RunError.isInstance(error);
    return forPeople ? error.message : (error.stack ?? error.message);
}

async function main(): Promise<number> {
    try {
        const parsed = options(process.argv.slice(2));
        if (parsed === "help") {
            process.stdout.write(usage);
            return 0;
        }
        return (await run(parsed)) ? 0 : 1;
    } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        process.stderr.write(`${error.message}\n\n${usage}`);
        return 2;
    }
}

// What the program prints is not our result.
console.log = console.error;
// A run that never comes to its end has not passed.
process.exitCode = 1;
let ended = false;
process.on("exit", () => {
    if (!ended) console.error(`preflight did not finish: ${endless}`);
});
void main().then((status) => {
    ended = true;
    process.exitCode = status;
});
