import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { EC2Client } from "@aws-sdk/client-ec2";
import { fromState, type GraphResource, UnreadableState } from "../analysis/graph/resource";
import { claimText, noClaims, unproved } from "./claimText";
import { judgeLive } from "./drift/judge";
import { asked, Refused } from "./exported";
import { readStackFiles, stacksOf } from "./stackFiles";

const usage = `npm run -s drift -- --stack NAME [--state FILE] [--json]

Asks the claims of a deployed stack again, of its state and of what EC2 says that its VPC holds now: endpoints, peering
connections, interfaces, instances, groups and their rules, route tables, network ACLs, gateways. What is there and not in
the stack, what differs, and what is gone leaves the claims unproved, with its id.
Reads only (ec2:Describe*), from outside of the network.

  --stack NAME   the stack; its region is that of its config
  --state FILE   what \`pulumi stack export\` printed, instead of asking Pulumi for it
  --json         {stack, vpc, differences: [{kind, id, type, urn, what}], claims}

Exit status: 0 every claim is proved or waived by an exemption, 1 one is not, or AWS did not answer, 2 the call cannot be read.
`;

class UnreadableCall extends Error {}

const repository = join(__dirname, "..");

function stateOf(stack: string, file: string | undefined): readonly GraphResource[] {
    try {
        return fromState(JSON.parse(file === undefined ? asked(stack, "stack", "export") : readFileSync(file, "utf8")));
    } catch (error) {
        const known = error instanceof SyntaxError || error instanceof UnreadableState || file !== undefined;
        throw known ? new UnreadableCall(`${file ?? "the export"}: ${(error as Error).message}`) : error;
    }
}

const regionOf = (stack: string) => readStackFiles(repository, stack).config["aws:region"];

function call(args: string[]) {
    try {
        const text = { type: "string" } as const;
        const on = { type: "boolean" } as const;
        return parseArgs({ args, options: { stack: text, state: text, json: on, help: on } }).values;
    } catch (error) {
        throw new UnreadableCall((error as Error).message);
    }
}

async function main(): Promise<number> {
    const { stack, state, json, help } = call(process.argv.slice(2));
    if (help) return (process.stdout.write(usage), 0);
    const known = stacksOf(repository);
    if (stack === undefined || !known.includes(stack))
        throw new UnreadableCall(`--stack NAME: write one of ${known.join(", ")}`);
    const resources = stateOf(stack, state);
    const { vpc, differences, graph, claims } = await judgeLive(resources, new EC2Client({ region: regionOf(stack) }));
    const data = claims.map(({ checks: _, ...claim }) => claim);
    const report = { stack, vpc, differences, claims: data };
    const said = differences.map(({ kind, type, what }) => `${kind.padEnd(8)} ${type}: ${what}`);
    const text = [...said, ...claims.map(claimText), ...(claims.length === 0 ? [noClaims] : [])].join("\n");
    console.log(json ? JSON.stringify(report, null, 2) : text);
    return Math.min(unproved(graph, claims), 1);
}

main().then(
    (status) => (process.exitCode = status),
    (error: Error) => {
        if (!(error instanceof Refused || error instanceof UnreadableCall)) throw error;
        console.error(error.message);
        process.exitCode = error instanceof Refused ? 1 : 2;
    },
);
