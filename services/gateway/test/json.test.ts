import { expect } from "chai";
import fc from "fast-check";

import { canonical } from "../src/json/canonical";
import { readJson } from "../src/json/read";

const again = (text: string): string => canonical(Buffer.from(text)).document.toString();
const refused = (text: string | Buffer): string => {
    try {
        canonical(Buffer.from(text as string));
    } catch (error) {
        return (error as Error).message;
    }
    return "passed";
};

describe("a body written anew", () => {
    for (const text of [
        "[1,1.0,[],[2,[-0.0,3]],{}]",
        '{"a":{"b":[{"c":1.0},{"c":1}],"d":{"e":2}},"f":1e5,"g":12345678901234567890}',
        '{"a":[[[[1E2]]],[[[1]]]],"b":[[[[{"c":0.10}]]]]}',
    ]) {
        it(`keeps each number's text, however deep it stands: ${text}`, () => expect(again(text)).to.equal(text));
    }

    it("is what JSON.stringify writes where numbers are JavaScript's own, spaces or not", () => {
        const spaces = fc.constantFrom(undefined, 1, "\t", "\n\r  ");
        fc.assert(
            fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: "binary" }), spaces, (value, space) => {
                const text = JSON.stringify(value);
                fc.pre(!/__proto__|-0/.test(text));
                expect(again(JSON.stringify(value, undefined, space))).to.equal(text);
            }),
        );
    });

    it("spells each character of a string as JSON.stringify does, however it came, in a key too", () => {
        const unit = (code: number): string => `\\u${code.toString(16).padStart(4, "0")}`;
        const spelled = (character: string): string[] => {
            const escaped = character
                .split("")
                .map((half) => unit(half.charCodeAt(0)))
                .join("");
            return [
                escaped,
                escaped.replaceAll(/[a-f]/g, (hex) => hex.toUpperCase()),
                JSON.stringify(character).slice(1, -1),
            ];
        };
        for (const character of [...'\0\b\t\n\f\r\u001f "/\\A\u007f\u0080éÿ\u2028\u2029\uffff\ufeff😀\u{10ffff}']) {
            for (const way of spelled(character)) {
                const text = ` { "${way}x" : [ "${"a".repeat(60)}${way}", "${way}${way}" ] } `;
                const { members, document } = canonical(Buffer.from(text));
                expect(document.toString()).to.equal(JSON.stringify(JSON.parse(text)));
                expect(members.map(({ key }) => key)).to.deep.equal([`${character}x`]);
            }
        }
        expect(again('"\\/"')).to.equal('"/"');
    });

    it("is refused when JSON.parse refuses it, and passes only what JSON.parse reads as the same", () => {
        const letters = fc.constantFrom(...'{}[]:,"\\ \n1-0.eE+atruefalsn', "\\u00", "d83d", '"a":', "\t", "é");
        const text = fc.array(letters, { maxLength: 14 }).map((parts) => parts.join(""));
        fc.assert(
            fc.property(text, (asked): void => {
                let value: unknown;
                try {
                    value = JSON.parse(asked);
                } catch {
                    return void expect(refused(asked)).to.contain("not strict JSON");
                }
                if (refused(asked) === "passed") expect(readJson(Buffer.from(asked))).to.deep.equal(value);
                else expect(refused(asked)).to.match(/twice|surrogate|beyond a double/);
            }),
            { numRuns: 20_000, seed: 1 },
        );
    });

    const strict: [string, string | Buffer, string][] = [
        ["a key that stands twice", '{"a":1,"b":{"a":1},"a":1}', "twice"],
        ["a key that stands twice in two spellings", '{"a":1,"\\u0061":1}', "twice"],
        [
            "a key that stands twice among many",
            `{${Array.from({ length: 99 }, (_, n) => `"k${n}":1,`).join("")}"k98":2}`,
            "twice",
        ],
        [
            "a key that stands twice among many, the first time early",
            `{${Array.from({ length: 99 }, (_, n) => `"k${n}":1,`).join("")}"k3":2}`,
            "twice",
        ],
        ["__proto__", '{"a":{"__proto__":1}}', "__proto__"],
        ["__proto__ in another spelling", '{"\\u005f_proto__":1}', "__proto__"],
        ["the high half of a pair", '"\\ud83d"', "surrogate"],
        ["the high half of a pair before something else", '"\\ud83d\\u0041"', "surrogate"],
        ["the low half of a pair", '"a\\ude00"', "surrogate"],
        ["half of a pair in UTF-8", Buffer.from([0x22, 0xed, 0xa0, 0xbd, 0x22]), "UTF-8"],
        ["an overlong byte", Buffer.from([0x22, 0xc0, 0xaf, 0x22]), "UTF-8"],
        ["a byte-order mark", Buffer.from('\ufeff{"a":1}'), "character"],
        ["a number beyond a double", "[1e999]", "beyond a double"],
        ["a number beyond a double, written out", `[${"9".repeat(400)}]`, "beyond a double"],
        ["a depth of 65", `${"[".repeat(65)}${"]".repeat(65)}`, "depth over 64"],
        ["two documents", "{}{}", "more than one"],
        ["a NUL after the document", "{}\0", "more than one"],
        ["a NUL in a string", '"a\0b"', "control character"],
        ["a comment", "{/**/}", "key"],
        ["a comma at the end", '{"a":1,}', "key"],
        ["single quotes", "{'a':1}", "key"],
        ["a number with a plus", "[+1]", "character"],
        ["hexadecimal", "[0x10]", "comma"],
        ["NaN", "[NaN]", "character"],
        ["Infinity", "[-Infinity]", "end"],
        ["nothing", "", "early end"],
    ];
    for (const [what, text, why] of strict) {
        it(`is refused with ${what}`, () => expect(refused(text)).to.contain(why));
    }

    it("passes with a depth of 64, and with 100000 keys in linear time", () => {
        const deep = `${"[".repeat(64)}${"]".repeat(64)}`;
        expect(again(deep)).to.equal(deep);
        const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`k${n}`, n])));
        expect(again(wide)).to.equal(wide);
    });
});
