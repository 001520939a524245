import { join, relative } from "node:path";
import { missingFile } from "../policies/framework/levels";
import { Endless, endless, failed, messageOf } from "./failed";
import { writeEvidence } from "./evidence";
import { type Options, options, repository, usage, UsageError } from "./options";
import { type Changes, changesSince } from "./output/against";
import { writeOutputs } from "./output/files";
import { isAccepted, isPlanned, type Result, stackOf } from "./output/result";
import { asJson, preflight } from "./preflight";
import { againstText, summary } from "./summary";

/** Plans and judges each stack; one that fails does not keep the others from being reported. True when all are accepted. */
async function run({ stacks, json, out, earlier, ...outputs }: Options): Promise<boolean> {
    const results: Result[] = [];
    const changes = new Map<string, Changes>();
    for (const stack of stacks) {
        const result = await orFailed(stack);
        const since = earlier && changesSince(earlier.results, result);
        if (since) changes.set(stack, since);
        results.push(result);
        const said = isPlanned(result)
            ? summary(result, relative(process.cwd(), writeEvidence(out, result)))
            : `${stack}: Refused\n  nothing was planned, as said above`;
        if (!json) process.stdout.write(`\n${said}\n${earlier ? `${againstText(earlier.file, since)}\n` : ""}`);
    }
    if (json) printJson(results, changes);
    writeOutputs(outputs, results, changes);
    return results.every(isAccepted);
}

async function orFailed(stack: string): Promise<Result> {
    try {
        const result = await orEndless(preflight(stack));
        const missing = missingFile(join(repository, "policies"), stack);
        if (missing !== undefined) console.error(`\n${stack}: ${missing}`);
        return result;
    } catch (error) {
        console.error(`\n${stack}: ${messageOf(error)}`);
        return failed(stack, error);
    }
}

/** One object for one stack, a list for several; `changes` only where there was something to compare with. */
function printJson(results: readonly Result[], changes: ReadonlyMap<string, Changes>): void {
    const data = results.map((result) => {
        const since = changes.get(stackOf(result));
        return { ...(isPlanned(result) ? asJson(result) : result), ...(since && { changes: since }) };
    });
    process.stdout.write(`${JSON.stringify(results.length === 1 ? data[0] : data, null, 2)}\n`);
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
