import { isPlace, type Place, places } from "../machines/places";

/** One attempt, as data. */
export interface Row {
    readonly id: string;
    readonly from: Place;
    /** A shell command. Its `$NONCE` is its own: a probe that carries it is found wherever it arrives. */
    readonly run: string;
    readonly expect: "blocked" | "works";
    /** A regular expression that a line of the world's log must hold (works) or must not hold (blocked); `$NONCE` stands for the row's. */
    readonly sees?: string;
    /** What must stop it, if one thing must. */
    readonly layer?: string;
    readonly source?: string;
    /**
     * The same attempt without what must stop it, where no layer of the twin gives that away: it must work, or the row shows nothing.
     * Rows of a file have none.
     */
    readonly control?: Pick<Row, "from" | "run">;
}

export type Observed = "blocked" | "works" | "error";

export interface Seen {
    readonly id: string;
    readonly from: Place;
    readonly expected: Row["expect"];
    readonly observed: Observed;
    readonly layer: string | null;
    readonly seconds: number;
    readonly ok: boolean;
    /** What both sides said, shortly. */
    readonly note: string;
}

const keys = ["id", "from", "run", "expect", "sees", "layer", "source"];

/** @throws Error naming the row and what is wrong with it */
export function parseRows(value: unknown): Row[] {
    if (!Array.isArray(value)) throw new Error("rows are a list: [{id, from, run, expect, sees?, layer?, source?}]");
    const rows = value.map((row: unknown, index) => parseRow(row, `row ${index + 1}`));
    const twice = rows.find(({ id }, index) => rows.findIndex((row) => row.id === id) !== index);
    if (twice) throw new Error(`two rows have the id ${twice.id}`);
    return rows;
}

function parseRow(value: unknown, where: string): Row {
    if (typeof value !== "object" || value === null) throw new Error(`${where} is no object`);
    const row = value as Record<string, unknown>;
    const unknown = Object.keys(row).find((key) => !keys.includes(key));
    if (unknown !== undefined) throw new Error(`${where} has the key ${unknown}: ${keys.join(", ")}`);
    for (const key of keys) {
        const needed = ["id", "from", "run", "expect"].includes(key);
        if (needed ? typeof row[key] !== "string" : row[key] !== undefined && typeof row[key] !== "string") {
            throw new Error(`${where}: ${key} is text, not ${JSON.stringify(row[key])}`);
        }
    }
    if (!isPlace(String(row.from))) throw new Error(`${where}: from is ${String(row.from)}: ${places.join(", ")}`);
    if (row.expect !== "blocked" && row.expect !== "works") {
        throw new Error(`${where}: expect is ${String(row.expect)}: blocked or works`);
    }
    if (row.sees !== undefined) new RegExp(String(row.sees));
    return row as unknown as Row;
}
