import { expect } from "chai";
import fc from "fast-check";

import { readJson } from "../src/json/read";
import { writeJson } from "../src/json/write";

const again = (text: string): string => {
    const { value, numbers } = readJson(Buffer.from(text));
    return writeJson(value, numbers);
};

describe("a body written anew", () => {
    for (const text of [
        "[1,1.0,[],[2,[-0.0,3]],{}]",
        '{"a":{"b":[{"c":1.0},{"c":1}],"d":{"e":2}},"f":1e5,"g":12345678901234567890}',
        '{"a":[[[[1E2]]],[[[1]]]],"b":[[[[{"c":0.10}]]]]}',
    ]) {
        it(`keeps each number's text, however deep it stands: ${text}`, () => expect(again(text)).to.equal(text));
    }

    it("is what JSON.stringify writes where numbers are JavaScript's own", () => {
        fc.assert(
            fc.property(fc.json({ maxDepth: 6 }), (text) => {
                fc.pre(!/__proto__|-0/.test(text));
                expect(again(text)).to.equal(JSON.stringify(JSON.parse(text)));
            }),
        );
    });

    it("is read in linear time, though every number of it has a text of its own", () => {
        const deep = `${"[".repeat(60)}${"1.0,".repeat(200_000)}1.0${"]".repeat(60)}`;
        const started = performance.now();
        expect(again(deep)).to.equal(deep);
        expect(performance.now() - started).to.be.below(5000);
    });
});
