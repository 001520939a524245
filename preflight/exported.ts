import { spawnSync } from "node:child_process";
import { join } from "node:path";

const repository = join(__dirname, "..");

/** Something is not as it must be, and the message says what: a command ends with 1. */
export class Refused extends Error {}

/** What Pulumi says, as text. @throws Refused with its own words */
export function asked(stack: string, ...args: string[]): string {
    const call = ["--no-install", "pulumi", ...args, "--stack", stack];
    const { status, stdout, stderr } = spawnSync("npx", call, {
        cwd: repository,
        encoding: "utf8",
        maxBuffer: 2 ** 28,
    });
    if (status !== 0) throw new Refused(`pulumi ${args.join(" ")} ended with ${status}: ${stderr.trim()}`);
    return stdout;
}

/** A deployed stack as Pulumi keeps it, and its region. @throws Refused with what Pulumi says */
export function exported<T>(stack: string): { region: string; resources: readonly T[] } {
    const state = JSON.parse(asked(stack, "stack", "export")) as { deployment?: { resources?: T[] } };
    return { region: asked(stack, "config", "get", "aws:region").trim(), resources: state.deployment?.resources ?? [] };
}
