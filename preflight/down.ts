import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { DeleteParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { removing } from "../stacks/removal";
import { exported, Refused } from "./exported";
import { type Deployed, describeRemoval, removalOf, type Removal } from "./removal";
import { stacksOf } from "./stackFiles";

const usage = `npm run down -- STACK [--confirm STACK] [--dry-run]

Removes a deployed stack in the order that AWS and Pulumi ask for, and says first what that is.

  --confirm STACK   instead of typing the stack's name when asked
  --dry-run         says what it would do, and ends

Safe to run again after a failure: it goes on with what is still there.
Exit status: 0 removed, 1 something was refused (the reason is printed), 2 the call cannot be read.
`;

const repository = join(__dirname, "..");

function pulumi(args: readonly string[], environment: NodeJS.ProcessEnv = {}): void {
    console.error(`npx pulumi ${args.join(" ")}`);
    const env = { ...process.env, ...environment };
    const { status } = spawnSync("npx", ["--no-install", "pulumi", ...args], {
        cwd: repository,
        stdio: "inherit",
        env,
    });
    if (status !== 0)
        throw new Refused(`pulumi ${args[0]} ended with ${status}: fix what it says and run this command again`);
}

/** Objects cannot be brought back: whoever deletes them names the stack. */
async function confirmed(stack: string, given: string | undefined): Promise<boolean> {
    if (given !== undefined) return given === stack;
    if (!process.stdin.isTTY) return false;
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
        return (await terminal.question(`Type ${stack} to go on: `)) === stack;
    } finally {
        terminal.close();
    }
}

async function remove(stack: string, removal: Removal, region: string): Promise<void> {
    if (removal.protectedByPulumi.length > 0) pulumi(["state", "unprotect", "--all", "--yes", "--stack", stack]);
    if (removal.protectedByAws.length > 0) {
        const targets = removal.protectedByAws.flatMap((urn) => ["--target", urn]);
        pulumi(["up", "--stack", stack, "--yes", ...targets], { [removing]: stack });
    }
    if (removal.resources > 0) pulumi(["destroy", "--stack", stack, "--yes"]);
    const { DeletedParameters = [] } = await new SSMClient({ region }).send(
        new DeleteParametersCommand({ Names: [...removal.hostParameters] }),
    );
    console.error(`Removed. Parameters of hosts deleted: ${DeletedParameters.join(", ") || "none were there"}`);
}

async function main(): Promise<number> {
    const options = { confirm: { type: "string" }, "dry-run": { type: "boolean" }, help: { type: "boolean" } } as const;
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    const [stack, ...more] = positionals;
    const known = stacksOf(repository);
    if (values.help) return (console.log(usage), 0);
    if (stack === undefined || more.length > 0 || !known.includes(stack)) {
        console.error(`npm run down -- STACK: write one of ${known.join(", ")}`);
        return 2;
    }
    const { region, resources } = exported<Deployed>(stack);
    const removal = removalOf(stack, resources);
    console.log(describeRemoval(stack, removal));
    if (values["dry-run"]) return 0;
    if (!(await confirmed(stack, values.confirm)))
        throw new Refused(`nothing was removed: type the stack's name, or give --confirm ${stack}`);
    await remove(stack, removal, region);
    return 0;
}

main().then(
    (status) => process.exit(status),
    (error: Error) => {
        console.error(error.message);
        process.exit(error instanceof Refused ? 1 : 2);
    },
);
