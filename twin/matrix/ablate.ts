import type { Room } from "../machines/room";
import { isLayer, type Layer, layers, switchOff } from "./layers";
import type { Row } from "./row";
import { runRows } from "./run";

/** What a blocked row rests on. */
export interface Ablation {
    readonly id: string;
    /** A smallest set of layers without which it works: one, or defence in depth. */
    readonly opens: readonly Layer[];
    /** False when it is blocked with every layer off: then it has shown nothing. */
    readonly ok: boolean;
    readonly note: string;
}

/** Rows by a set of layers that are off, and which of them then work; asked once each. */
class Asked {
    private readonly known = new Map<string, ReadonlySet<string>>();

    constructor(
        private readonly room: Room,
        private readonly rows: readonly Row[],
    ) {}

    /** Ids of the rows that work with these layers off. */
    async open(off: readonly Layer[], among: readonly string[]): Promise<ReadonlySet<string>> {
        const key = [...off].sort().join();
        const known = this.known.get(key);
        if (known) return known;
        await switchOff(this.room, new Set(off));
        const seen = await runRows(
            this.room,
            this.rows.filter(({ id }) => among.includes(id)),
        );
        const open = new Set(seen.filter(({ observed }) => observed === "works").map(({ id }) => id));
        this.known.set(key, open);
        return open;
    }
}

/**
 * Switches off what must stop each row; one that stays blocked is defended in depth, and a smallest set of layers that opens it is looked
 * for by switching layers on again, one by one. Leaves everything on.
 */
export async function ablate(room: Room, rows: readonly Row[]): Promise<Ablation[]> {
    const asked = new Asked(room, rows);
    const found = new Map<string, readonly Layer[]>();
    const named = new Map(rows.map(({ id, layer }) => [id, layer]));
    try {
        const all = rows.map(({ id }) => id);
        const unfound = () => all.filter((id) => !found.has(id));
        // What is named first: where one layer is enough, it is the one that the row names, if that one opens it.
        for (const layer of layers) {
            for (const id of await asked.open([layer], all)) {
                if (!found.has(id) || named.get(id) === layer) found.set(id, [layer]);
            }
        }
        const openable = unfound().length === 0 ? new Set<string>() : await asked.open(layers, unfound());
        for (const id of openable) if (!found.has(id)) found.set(id, await smallest(asked, id, unfound()));
        return rows.map((row) => ablationOf(row, found.get(row.id)));
    } finally {
        await switchOff(room, new Set());
    }
}

async function smallest(asked: Asked, id: string, among: readonly string[]): Promise<readonly Layer[]> {
    let off: readonly Layer[] = layers;
    for (const layer of layers) {
        const fewer = off.filter((one) => one !== layer);
        if ((await asked.open(fewer, among)).has(id)) off = fewer;
    }
    return off;
}

function ablationOf({ id, layer }: Row, opens: readonly Layer[] | undefined): Ablation {
    if (!opens) return { id, opens: [], ok: false, note: "blocked with every layer off: this row shows nothing" };
    const named = layer !== undefined && isLayer(layer);
    const note =
        named && opens.length === 1 && opens[0] !== layer
            ? `the row names ${layer}`
            : opens.length > 1
              ? "(in depth)"
              : "";
    return { id, opens, ok: true, note };
}
