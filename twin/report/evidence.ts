import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { release } from "node:os";
import { join } from "node:path";
import { type Plan, planSum } from "../../model/plan";
import { writeWhole } from "../../preflight/writeWhole";
import type { Agreement } from "../agreement/agree";
import type { EgressBench } from "../egressBench/bench";
import { tryCommand } from "../machines/command";
import type { Up } from "../machines/up";
import type { Ablation } from "../matrix/ablate";
import type { Seen } from "../matrix/row";

/** What `evidence/<stack>/twin.json` holds: each command of the twin writes its own part and leaves the others. */
export interface Evidence {
    readonly up?: Up;
    readonly attack?: Attack;
    readonly agreement?: Agreement & { readonly seconds: number };
    readonly egressBench?: EgressBench;
    readonly versions?: Readonly<Record<string, string>>;
    /** SHA-256 of the plan that was run, as canonical JSON. */
    readonly plan?: string;
}

export interface Attack {
    readonly rows: readonly Seen[];
    readonly ok: boolean;
    readonly seconds: number;
    readonly ablation?: readonly Ablation[];
}

export const evidenceFolder = (stack: string): string => join(__dirname, "../../evidence", stack);

const fileOf = (stack: string): string => join(evidenceFolder(stack), "twin.json");

export const readEvidence = (stack: string): Evidence =>
    existsSync(fileOf(stack)) ? (JSON.parse(readFileSync(fileOf(stack), "utf8")) as Evidence) : {};

/** Parts of another plan than `plan` are of another stack by now: they go. */
export async function keep(stack: string, plan: Plan, part: Partial<Evidence>): Promise<void> {
    const sum = planSum(plan);
    const before = readEvidence(stack);
    const kept = before.plan === sum ? before : {};
    mkdirSync(evidenceFolder(stack), { recursive: true });
    const whole: Evidence = { ...kept, plan: sum, versions: await versions(), ...part };
    writeWhole(fileOf(stack), `${JSON.stringify(whole, null, 2)}\n`);
}

/** What the result may depend on. */
async function versions(): Promise<Record<string, string>> {
    const version = async (program: string, ...args: string[]) =>
        /\d+\.\d[\w.]*/.exec((await tryCommand(program, args)).stdout)?.[0] ?? "unknown";
    return {
        Linux: release(),
        "Node.js": process.version,
        nftables: await version("nft", "--version"),
        iproute2: await version("ip", "-V"),
        commit: (await tryCommand("git", ["-C", __dirname, "rev-parse", "--short", "HEAD"])).stdout.trim() || "unknown",
    };
}
