import { expect } from "chai";
import * as fc from "fast-check";
import { cents, formatDollars, sumDollars } from "../../../analysis/cost/money";

describe("cost: money", () => {
    it("multiplies decimals exactly and rounds half up to the cent", () => {
        expect(cents("0.0208", 730)).to.equal(1518); // 15.184
        expect(cents("0.0832", 730)).to.equal(6074); // 60.736
        expect(cents("0.0225", 730)).to.equal(1643); // 16.425 exactly: up
        expect(cents("0.045", "9")).to.equal(41); // 0.405 exactly: up, where binary floating point gives 0.40
        expect(cents("0.0005", 9)).to.equal(0); // 0.0045
        expect(cents("0.0005", 10)).to.equal(1); // 0.005
        expect(cents("0.01", 730, 3)).to.equal(2190);
    });

    it("agrees with integer arithmetic for every pair of decimals", () => {
        const decimal = fc.tuple(fc.nat(100_000), fc.nat(9999));
        fc.assert(
            fc.property(decimal, decimal, ([a, b], [c, d]) => {
                const text = (forEveryAddress: number, part: number): string =>
                    `${forEveryAddress}.${String(part).padStart(4, "0")}`;
                const product = (BigInt(a) * 10000n + BigInt(b)) * (BigInt(c) * 10000n + BigInt(d));
                // product is in 1e-8 USD; a cent is 1e6 of them.
                const expected = product / 1_000_000n + (product % 1_000_000n >= 500_000n ? 1n : 0n);
                expect(cents(text(a, b), text(c, d))).to.equal(Number(expected));
            }),
        );
    });

    it("adds amounts without binary drift", () => {
        expect(sumDollars([0.1, 0.2])).to.equal(0.3);
        expect(sumDollars(Array.from({ length: 1000 }, () => 0.01))).to.equal(10);
    });

    it("refuses what is no decimal, and more places than it keeps", () => {
        for (const wrong of ["-1", "1e3", "", "abc", "0.1234567890", Number.NaN]) {
            expect(() => cents(wrong, 1), String(wrong)).to.throw(/\[decimal\]/);
        }
    });

    it("always prints two places", () => {
        expect([0, 1.5, 36.5].map(formatDollars)).to.deep.equal(["0.00", "1.50", "36.50"]);
    });
});
