import { expect } from "chai";
import fc from "fast-check";
import { addressAt, contains, nested, overlaps, prefixLength, subnetAt } from "../../model/cidr";

describe("CIDR arithmetic", () => {
    it("counts addresses from either end", () => {
        expect(addressAt("10.0.2.0/24", 10)).to.equal("10.0.2.10");
        expect(addressAt("172.31.0.0/20", -20)).to.equal("172.31.15.236");
        expect(addressAt("10.0.0.0/16", 65535)).to.equal("10.0.255.255");
    });

    it("refuses an address outside the block", () => {
        expect(() => addressAt("10.0.2.0/24", 256)).to.throw(
            "[index] 256 is outside 10.0.2.0/24, which holds 256 addresses",
        );
        expect(() => addressAt("10.0.2.0/24", -257)).to.throw("[index]");
    });

    it("cuts subnets", () => {
        expect(subnetAt("10.0.0.0/16", 24, 0)).to.equal("10.0.0.0/24");
        expect(subnetAt("10.0.0.0/16", 24, 34)).to.equal("10.0.34.0/24");
        expect(() => subnetAt("10.0.0.0/20", 24, 16)).to.throw("holds 16 blocks of /24; there is no number 16");
    });

    it("compares blocks", () => {
        expect(contains("10.0.0.0/16", "10.0.34.0/24")).to.equal(true);
        expect(contains("10.0.34.0/24", "10.0.0.0/16")).to.equal(false);
        expect(overlaps("10.0.34.0/24", "10.0.0.0/16")).to.equal(true);
        expect(overlaps("10.1.0.0/16", "10.0.0.0/16")).to.equal(false);
    });

    it("cuts disjoint subnets that lie inside the block", () => {
        const block = fc.tuple(fc.integer({ min: 8, max: 23 }), fc.nat(255)).map(([prefix, second]) => {
            const octet = prefix >= 16 ? second : 0;
            return `10.${octet}.0.0/${Math.max(prefix, octet === 0 ? 8 : 16)}`;
        });
        fc.assert(
            fc.property(block, fc.nat(), fc.nat(), (cidr, a, b) => {
                const count = 2 ** (24 - prefixLength(cidr));
                const [i, j] = [a % count, b % count];
                const [first, second] = [subnetAt(cidr, 24, i), subnetAt(cidr, 24, j)];
                expect(contains(cidr, first)).to.equal(true);
                expect(overlaps(first, second)).to.equal(i === j);
            }),
        );
    });

    it("finds the blocks that others of the list hold, and repetitions", () => {
        expect(nested(["10.0.0.0/24", "10.0.0.0/8", "10.0.0.0/24", "11.0.0.0/8", "10.255.255.255/32"])).to.have.members(
            [0, 2, 4],
        );
        expect(nested(["10.0.0.0/8", "10.0.0.0/8"])).to.deep.equal([1]);
        expect(nested(["0.0.0.0/32", "255.255.255.255/32", "0.0.0.0/0"])).to.have.members([0, 1]);
        expect(nested([])).to.deep.equal([]);
    });
});
