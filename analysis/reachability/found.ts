import type { GroupRule } from "../graph/model";
import { doubtOf, once } from "./answer";
import type { Precision } from "./filters";
import { box, covers, type HeaderSet, intersect, isEmpty, subtract } from "./headers";
import { headerClassesIn, type End, ofSector, type Sector, sectorsOf } from "./sectors";
import { type Traversal, travel, type Path } from "./session";
import { limited } from "./paths";

/** The paths between two ends, as precisely as asked. */
export type Paths = (precision: Precision) => readonly Path[];

/** What passes between two ends on paths of one kind: those that go through the same thing. */
export interface Found {
    readonly through: Path["through"];
    readonly sector: Sector;
    /** True: whole sessions work, wherever the ends are placed. */
    readonly certain: boolean;
    /** What a connection that is not certain depends on. */
    readonly doubt: string;
    /** The rules of security groups that let this part of the sector through. */
    readonly rules: (part: Sector) => readonly GroupRule[];
}

interface Tried {
    readonly path: Path;
    readonly traversal: Traversal;
}

/**
 * What passes between two ends, wherever they are placed: an end that is spread over subnets has paths of its own in each, and only what
 * works on all of them is certain. `opened` makes headers comparable that differ in what nobody asks about.
 */
export function foundOn(
    placements: readonly Paths[],
    opened: (set: HeaderSet) => HeaderSet,
    end: End | undefined,
): Found[] {
    const tried = (precision: Precision) =>
        placements.map((paths) =>
            paths(precision).map((path): Tried => ({ path, traversal: classByClass(path, opened) })),
        );
    const [mayPass, mustPass] = [tried("may"), tried("must")];
    const keys = once([...mayPass, ...mustPass].flat().map(({ path }) => keyOf(path)));
    const onKey = (key: string) => (attempt: Tried) => keyOf(attempt.path) === key;
    const works = (key: string) =>
        mustPass
            .map((attempts) => opened(attempts.filter(onKey(key)).flatMap(({ traversal }) => traversal.works)))
            .reduce((all, one) => intersect(all, one));
    const sure = new Map(keys.map((key) => [key, works(key)]));
    const surely = [...sure.values()].flat();
    return keys.flatMap((key) => {
        const [may, must] = [mayPass, mustPass].map((attempts) => attempts.flat().filter(onKey(key)));
        const arriving = opened(may.flatMap(({ traversal }) => traversal.arrives));
        const { through } = (may[0] ?? must[0]).path;
        const rulesOf = (paths: readonly Tried[], set: keyof Pick<Traversal, "arrives" | "works">) => (part: Sector) =>
            once(paths.flatMap(({ path, traversal }) => rulesOn(path, ofSector(traversal[set], part, end))));
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
function classByClass(path: Path, opened: (set: HeaderSet) => HeaderSet): Traversal {
    const traversal = travel(path);
    if (covers(opened(traversal.works), opened(traversal.answered))) return traversal;
    const headerClasses = headerClassesIn(traversal.answered).flat();
    const works = headerClasses.flatMap(
        (headerClass) => travel(limited(path, [box(4, headerClass), box(6, headerClass)])).works,
    );
    return { ...traversal, works };
}

const keyOf = ({ through }: Path): string => (typeof through === "object" ? through.owner.urn : (through ?? ""));

function rulesOn({ forward }: Path, headers: HeaderSet): GroupRule[] {
    return isEmpty(headers) ? [] : forward.flatMap((hop) => hop.rules?.(headers) ?? []);
}

function doubtAbout(sector: Sector, may: readonly Tried[], must: readonly Tried[], end: End | undefined): string {
    const meant = may.find(({ traversal }) => !isEmpty(ofSector(traversal.arrives, sector, end)));
    return meant === undefined ? "" : doubtOf(meant.path, meant.traversal, must);
}
