import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { expect } from "chai";
import ts from "typescript";

/** The house as CONTRIBUTING.md draws it: what may import what, read from the imports themselves. */

const root = join(__dirname, "..", "..");
/** Packages of their own have houses of their own; tests may look at everything. */
const elsewhere = new Set(["node_modules", "services", "test", "evidence"]);

/** Rooms from the ground up: each may import from the floors below it, and from no room of its own floor. */
const floors = [
    ["model"],
    ["analysis/graph", "analysis/iam"],
    ["analysis/reachability"],
    ["analysis/claims", "analysis/cost", "analysis/diagram"],
] as const;

function sourcesBelow(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory())
            return elsewhere.has(entry.name) || entry.name.startsWith(".") ? [] : sourcesBelow(path);
        return path.endsWith(".ts") ? [path] : [];
    });
}

const isFile = (path: string) => existsSync(path) && statSync(path).isFile();

/** The files that a file imports, for values and for types. */
function importsOf(file: string): string[] {
    const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
    return importedFiles.flatMap(({ fileName }) => {
        if (!fileName.startsWith(".")) return [];
        const path = resolve(dirname(file), fileName.replace(/\.js$/, ""));
        return [`${path}.ts`, join(path, "index.ts")].find(isFile) ?? [];
    });
}

type Arrows = ReadonlyMap<string, ReadonlySet<string>>;

/** Arrows between rooms, from those between files. */
function between(arrows: Arrows, roomOf: (file: string) => string): Arrows {
    const rooms = new Map<string, Set<string>>();
    for (const [file, imported] of arrows) {
        const room = roomOf(file);
        const known = rooms.get(room) ?? new Set();
        for (const one of imported) if (roomOf(one) !== room) known.add(roomOf(one));
        rooms.set(room, known);
    }
    return rooms;
}

/** The arrows that are part of a circle: their end leads back to their start. */
function circles(arrows: Arrows): string[] {
    const leads = (from: string, to: string, seen = new Set<string>()): boolean =>
        [...(arrows.get(from) ?? [])].some((next) => {
            if (next === to) return true;
            if (seen.has(next)) return false;
            seen.add(next);
            return leads(next, to, seen);
        });
    return [...arrows].flatMap(([from, ends]) =>
        [...ends].filter((to) => leads(to, from)).map((to) => `${from} -> ${to}`),
    );
}

const isDesign = (file: string) => file.startsWith("design/");

describe("the house", () => {
    const short = (file: string) => relative(root, file).split(sep).join("/");
    const files: Arrows = new Map(
        sourcesBelow(root).map((file) => [short(file), new Set(importsOf(file).map(short))] as const),
    );
    /** The first folder; of `analysis` the second, whose rooms are floors. */
    const roomOf = (file: string) =>
        file
            .split("/")
            .slice(0, file.startsWith("analysis/") ? 2 : 1)
            .join("/");
    const rooms = between(files, roomOf);

    it("has no circle of files", () => {
        expect(circles(files)).to.deep.equal([]);
    });

    it("has no circle of rooms", () => {
        expect(circles(rooms)).to.deep.equal([]);
    });

    it("has arrows to lower floors only, from the model up to claims, cost and picture", () => {
        const floorOf = (room: string) => floors.findIndex((floor) => floor.some((own) => own === room));
        const wrong = floors.flat().flatMap((room) => {
            expect(rooms.has(room), room).to.equal(true);
            const ends = [...rooms.get(room)!];
            return ends
                .filter((end) => !(floorOf(end) >= 0 && floorOf(end) < floorOf(room)))
                .map((end) => `${room} -> ${end}`);
        });
        expect(wrong).to.deep.equal([]);
    });

    it("lets no judge of a plan read what the program meant: only intent-configured compares the two", () => {
        const judges = /^(analysis|policies|twin|mutate)\//;
        const readers = [...files].filter(([file, ends]) => judges.test(file) && [...ends].some(isDesign));
        expect(readers.map(([file]) => file)).to.deep.equal(["policies/isolation/rules/intentConfigured.ts"]);
        expect([...files.keys()].some(isDesign)).to.equal(true);
    });

    it("would see a circle: of two files, and of rooms whose files make none", () => {
        const arrows = (all: Readonly<Record<string, readonly string[]>>): Arrows =>
            new Map(Object.entries(all).map(([from, ends]) => [from, new Set(ends)]));
        expect(circles(arrows({ a: ["b"], b: ["c"], c: ["b"] }))).to.deep.equal(["b -> c", "c -> b"]);
        const apart = arrows({ "x/one": ["y/one"], "y/two": ["x/two"] });
        expect(circles(apart)).to.deep.equal([]);
        expect(circles(between(apart, (file) => file.split("/")[0]))).to.deep.equal(["x -> y", "y -> x"]);
    });
});
