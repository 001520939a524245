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

    it("opens a place for every line that it says is here: a file of the repository, a key of the configuration, or a page", () => {
        const keys = readFileSync(join(repository, "docs", "configuration.md"), "utf8");
        const opens = (place: string) =>
            place.includes("/")
                ? existsSync(join(repository, place))
                : keys.includes(place) || existsSync(join(repository, place));
        const here = rows.filter((row) => row.split(" | ")[1].startsWith("here"));
        const named = here.map((row) => ({
            row,
            places: [...row.matchAll(/`([\w.-]+(?:\/[\w.<>-]+)*)\/?`|(README)/g)].map(([, place, page]) =>
                (place ?? `${page}.md`).replace("<stack>", "prod"),
            ),
        }));
        for (const { row, places } of named)
            expect(
                places.filter((place) => opens(place) && !place.startsWith("evidence")),
                row,
            ).to.not.have.length(0);
        const paths = named.flatMap(({ places }) => places).filter((place) => /^[\w.-]+\//.test(place));
        expect(paths.filter((place) => !place.startsWith("evidence/") && !opens(place))).to.deep.equal([]);
    });

    it("names tests that hold something: each is of the run's files, and has a test that is not skipped", () => {
        const tests = [...page.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, file]) => file);
        expect(tests.length).to.be.above(1);
        for (const file of tests) {
            expect(file).to.match(/^(test|services\/\w+\/test)\//);
            const text = readFileSync(join(repository, file), "utf8");
            expect(text, file).to.match(/\bit\(/);
            expect(text, file).to.not.match(/\b(it|describe)\.(skip|only)\(/);
        }
    });
});
