import type { Room } from "../machines/room";
import { isLayer, type Layer, Layers, layers } from "./layers";
import type { Row, Seen } from "./row";
import { runRows } from "./run";

/** What a blocked row rests on. */
export interface Ablation {
    readonly id: string;
    /** A smallest set of layers without which it works: one, or defence in depth. */
    readonly opens: readonly Layer[];
    /** False when it is blocked with every layer off, or where the layer that it names stops nothing: then it has shown nothing. */
    readonly ok: boolean;
    readonly note: string;
}

/** A row on its way to a set of layers that opens it. */
interface Search {
    readonly row: Row;
    off: readonly Layer[];
    /** The layers of a set that are still to be tried for being needed; undefined while nothing has opened the row. */
    doubted?: readonly Layer[];
    /** Sets with which it was blocked: the same is not asked twice. */
    readonly blocked: Set<string>;
    done?: boolean;
}

const keyOf = (off: readonly Layer[]): string => [...off].sort().join();

/** Runs rows with a set of layers off, and leaves it so. */
export type Ask = (off: readonly Layer[], rows: readonly Row[]) => Promise<readonly Seen[]>;

/** Ablates the rows of a running twin, and leaves everything on. @param first what was seen with all layers on */
export async function ablate(room: Room, rows: readonly Row[], first: readonly Seen[]): Promise<Ablation[]> {
    const own = new Layers(room);
    try {
        return await smallestSets(rows, first, async (off, asked) => {
            await own.switchTo(new Set(off));
            return runRows(room, asked);
        });
    } finally {
        await own.switchTo(new Set());
    }
}

/**
 * Switches off what must stop each row; while the row stays blocked, what was then seen to stop it too. Of the layers that are off when it
 * works each is switched on again, and stays on where the row works all the same. All rows that need the same layers off run at once.
 */
export async function smallestSets(rows: readonly Row[], first: readonly Seen[], ask: Ask): Promise<Ablation[]> {
    const searches = rows.map((row): Search => {
        const seen = first.find(({ id }) => id === row.id)?.layer;
        const named = row.layer !== undefined && isLayer(row.layer) ? [row.layer] : seenLayers(seen);
        return { row, off: named.length > 0 ? named : layers, blocked: new Set() };
    });
    for (let next = largest(searches); next; next = largest(searches)) {
        const seen = await ask(
            next[0].asked,
            next.map(({ search }) => search.row),
        );
        next.forEach(({ search, asked }, i) => advance(search, asked, seen[i]));
    }
    return searches.map(ablationOf);
}

interface Next {
    readonly search: Search;
    readonly asked: readonly Layer[];
}

/** The rows that ask for the same set: of all such groups the largest, so that others may join the next. */
function largest(searches: readonly Search[]): readonly Next[] | undefined {
    const groups = new Map<string, Next[]>();
    for (const search of searches.filter(({ done }) => !done)) {
        const asked = search.doubted ? search.off.filter((one) => one !== search.doubted![0]) : search.off;
        groups.set(keyOf(asked), [...(groups.get(keyOf(asked)) ?? []), { search, asked }]);
    }
    return [...groups.values()].sort((one, other) => other.length - one.length)[0];
}

/** What one more run says about a row. */
function advance(search: Search, asked: readonly Layer[], { observed, layer }: Seen): void {
    const works = observed === "works";
    if (!works) search.blocked.add(keyOf(asked));
    if (search.doubted) {
        if (works) search.off = asked;
        doubt(search, search.doubted.slice(1));
        return;
    }
    if (works) return doubt(search, search.off);
    if (search.off.length === layers.length) {
        search.done = true;
        return;
    }
    const further = seenLayers(layer).filter((one) => !search.off.includes(one));
    search.off = further.length > 0 ? [...search.off, ...further] : layers;
}

/** A set of one needs no doubt, and what was blocked without a layer needs it. */
function doubt(search: Search, doubted: readonly Layer[]): void {
    const open = doubted.filter((one) => !search.blocked.has(keyOf(search.off.filter((other) => other !== one))));
    search.doubted = search.off.length === 1 ? [] : open;
    search.done = search.doubted.length === 0;
}

const seenLayers = (seen: string | null | undefined): Layer[] => (seen ?? "").split(" + ").filter(isLayer);

function ablationOf({ row: { id, layer }, off, doubted }: Search): Ablation {
    if (!doubted) return { id, opens: [], ok: false, note: "blocked with every layer off: this row shows nothing" };
    const idle = layer !== undefined && isLayer(layer) && !off.includes(layer);
    const note = idle ? `the row names ${layer}, which is not needed to stop it` : off.length > 1 ? "(in depth)" : "";
    return { id, opens: layers.filter((one) => off.includes(one)), ok: !idle, note };
}
