import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Plan } from "../../model/plan";
import { unable } from "../machines/able";
import { roomOf } from "../machines/room";
import { up } from "../machines/up";
import { isLayer, Layers, layers } from "../matrix/layers";
import { keep } from "../report/evidence";

/** `up [--stack prod] [--plan FILE] [--layer-off L]... [--json]`: boots the planned hosts and returns when they have converged. */
export async function upCommand(args: readonly string[]): Promise<number> {
    const { values } = parseArgs({
        args: [...args],
        options: {
            stack: { type: "string", default: "prod" },
            plan: { type: "string" },
            "layer-off": { type: "string", multiple: true, default: [] },
            json: { type: "boolean", default: false },
        },
    });
    const reason = unable();
    if (reason !== undefined) {
        console.error(reason);
        return 1;
    }
    const unknown = values["layer-off"].find((name) => !isLayer(name));
    if (unknown !== undefined) {
        console.error(`there is no layer ${unknown}: ${layers.join(", ")}`);
        return 2;
    }
    const room = roomOf();
    const interrupted = new AbortController();
    const interrupt = (signal: NodeJS.Signals) => interrupted.abort(signal);
    process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
    const plan = await planOf(values);
    const result = await up(room, plan, interrupted.signal).catch((error: unknown) => {
        if (!interrupted.signal.aborted) throw error;
    });
    if (result === undefined) return interrupted.signal.reason === "SIGINT" ? 130 : 143;
    await new Layers(room).switchTo(new Set(values["layer-off"].filter(isLayer)));
    await keep(result.stack, plan, { up: result });
    if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    else {
        const hosts = Object.entries(result.converged).map(([name, seconds]) => `  ${name.padEnd(10)} ${seconds} s`);
        console.log(`${result.stack} is up in ${result.seconds} s; converged after\n${hosts.join("\n")}`);
    }
    return 0;
}

async function planOf({ stack, plan }: { stack: string; plan?: string }): Promise<Plan> {
    if (plan !== undefined) return JSON.parse(readFileSync(plan, "utf8")) as Plan;
    const { planStack } = await import("../../preflight/plan.js");
    return planStack(stack);
}
