import { parseArgs } from "node:util";
import { egressBench } from "../egressBench/bench";
import { readCases } from "../egressBench/cases";
import { roomOf } from "../machines/room";
import { plannedIn, readState } from "../machines/state";
import { keep } from "../report/evidence";

/**
 * `egress-bench [--cases FOLDER] [--json]`: the cases of agent-egress-bench in the running twin; without FOLDER those of the environment's
 * AGENT_EGRESS_BENCH. Status 0 when 95 % of the applicable ones are contained and nothing harmless is refused, 2 without cases.
 */
export async function egressBenchCommand(args: readonly string[]): Promise<number> {
    const { values } = parseArgs({
        args: [...args],
        options: { cases: { type: "string" }, json: { type: "boolean", default: false } },
    });
    const folder = values.cases ?? process.env.AGENT_EGRESS_BENCH;
    if (folder === undefined) {
        console.error(
            "no cases: write --cases FOLDER, or set AGENT_EGRESS_BENCH (github.com/luckyPipewrench/agent-egress-bench)",
        );
        return 2;
    }
    const room = roomOf();
    const result = await egressBench(room, readCases(folder));
    await keep(readState(room).stack, plannedIn(room), { egressBench: result });
    const { applicable, contained, allowed, notContained, falseAlarms, inapplicable } = result;
    const lines = [
        ...notContained.map((line) => `NOT CONTAINED ${line}`),
        ...falseAlarms.map((line) => `FALSE ALARM ${line}`),
        ...inapplicable.map(({ id, reason }) => `inapplicable ${id}: ${reason}`),
        `${contained} of ${applicable} applicable cases contained, ${falseAlarms.length} false alarms of ${allowed}, ${inapplicable.length} inapplicable`,
    ];
    process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${lines.join("\n")}\n`);
    return result.ok ? 0 : 1;
}
