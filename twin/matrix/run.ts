import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hostOf, onHost } from "../machines/host";
import { commandAt, type Place } from "../machines/places";
import type { Room } from "../machines/room";
import type { Row, Seen } from "./row";
import { stoppedBy } from "./stopped";
import { firstGroup, Trace } from "./trace";
import { type Traces, verdict } from "./verdict";

/** What a row may take before it counts as one that never ends. */
const rowSeconds = 15;
/** How many rows run at once. */
const together = 24;
/** A packet that is under way when its sender has ended still arrives. */
const settleMs = 300;

/** Runs rows at their places, and says of each what was seen on both sides. */
export async function runRows(room: Room, rows: readonly Row[]): Promise<Seen[]> {
    const broken = await brokenPlaces(room, [...new Set(rows.map(({ from }) => from))]);
    const started = rows.map((row, i) => {
        return { row, group: firstGroup + i, nonce: `n${randomBytes(8).toString("hex")}` };
    });
    const trace = await Trace.of(room);
    const left = new Map<Row, readonly string[]>();
    // A pattern that does not name the nonce could be another row's doing: such a row runs alone.
    const [alone, others] = [
        started.filter(({ row }) => isNameless(row)),
        started.filter(({ row }) => !isNameless(row)),
    ];
    const seen = new Map<Row, Seen>();
    for (const one of alone) await attempt(one);
    const queue = [...others];
    const ran: ((heard: readonly string[]) => void)[] = [];
    await Promise.all(Array.from({ length: together }, worker));
    await sleep(settleMs);
    const heard = await heardByContainer(room);
    for (const judge of ran) judge(heard);
    const packets = await trace.end();
    return started.map((one): Seen => {
        const its = seen.get(one.row)!;
        if (its.observed !== "blocked") return its;
        const stopped = stoppedBy({ ...one, packets, lines: left.get(one.row) ?? [] });
        return { ...its, layer: stopped.join(" + ") || null };
    });

    async function worker(): Promise<void> {
        for (let next = queue.shift(); next; next = queue.shift()) await attempt(next, true);
    }

    async function attempt({ row, nonce, group }: (typeof started)[number], later = false): Promise<void> {
        const why = broken.get(row.from);
        if (why !== undefined) return void seen.set(row, answered(row, { observed: "error", note: why }, 0));
        const [before, begin] = [logOf(room).length, Date.now()];
        const ended = await runAt(room, row, nonce, group);
        const seconds = Math.round((Date.now() - begin) / 10) / 100;
        const judge = (heard: readonly string[] = []) => {
            const lines = [...logOf(room).slice(before), ...heard];
            left.set(row, lines);
            seen.set(row, answered(row, verdict(row, { ...ended, lines, nonce }), seconds));
        };
        if (later) return void ran.push(judge);
        await sleep(settleMs);
        judge();
    }
}

const isNameless = ({ sees }: Row) => sees !== undefined && !sees.includes("$NONCE");

const answered = (row: Row, { observed, note }: Pick<Seen, "observed" | "note">, seconds: number): Seen => ({
    ...{ id: row.id, from: row.from, expected: row.expect, observed, layer: null, seconds },
    ...{ ok: observed === row.expect, note },
});

function logOf({ folder }: Room): string[] {
    const file = join(folder, "world.log");
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
}

/** What the container in the agent's host has written down; nothing, when it is not the twin's stand-in. */
async function heardByContainer(room: Room): Promise<string[]> {
    const { stdout } = await onHost(hostOf(room, "agent"), ["docker", "logs", "--tail", "10000", "openhands"]);
    return stdout.split("\n").filter((line) => /^\{"kind": "container".*\}$/.test(line));
}

/** Places where not even `true` runs: no row from there has shown anything. */
async function brokenPlaces(room: Room, from: readonly Place[]): Promise<Map<Place, string>> {
    const tried = await Promise.all(
        from.map(async (place) => {
            const { status, said } = await runAt(room, { from: place, run: "true" }, "");
            return [place, status === 0 ? undefined : `nothing runs at ${place}: ${said}`] as const;
        }),
    );
    return new Map(tried.flatMap(([place, why]) => (why === undefined ? [] : [[place, why] as const])));
}

async function runAt(
    room: Room,
    { from, run }: Pick<Row, "from" | "run">,
    nonce: string,
    group?: number,
): Promise<Omit<Traces, "lines" | "nonce">> {
    let line: string[];
    try {
        line = commandAt(room, from, ["bash", "-c", run], { NONCE: nonce }, group);
    } catch (error) {
        return { status: 126, said: (error as Error).message };
    }
    // The command's own group ends with it, whatever it has left running.
    const child = spawn("timeout", ["--kill-after=1", String(rowSeconds), ...line], {
        stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    const hear = (chunk: Buffer) => (said = (said + chunk.toString()).slice(-300));
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    const status = await new Promise<number | null>((resolve) =>
        child.once("close", resolve).once("error", () => resolve(126)),
    );
    return { status: status === 124 || status === 137 || status === null ? undefined : status, said: said.trim() };
}
