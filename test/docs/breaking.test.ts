import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { transcript } from "./breaking";
import { breaks } from "./breaks";

describe("docs/breaking.md", function () {
    this.timeout(300_000);

    it("is what preflight says of each break today: `npm run -s breaking` prints it", async () => {
        const page = await transcript();
        expect(page.match(/^exit status 1$/gm), "every break is refused").to.have.length(breaks.length);
        expect(page.match(/^ {4}what to do: /gm)?.length, "every refusal says what to do").to.be.at.least(
            breaks.length,
        );
        expect(readFileSync(join(__dirname, "..", "..", "docs", "breaking.md"), "utf8")).to.equal(page);
    });
});
