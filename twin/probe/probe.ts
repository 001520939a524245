import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { JudgedClaim } from "../../analysis/claims";
import type { Observed } from "../matrix/row";
import { controlOf, type LiveRow } from "./rows";
import { type Command, type Ran, resultsOf, runThere, scriptOf } from "./there";

export interface Asked {
    readonly client: SSMClient;
    /** Instance ids by host: "agent", "edge", "verifier". */
    readonly instances: ReadonlyMap<string, string>;
    readonly claims: readonly JudgedClaim[];
    readonly variables: Readonly<Record<string, string>>;
}

export interface Probed {
    readonly id: string;
    readonly from: string;
    readonly expected: LiveRow["expect"];
    readonly observed: Observed;
    readonly claim: string;
    /** What the plan says of the claim; null for a claim that this stack does not have. */
    readonly verdict: JudgedClaim["verdict"] | null;
    /** False for an error, and for what contradicts a proof. */
    readonly ok: boolean;
    readonly note: string;
}

/** The rows on the deployed hosts, held against the plan's claims. */
export async function probe(rows: readonly LiveRow[], asked: Asked): Promise<Probed[]> {
    const here = await runHere(rows, asked.variables);
    const there = await Promise.all([...asked.instances].map(([host, instance]) => runOn(host, instance, rows, asked)));
    const results = new Map(there.flatMap((one) => [...one]));
    return rows.map((row) => judged(row, results, here, asked.claims));
}

/** The controls, from where the probe stands. */
async function runHere(rows: readonly LiveRow[], variables: Asked["variables"]): Promise<Map<string, Ran>> {
    const commands = rows
        .filter(({ control }) => control === "here")
        .map((row) => ({ id: row.id, run: controlOf(row) }));
    const { stdout } = await promisify(execFile)("bash", ["-c", scriptOf(commands, variables)]);
    return resultsOf(stdout);
}

async function runOn(host: string, instance: string, rows: readonly LiveRow[], { client, variables }: Asked) {
    const own = rows.filter(({ from }) => from.replace("-host", "") === host);
    return resultsOf(await runThere(client, instance, scriptOf(own.map(commandOf), variables)));
}

const commandOf = ({ id, from, run }: LiveRow): Command => ({ id, run: from === "agent" ? inContainer(run) : run });

const inContainer = (run: string): string =>
    `docker exec -e TARGET -e NAME -e REGION -u 0 openhands bash -c '${run.replaceAll("'", "'\\''")}'`;

function judged(
    row: LiveRow,
    results: ReadonlyMap<string, Ran>,
    here: ReadonlyMap<string, Ran>,
    claims: readonly JudgedClaim[],
): Probed {
    const verdict = claims.find(({ id }) => id === row.claim)?.verdict ?? null;
    const { observed, note } = observedOf(row, results, here);
    const contradicts = verdict === "proved" && observed !== row.expect;
    const { id, from, claim } = row;
    return { id, from, expected: row.expect, observed, claim, verdict, ok: observed !== "error" && !contradicts, note };
}

/** A shell's own statuses for what it could not run. */
const notRun = [126, 127];

export function observedOf(
    { id, control }: Pick<LiveRow, "id" | "control">,
    results: ReadonlyMap<string, Ran>,
    here: ReadonlyMap<string, Ran>,
): { observed: Observed; note: string } {
    const ran = results.get(id);
    if (ran === undefined) return { observed: "error", note: "its host has said nothing of it" };
    const note = `status ${ran.status}: ${ran.said}`;
    if (notRun.includes(ran.status)) return { observed: "error", note };
    if (ran.status === 0) return { observed: "works", note };
    const other = control === "here" ? here.get(id) : control && results.get(control.row);
    return control !== undefined && other?.status !== 0
        ? { observed: "error", note: `it shows nothing, since its control fails too: ${other?.said ?? "not run"}` }
        : { observed: "blocked", note };
}
