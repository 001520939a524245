import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { observedOf } from "../../twin/probe/probe";
import { liveRows, strayRows } from "../../twin/probe/rows";
import { type Ran, resultsOf, scriptOf } from "../../twin/probe/there";

const ran = (status: number): Ran => ({ status, said: "" });
const here = { id: "r", control: "here" } as const;

type Case = readonly [
    what: string,
    row: Parameters<typeof observedOf>[0],
    there: number | undefined,
    control: number | undefined,
    observed: string,
];

const cases: readonly Case[] = [
    ["what failed there and works here", here, 28, 0, "blocked"],
    ["what ended in no time there and works here", here, 124, 0, "blocked"],
    ["what failed there and here too", here, 28, 28, "error"],
    ["what failed there and was not run here", here, 28, undefined, "error"],
    ["what works there, whatever is here", here, 0, 28, "works"],
    ["a program that is not there", here, 127, 0, "error"],
    ["a host that has said nothing", here, undefined, 0, "error"],
    ["what failed and needs no control", { id: "r" }, 1, undefined, "blocked"],
    ["what failed beside another row that works", { id: "r", control: { row: "c" } }, 1, 0, "blocked"],
    ["what failed beside another row that fails", { id: "r", control: { row: "c" } }, 1, 1, "error"],
];

describe("the live probe", () => {
    for (const [what, row, there, control, observed] of cases) {
        it(`is "${observed}" for ${what}`, () => {
            const results = new Map(there === undefined ? [] : [["r", ran(there)]]);
            const local = new Map<string, Ran>();
            if (control !== undefined)
                row.control === "here" ? local.set("r", ran(control)) : results.set("c", ran(control));
            expect(observedOf(row, results, local).observed).to.equal(observed);
        });
    }

    it("runs all rows of a host in one script, each with its own status, quotes and tabs and all", () => {
        const commands = [
            { id: "good", run: `test "$NAME" = "it's" && printf 'a\\tb\\nc'` },
            { id: "bad", run: "echo no >&2; exit 7" },
            { id: "missing", run: "no-such-program" },
        ];
        const said = execFileSync("sh", ["-c", scriptOf(commands, { NAME: "it's" })], { encoding: "utf8" });
        const results = resultsOf(said);
        expect([...results].map(([id, { status }]) => `${id} ${status}`).sort()).to.deep.equal([
            "bad 7",
            "good 0",
            "missing 127",
        ]);
        expect(results.get("good")?.said).to.equal("a b c");
    });

    it("asks rows of the matrix and no others, of every host that it gets to", () => {
        expect(strayRows()).to.deep.equal([]);
        expect([...new Set(liveRows.map(({ from }) => from))].sort()).to.deep.equal([
            "agent",
            "agent-host",
            "edge-host",
            "verifier-host",
        ]);
    });
});
