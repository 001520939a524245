import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { roomOf } from "../machines/room";
import { ablate, type Ablation } from "../matrix/ablate";
import { parseRows, type Row, type Seen } from "../matrix/row";
import { matrixRows } from "../matrix/rows";
import { runRows } from "../matrix/run";
import { keep } from "../report/evidence";
import { plannedIn, readState } from "../machines/state";

/** `attack [--rows FILE] [--only ID,...] [--ablate] [--json]`: runs the rows of the matrix. Status 0 only when all is as expected. */
export async function attackCommand(args: readonly string[]): Promise<number> {
    const { values } = parseArgs({
        args: [...args],
        options: {
            rows: { type: "string" },
            only: { type: "string" },
            ablate: { type: "boolean", default: false },
            json: { type: "boolean", default: false },
        },
    });
    const all = values.rows === undefined ? matrixRows : parseRows(JSON.parse(readFileSync(values.rows, "utf8")));
    const wanted = values.only?.split(",");
    const unknown = wanted?.find((id) => !all.some((row) => row.id === id));
    if (unknown !== undefined) throw new Error(`no row has the id ${unknown}`);
    const rows = wanted === undefined ? all : all.filter(({ id }) => wanted.includes(id));
    if (rows.length === 0) throw new Error("there is no row to run");
    const room = roomOf();
    const began = Date.now();
    const seen = await runRows(room, rows);
    const ablation = values.ablate ? await ablate(room, blockedOf(rows, seen), seen) : [];
    const ok = seen.every((row) => row.ok) && ablation.every((row) => row.ok);
    const result = { rows: seen, ok, ...(values.ablate && { ablation }) };
    if (rows === all && values.rows === undefined) {
        const seconds = (Date.now() - began) / 1000;
        await keep(readState(room).stack, plannedIn(room), { attack: { ...result, seconds } });
    }
    process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : textOf(seen, ablation));
    return ok ? 0 : 1;
}

/** Only what is blocked has a layer that blocks it; what no layer of the twin gives away has a control instead. */
const blockedOf = (rows: readonly Row[], seen: readonly Seen[]) =>
    rows.filter(({ control }, i) => control === undefined && seen[i].observed === "blocked");

function textOf(seen: readonly Seen[], ablation: readonly Ablation[]): string {
    const wrong = seen.filter(({ ok }) => !ok);
    const count = (observed: string) => seen.filter((row) => row.ok && row.observed === observed).length;
    const lines = [
        ...wrong.map(
            ({ id, from, expected, observed, note }) => `${id} from ${from}: ${observed}, not ${expected}: ${note}`,
        ),
        ...ablation.map(
            ({ id, ok, opens, note }) => `${ok ? "opens" : "STAYS"} ${id}: ${opens.join(" + ") || "nothing"} ${note}`,
        ),
        `${count("blocked")} blocked, ${count("works")} work, ${wrong.length} not as expected`,
    ];
    return `${lines.join("\n")}\n`;
}
