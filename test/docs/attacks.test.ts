import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { matrixRows } from "../../twin/matrix/rows";
import { page, shown } from "./attacks/page";
import { notShown, tests } from "./attacks/shown";

const root = join(__dirname, "..", "..");
const numbered = Array.from({ length: 102 }, (_, i) => `O${String(i + 1).padStart(2, "0")}`);

describe("docs/attacks.md", () => {
    it("is what the rows and tests say today: `npm run -s attacks` prints it", () => {
        expect(readFileSync(join(root, "docs/attacks.md"), "utf8")).to.equal(page());
    });

    it("has every attack of the list once, and says of each what shows it or why nothing does", () => {
        expect(shown.map(({ id }) => id)).to.deep.equal(numbered);
        const silent = shown.filter(({ rows, gateway, tests: beside, why }) => {
            return rows.length + gateway.length + beside.length === 0 && why === undefined;
        });
        expect(silent.map(({ id }) => id)).to.deep.equal([]);
    });

    it("names attacks of the list only", () => {
        const named = [
            ...Object.keys(tests),
            ...Object.keys(notShown),
            ...matrixRows.flatMap((row) => row.source?.split(", ") ?? []),
        ];
        expect([...new Set(named)].filter((id) => !numbered.includes(id))).to.deep.equal([]);
    });

    for (const [file, title] of Object.values(tests).flat()) {
        it(`names the test of ${file} that is called "${title}"`, () => {
            expect(existsSync(join(root, file)), file).to.equal(true);
            expect(readFileSync(join(root, file), "utf8")).to.contain(title);
        });
    }
});
