import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const settings = (text: string) => text.match(/MALLOC_\w+=\d+/g);

describe("settings of the memory allocator", () => {
    it("are the same in the image and in npm run verifier, which the soak measures", () => {
        const [dockerfile, start] = ["Dockerfile", "start"].map((file) =>
            readFileSync(join(__dirname, "../..", file), "utf8"),
        );
        expect(settings(dockerfile!)).to.have.length(3).and.to.deep.equal(settings(start!));
    });
});
