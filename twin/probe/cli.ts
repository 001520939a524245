import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { SSMClient } from "@aws-sdk/client-ssm";
import { judgeClaims } from "../../analysis/claims";
import { buildGraph } from "../../analysis/graph/build";
import { fromState, type GraphResource } from "../../analysis/graph/resource";
import { roleOf } from "../machines/roles";
import { unproved } from "../matrix/rows";
import { probe, type Probed } from "./probe";
import { liveRows } from "./rows";

const usage = `npm run -s probe -- --stack S [--state FILE|-] [--target ADDRESS] [--name NAME] [--json]

Runs those rows of the attack matrix that are safe in production on the deployed hosts, through Systems Manager as root, and holds what
was seen against what the plan claims. Nothing is changed; a target gets nothing but the attempt. Needs credentials that may send the
document AWS-RunShellScript to the hosts.

  --state FILE      what \`pulumi stack export\` prints (- reads standard input); without it the stack is asked
  --target ADDRESS  a public address that answers ping, https and http to everybody (1.1.1.1)
  --name NAME       a public name with an address that is approved nowhere (one.one.one.one)
  --json            {rows: [{id, from, expected, observed, claim, verdict, ok, note}], unproved, ok}

Each attempt is also made from here, where it must succeed; otherwise its being blocked there shows nothing, which is an error.
Exit status: 0 what was seen is as claimed, 1 it is not, 2 the call cannot be read or the hosts not be asked.
`;

class Unreadable extends Error {}

function stateOf(stack: string, file: string | undefined): GraphResource[] {
    const ask = () =>
        execFileSync("npx", ["--no-install", "pulumi", "stack", "export", "--stack", stack], {
            ...{ cwd: join(__dirname, "../.."), encoding: "utf8", maxBuffer: 2 ** 28 },
        });
    return fromState(JSON.parse(file === undefined ? ask() : readFileSync(file === "-" ? 0 : file, "utf8")));
}

/** Instance ids by what their role is called. */
function instancesOf(resources: readonly GraphResource[]): Map<string, string> {
    const profiles = new Map(
        resources
            .filter(({ type }) => type === "aws:iam/instanceProfile:InstanceProfile")
            .map(({ props }) => [props.name, String(props.role)]),
    );
    const all = resources.filter(({ type }) => type === "aws:ec2/instance:Instance");
    return new Map(all.map(({ id, props }) => [roleOf(profiles.get(props.iamInstanceProfile) ?? ""), id]));
}

/** The region that the hosts' log groups are in. */
function regionOf(resources: readonly GraphResource[]): string {
    const found = /arn:aws[a-z-]*:logs:([a-z0-9-]+):\d{12}:/.exec(JSON.stringify(resources.map(({ props }) => props)));
    if (!found) throw new Unreadable("the state names no log group, so nothing says which region it is of");
    return found[1];
}

async function main(args: readonly string[]): Promise<number> {
    const { values } = parseArgs({
        args: [...args],
        options: {
            stack: { type: "string" },
            state: { type: "string" },
            target: { type: "string", default: "1.1.1.1" },
            name: { type: "string", default: "one.one.one.one" },
            json: { type: "boolean", default: false },
            help: { type: "boolean", default: false },
        },
    });
    if (values.help) return (process.stdout.write(usage), 0);
    if (values.stack === undefined) throw new Unreadable(`--stack is needed\n${usage}`);
    const resources = stateOf(values.stack, values.state);
    const region = regionOf(resources);
    const instances = instancesOf(resources);
    const rows = liveRows.filter(({ from }) => instances.has(from.replace("-host", "")));
    if (rows.length === 0) throw new Unreadable("the state holds no host to ask");
    const variables = { TARGET: values.target, NAME: values.name, REGION: region };
    const claims = judgeClaims(buildGraph(resources));
    const probed = await probe(rows, { client: new SSMClient({ region }), instances, claims, variables });
    const ok = probed.every((row) => row.ok);
    process.stdout.write(values.json ? `${JSON.stringify({ rows: probed, unproved, ok })}\n` : textOf(probed));
    return ok ? 0 : 1;
}

function textOf(probed: readonly Probed[]): string {
    const wrong = probed.filter(({ ok }) => !ok);
    return [
        ...wrong.map(
            ({ id, from, expected, observed, claim, note }) =>
                `${id} from ${from}: ${observed}, not ${expected} (${claim}): ${note}`,
        ),
        ...unproved.map(({ id, from, attempt }) => `not proved: ${id} from ${from}: ${attempt}`),
        `${probed.length - wrong.length} of ${probed.length} rows as the plan claims`,
        "",
    ].join("\n");
}

main(process.argv.slice(2)).then(
    (status) => (process.exitCode = status),
    (error: Error) => {
        console.error(error.message);
        process.exitCode = 2;
    },
);
