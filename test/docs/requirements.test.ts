import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const repository = join(__dirname, "..", "..");
const page = readFileSync(join(repository, "docs", "requirements.md"), "utf8");

describe("docs/requirements.md", () => {
    const rows = page.split("\n").filter((line) => line.startsWith("| ") && !/^\| (Line|---)/.test(line));

    it("gives every line one of its states", () => {
        expect(rows.length).to.be.above(80);
        for (const row of rows) expect(row.split(" | ")[1], row).to.match(/^(here|later|answered)\b/);
    });

    it("names places that exist, where it says that something is here", () => {
        const places = rows
            .filter((row) => row.split(" | ")[1].startsWith("here"))
            .flatMap((row) => [...row.matchAll(/`([\w.-]+(?:\/[\w.-]+)+)\/?`/g)].map(([, place]) => place));
        expect(places.length).to.be.above(30);
        expect(places.filter((place) => !existsSync(join(repository, place)))).to.deep.equal([]);
    });
});
