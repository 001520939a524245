import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";

const program = join(__dirname, "..", "cli.ts");

/** Its cases are somebody else's: without them that is said, and the page says it too. */
function benchStep(): string[][] {
    if (process.env.AGENT_EGRESS_BENCH !== undefined) return [["egress-bench"]];
    console.log("agent-egress-bench is not run: AGENT_EGRESS_BENCH does not say where its cases are");
    return [];
}

/** `all [--stack prod] [--ablate]`: up, attack, agent-egress-bench, agree, report, down; whatever fails, down. Status 0 only when all was as expected. */
export async function allCommand(args: readonly string[]): Promise<number> {
    const { values } = parseArgs({
        args: [...args],
        options: { stack: { type: "string", default: "prod" }, ablate: { type: "boolean", default: false } },
    });
    const stack = ["--stack", values.stack];
    const steps = [
        ["up", ...stack],
        ["attack", ...(values.ablate ? ["--ablate"] : [])],
        ...benchStep(),
        ["agree", ...stack],
        ["report", ...stack],
    ];
    let interrupted: NodeJS.Signals | undefined;
    let interrupt = (signal: NodeJS.Signals): void => void (interrupted = signal);
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupt(signal));
    const run = (step: readonly string[]) =>
        new Promise<number>((resolve, reject) => {
            // A group of its own: a Ctrl-C of the terminal reaches it once, by way of us.
            const child = spawn(process.execPath, ["--import=tsx", program, ...step], {
                stdio: "inherit",
                detached: true,
            });
            interrupt = (signal) => {
                interrupted = signal;
                child.kill(signal);
            };
            child.once("error", reject).once("close", (code) => resolve(code ?? 1));
        });
    let worst = 0;
    for (const step of steps) {
        if (interrupted !== undefined) break;
        const status = await run(step);
        worst = Math.max(worst, status);
        // What did not boot cannot be attacked, and has removed itself.
        if (step[0] === "up" && status !== 0) return status;
    }
    worst = Math.max(worst, await run(["down"]));
    return interrupted === undefined ? worst : interrupted === "SIGINT" ? 130 : 143;
}
