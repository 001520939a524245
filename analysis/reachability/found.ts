import type { GroupRule } from "../graph/model";
import { doubtOf, once } from "./answer";
import type { Precision } from "./filters";
import { box, covers, type HeaderSet, intersect, isEmpty, subtract } from "./headers";
import { cellsIn, type End, ofSector, type Sector, sectorsOf } from "./sectors";
import { type Passage, travel, type Way } from "./session";
import { limited } from "./ways";

/** The ways between two ends, as precisely as asked. */
export type Ways = (precision: Precision) => readonly Way[];

/** What passes between two ends on ways of one kind: those that go through the same thing. */
export interface Found {
    readonly through: Way["through"];
    readonly sector: Sector;
    /** True: whole sessions work, wherever the ends are placed. */
    readonly certain: boolean;
    /** What a connection that is not certain hangs on. */
    readonly doubt: string;
    /** The rules of security groups that let this part of the sector through. */
    readonly rules: (part: Sector) => readonly GroupRule[];
}

interface Tried {
    readonly way: Way;
    readonly passage: Passage;
}

/**
 * What passes between two ends, wherever they are placed: an end that is spread over subnets has ways of its own in each, and only what
 * works on all of them is certain. `opened` makes headers comparable that differ in what nobody asks about.
 */
export function foundOn(
    placements: readonly Ways[],
    opened: (set: HeaderSet) => HeaderSet,
    end: End | undefined,
): Found[] {
    const tried = (precision: Precision) =>
        placements.map((ways) => ways(precision).map((way): Tried => ({ way, passage: cellByCell(way, opened) })));
    const [possible, certain] = [tried("possible"), tried("certain")];
    const keys = once([...possible, ...certain].flat().map(({ way }) => keyOf(way)));
    const onKey = (key: string) => (own: Tried) => keyOf(own.way) === key;
    const works = (key: string) =>
        certain
            .map((own) => opened(own.filter(onKey(key)).flatMap(({ passage }) => passage.works)))
            .reduce((all, one) => intersect(all, one));
    const sure = new Map(keys.map((key) => [key, works(key)]));
    const surely = [...sure.values()].flat();
    return keys.flatMap((key) => {
        const [may, must] = [possible, certain].map((own) => own.flat().filter(onKey(key)));
        const arriving = opened(may.flatMap(({ passage }) => passage.arrives));
        const { through } = (may[0] ?? must[0]).way;
        const rulesOf = (ways: readonly Tried[], set: keyof Pick<Passage, "arrives" | "works">) => (part: Sector) =>
            once(ways.flatMap(({ way, passage }) => rulesOn(way, ofSector(passage[set], part, end))));
        return [
            ...sectorsOf(sure.get(key)!, end).map((sector): Found => {
                return { through, sector, certain: true, doubt: "", rules: rulesOf(must, "works") };
            }),
            ...sectorsOf(subtract(arriving, surely), end).map((sector): Found => {
                const doubt = doubtAbout(sector, may, must, end);
                return { through, sector, certain: false, doubt, rules: rulesOf(may, "arrives") };
            }),
        ];
    });
}

/**
 * What works, asked for each protocol and port by itself. Asked for all at once, what is lost at one port cuts the addresses of others
 * apart, and of an end whose address is not fixed only what holds for all its addresses counts.
 */
function cellByCell(way: Way, opened: (set: HeaderSet) => HeaderSet): Passage {
    const passage = travel(way);
    if (covers(opened(passage.works), opened(passage.answered))) return passage;
    const cells = cellsIn(passage.answered).flat();
    const works = cells.flatMap((cell) => travel(limited(way, [box(4, cell), box(6, cell)])).works);
    return { ...passage, works };
}

const keyOf = ({ through }: Way): string => (typeof through === "object" ? through.owner.urn : (through ?? ""));

function rulesOn({ forward }: Way, headers: HeaderSet): GroupRule[] {
    return isEmpty(headers) ? [] : forward.flatMap((hop) => hop.rules?.(headers) ?? []);
}

function doubtAbout(sector: Sector, may: readonly Tried[], must: readonly Tried[], end: End | undefined): string {
    const meant = may.find(({ passage }) => !isEmpty(ofSector(passage.arrives, sector, end)));
    return meant === undefined ? "" : doubtOf(meant.way, meant.passage, must);
}
