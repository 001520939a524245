import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { inCompile, inProof, inReader } from "./packets/faults";

describe("the faults that the twin's packets must find", () => {
    it("are thirty, and each still replaces something that is there", () => {
        const all = [inProof, inReader, inCompile];
        expect(all.map(({ length }) => length)).to.deep.equal([10, 10, 10]);
        const source = (file: string) => readFileSync(join(__dirname, "../..", file), "utf8");
        const gone = all.flat().filter(({ file, from }) => !source(file).includes(from));
        expect(gone.map(({ fault }) => fault)).to.deep.equal([]);
    });
});
