import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { networkOfPlan } from "../../analysis/graph/ofPlan";
import { buildGraph } from "../../analysis/graph/build";
import type { NetworkGraph } from "../../analysis/graph/model";
import { fromState, UnreadableState } from "../../analysis/graph/resource";
import { planStack } from "../../preflight/plan";
import { NotBuildable } from "../compile";
import { keep } from "../report/evidence";
import { missing } from "../run/twin";
import { agree, type Agreement } from "./agree";

const usage = `npm run -s twin -- agree [--stack S | --plan FILE] [--json]

Builds the planned network from namespaces, sends packets between every two of its interfaces and the internet, and holds what became of
them against the proof. FILE is what \`pulumi stack export\` or \`pulumi preview --json --show-sames\` prints, or preflight's plan.json;
without it the stack S is planned (prod when nothing is said), and the result is kept in evidence/S/twin.json. Needs root on Linux.

Exit status: 0 proof and packets agree, 1 they do not, 2 the network cannot be built or the question not be read.
`;

/** Runs the command. */
export async function agreeCommand(args: readonly string[]): Promise<number> {
    let values;
    try {
        ({ values } = parseArgs({
            args: [...args],
            options: {
                plan: { type: "string" },
                stack: { type: "string" },
                json: { type: "boolean" },
                help: { type: "boolean" },
            },
        }));
    } catch (error) {
        return refused((error as Error).message);
    }
    if (values.help) {
        process.stdout.write(usage);
        return 0;
    }
    const lacking = missing();
    if (lacking !== undefined) return refused(lacking);
    try {
        const agreement =
            values.plan === undefined ? await ofStack(values.stack ?? "prod") : ofGraph(graphIn(values.plan));
        process.stdout.write(values.json ? `${JSON.stringify(agreement, null, 2)}\n` : textOf(agreement));
        return agreement.disagreements.length > 0 ? 1 : 0;
    } catch (error) {
        if (error instanceof NotBuildable || error instanceof UnreadableState || error instanceof SyntaxError)
            return refused(error.message);
        throw error;
    }
}

function refused(why: string): number {
    console.error(why);
    return 2;
}

const graphIn = (file: string): NetworkGraph => buildGraph(fromState(JSON.parse(readFileSync(file, "utf8"))));

const ofGraph = (graph: NetworkGraph): Agreement => agree(graph, graph);

async function ofStack(stack: string): Promise<Agreement> {
    const plan = await planStack(stack);
    const began = Date.now();
    const agreement = ofGraph(networkOfPlan(plan));
    await keep(stack, plan, { agreement: { ...agreement, seconds: (Date.now() - began) / 1000 } });
    return agreement;
}

function textOf({ pairs, asked, packets, disagreements, verdicts, open, droppedBy }: Agreement): string {
    const counts = (title: string, all: Readonly<Record<string, number>>) => [
        title,
        ...Object.entries(all).map(([name, count]) => `${String(count).padStart(8)} ${name}`),
    ];
    return [
        ...disagreements.flatMap(({ question, verdict, but, packets: sent, path, why }) => [
            `DISAGREEMENT ${question}: ${verdict}, but ${but}`,
            ...sent.map((packet) => `    ${packet}`),
            ...[...path, ...why].map((line) => `    proof: ${line}`),
        ]),
        ...counts("verdicts", verdicts),
        ...counts("left open by the proof, because of", open),
        ...counts("packets dropped by", droppedBy),
        `${pairs} pairs, ${asked} questions, ${packets} packets, ${disagreements.length} disagreements`,
        "",
    ].join("\n");
}
