import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { AddressError } from "ip-address";
import { judgeClaims } from "../analysis/claims";
import { buildGraph } from "../analysis/graph/build";
import { fromState, UnreadableState } from "../analysis/graph/resource";
import type { NetworkGraph } from "../analysis/graph/model";
import type { Answer } from "../analysis/reachability/answer";
import { protocolInterval } from "../analysis/reachability/headers";
import { endpointOf, UnknownEndpoint } from "../analysis/reachability/endpoints";
import { reach } from "../analysis/reachability/reach";
import { claimText, noClaims, unproved } from "./claimText";

const usage = `npm run -s reach -- --state FILE|- [--from A --to B [--protocol P] [--port N]] [--claims] [--expect VERDICT] [--json]

Asks a plan or a deployed stack whether packets get from A to B. FILE is what \`pulumi stack export\` or
\`pulumi preview --json --show-sames\` prints, or preflight's plan.json.

  A and B        internet, internet6, a block such as 203.0.113.0/24, the logical name of a resource, or its URN;
                 B also: dns (can an unapproved name be resolved), imds, time, s3:bucket (this account's), s3:foreign
  --protocol P   tcp, udp, icmp, icmpv6 or a number. Without: any
  --port N       destination port, 0 to 65535. Without: any
  --claims       judge the claims of the stack instead
  --expect V     reachable, unreachable or unknown: end with 1 when the answer is another. With --claims: proved, and end with 1
                 when a claim is neither proved nor waived by an exemption of this repository
                 A preview holds nothing of what components register, so it answers questions and not claims
  --json         the answer as data: {verdict, path, why}

reachable: a whole session works, replies included. unreachable: not one packet arrives. unknown: anything in between.
Exit status: 0 answered, 1 the answer is not the one that --expect names, 2 the question cannot be read.
`;

class UnreadableQuestion extends Error {}

interface Question {
    readonly state: string;
    readonly from?: string;
    readonly to?: string;
    readonly protocol?: string;
    readonly port?: number;
    readonly claims: boolean;
    readonly expect?: string;
    readonly json: boolean;
}

function question(args: string[]): Question | "help" {
    const { values } = parsed(args);
    if (values.help) return "help";
    const { state, from, to, protocol } = values;
    if (state === undefined) throw new UnreadableQuestion("--state FILE is needed (- reads standard input)");
    const asks = from !== undefined || to !== undefined;
    if (values.claims && asks)
        throw new UnreadableQuestion("--claims asks about the whole stack: leave --from and --to out");
    if (!values.claims && (from === undefined || to === undefined))
        throw new UnreadableQuestion("--from and --to are needed, or --claims");
    if (protocol !== undefined && protocolInterval(protocol) === undefined) {
        throw new UnreadableQuestion(`--protocol ${protocol}: write tcp, udp, icmp, icmpv6 or a number from 0 to 255`);
    }
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(/^\d{1,5}$/.test(values.port!) && port <= 65535)) {
        throw new UnreadableQuestion(`--port ${values.port}: write a whole number from 0 to 65535`);
    }
    const claims = values.claims ?? false;
    const verdicts = claims ? ["proved"] : ["reachable", "unreachable", "unknown"];
    if (values.expect !== undefined && !verdicts.includes(values.expect))
        throw new UnreadableQuestion(
            `--expect ${values.expect}: write ${verdicts.join(", ")}${claims ? " with --claims" : ""}`,
        );
    return { state, from, to, protocol, port, claims, expect: values.expect, json: values.json ?? false };
}

function parsed(args: string[]) {
    try {
        return parseArgs({
            args,
            options: {
                state: { type: "string" },
                from: { type: "string" },
                to: { type: "string" },
                protocol: { type: "string" },
                port: { type: "string" },
                claims: { type: "boolean" },
                expect: { type: "string" },
                json: { type: "boolean" },
                help: { type: "boolean" },
            },
        });
    } catch (error) {
        throw new UnreadableQuestion((error as Error).message);
    }
}

function readGraph(file: string): NetworkGraph {
    const text = read(file);
    try {
        return buildGraph(fromState(JSON.parse(text)));
    } catch (error) {
        if (error instanceof SyntaxError) throw new UnreadableQuestion(`${file} is not JSON: ${error.message}`);
        if (error instanceof UnreadableState) throw new UnreadableQuestion(`${file}: ${error.message}`);
        throw error;
    }
}

function read(file: string): string {
    try {
        return readFileSync(file === "-" ? 0 : file, "utf8");
    } catch (error) {
        throw new UnreadableQuestion(`${file} cannot be read: ${(error as Error).message}`);
    }
}

function ask(graph: NetworkGraph, { from = "", to = "", protocol, port }: Question): Answer {
    return reach(graph, { from: endpointOf(graph, from, "from"), to: endpointOf(graph, to, "to"), protocol, port });
}

const explained = ({ verdict, path, why }: Answer) =>
    [verdict, ...path.map((hop, i) => `  ${i + 1}. ${hop}`), ...why.map((reason) => `  - ${reason}`)].join("\n");

/** Without what only the rules read. */
const asData = ({ hangsOn: _, ...answer }: Answer) => answer;

function main(): number {
    try {
        const asked = question(process.argv.slice(2));
        if (asked === "help") {
            process.stdout.write(usage);
            return 0;
        }
        const graph = readGraph(asked.state);
        if (asked.claims && graph.resources.some(({ unregistered }) => unregistered))
            throw new UnreadableQuestion(
                `${asked.state} is of \`pulumi preview --json\`, which leaves out what components register, and claims are made of that: ` +
                    "ask preflight's plan.json before the update, or `pulumi stack export` after it",
            );
        const claims = asked.claims ? judgeClaims(graph) : undefined;
        const answer = claims ? undefined : ask(graph, asked);
        const data = claims?.map(({ checks: _, ...claim }) => claim) ?? asData(answer as Answer);
        const judged = claims?.length === 0 ? noClaims : claims?.map(claimText).join("\n");
        console.log(asked.json ? JSON.stringify(data, null, 2) : (judged ?? explained(answer as Answer)));
        if (claims?.length === 0 && asked.json) console.error(noClaims);
        if (asked.expect === undefined) return 0;
        return claims ? Math.min(unproved(graph, claims), 1) : Number(answer?.verdict !== asked.expect);
    } catch (error) {
        const unreadable = [UnreadableQuestion, UnknownEndpoint, AddressError].some((kind) => error instanceof kind);
        if (!unreadable) throw error;
        console.error((error as Error).message);
        return 2;
    }
}

process.exitCode = main();
