import { expect } from "chai";
import { type Ask, smallestSets } from "../../../twin/matrix/ablate";
import { type Layer, layers } from "../../../twin/matrix/layers";
import type { Row, Seen } from "../../../twin/matrix/row";

const row = (id: string, layer?: Layer): Row => ({ id, from: "agent-host", run: "true", expect: "blocked", layer });

/** A twin in which each row is stopped by its own layers, one behind the other; undefined: by something that is no layer. */
function twinOf(stops: Readonly<Record<string, readonly Layer[] | undefined>>) {
    const asked: string[] = [];
    const ask: Ask = (off, rows) => {
        asked.push(`${[...off].sort().join()}: ${rows.map(({ id }) => id).join()}`);
        return Promise.resolve(
            rows.map(({ id, from, expect: expected }): Seen => {
                const on = stops[id]?.filter((layer) => !off.includes(layer));
                const works = on?.length === 0;
                const end = { observed: works ? "works" : "blocked", layer: on?.[0] ?? null } as const;
                return { id, from, expected, seconds: 0, note: "", ok: !works, ...end };
            }),
        );
    };
    const run = async (rows: readonly Row[]) => smallestSets(rows, await ask([], rows), ask);
    return { run, asked };
}

describe("ablation", () => {
    it("finds the one layer, or the whole depth in which a row is stopped", async () => {
        const { run } = twinOf({ one: ["routes"], deep: ["host-firewall", "acls", "groups"] });
        const found = await run([row("one", "routes"), row("deep", "groups")]);
        expect(found).to.deep.equal([
            { id: "one", opens: ["routes"], ok: true, note: "" },
            { id: "deep", opens: ["groups", "acls", "host-firewall"], ok: true, note: "(in depth)" },
        ]);
    });

    it("is wrong about a row that names a layer which does not stop it", async () => {
        const { run } = twinOf({ one: ["routes"] });
        const [found] = await run([row("one", "iam")]);
        expect(found).to.include({ ok: false, note: "the row names iam, which is not needed to stop it" });
        expect(found.opens).to.deep.equal(["routes"]);
    });

    it("is wrong about a row that nothing opens", async () => {
        const { run, asked } = twinOf({ stuck: undefined });
        expect(await run([row("stuck", "iam")])).to.deep.equal([
            { id: "stuck", opens: [], ok: false, note: "blocked with every layer off: this row shows nothing" },
        ]);
        expect(asked.at(-1)).to.equal(`${[...layers].sort().join()}: stuck`);
    });

    it("asks rows that need the same layers off together, and nothing twice", async () => {
        const { run, asked } = twinOf({ a: ["routes", "groups"], b: ["routes", "groups"], c: ["groups"] });
        await run([row("a", "routes"), row("b", "routes"), row("c", "groups")]);
        expect(asked).to.deep.equal([": a,b,c", "routes: a,b", "groups,routes: a,b", "groups: a,b,c"]);
    });
});
