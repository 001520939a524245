import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { allRules } from "../../policies/rules";

const root = join(__dirname, "..", "..");

/** The anchors of a page: what GitHub makes of its headings. */
function anchorsOf(page: string): string[] {
    const headings = [...readFileSync(join(root, page), "utf8").matchAll(/^#+ (.+)$/gm)];
    return headings.map(([, heading]) =>
        heading!
            .toLowerCase()
            .replaceAll(/[^\w -]/g, "")
            .replaceAll(" ", "-"),
    );
}

/** A source is an address, an RFC, a section of the CFR, or a file of this repository with a heading that it has. */
function isSource(source: string): boolean {
    if (/^https:\/\/[^\s]+$/.test(source)) return URL.canParse(source);
    if (/^RFC \d+|^\d+ CFR \d+/.test(source)) return true;
    const [page, anchor] = source.split("#");
    return existsSync(join(root, page!)) && (anchor === undefined || anchorsOf(page!).includes(anchor));
}

describe("sources", () => {
    for (const { id, source } of allRules)
        it(`the source of the rule ${id} can be opened`, () => {
            expect(isSource(source), source).to.equal(true);
        });

    it("a source that leads nowhere is found", () => {
        for (const nowhere of ["a page we once read", "docs/none.md", "docs/design.md#none", "http://"])
            expect(isSource(nowhere), nowhere).to.equal(false);
    });

    it("no file cites a page that the repository does not have, or a number of its tracker", () => {
        const cited = ["DESIGN" + "\\.md", "\\bfacts" + "[:/] ?[a-z]+\\.md", "\\bissue" + " [0-9]"].join("|");
        const files = execFileSync("git", ["ls-files", "*.ts", "*.md", "*.json", "*.yaml"], {
            cwd: root,
            encoding: "utf8",
        });
        const found = files
            .split("\n")
            .filter((file) => file !== "" && file !== "package-lock.json" && existsSync(join(root, file)))
            .filter((file) => new RegExp(cited).test(readFileSync(join(root, file), "utf8")));
        expect(found).to.deep.equal([]);
    });
});
