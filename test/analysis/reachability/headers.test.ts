import { expect } from "chai";
import fc from "fast-check";
import { addressText, cidrInterval, type Family, type Interval } from "../../../model/addresses";
import {
    type Box,
    box,
    covers,
    type HeaderSet,
    intersect,
    portInterval,
    protocolInterval,
    subtract,
} from "../../../analysis/reachability/headers";

/** The algebra of header sets against membership: a set is what the points in it are. */

interface Point {
    readonly family: Family;
    readonly source: bigint;
    readonly destination: bigint;
    readonly protocol: bigint;
    readonly port: bigint;
}

const small = fc.bigInt({ min: 0n, max: 7n });
const interval = fc.tuple(small, small).map(([a, b]): Interval => (a < b ? [a, b] : [b, a]));
const family = fc.constantFrom<Family>(4, 6);
const anyBox: fc.Arbitrary<Box> = fc.record({
    family,
    source: interval,
    destination: interval,
    protocol: interval,
    port: interval,
});
const set: fc.Arbitrary<HeaderSet> = fc.array(anyBox, { maxLength: 4 });
const point: fc.Arbitrary<Point> = fc.record({
    family,
    source: small,
    destination: small,
    protocol: small,
    port: small,
});

const within = ([low, high]: Interval, value: bigint) => low <= value && value <= high;
const holds = (headers: HeaderSet, at: Point) =>
    headers.some(
        (one) =>
            one.family === at.family &&
            within(one.source, at.source) &&
            within(one.destination, at.destination) &&
            within(one.protocol, at.protocol) &&
            within(one.port, at.port),
    );

describe("header sets", () => {
    it("intersect to what is in both", () => {
        fc.assert(
            fc.property(set, set, point, (a, b, at) => holds(intersect(a, b), at) === (holds(a, at) && holds(b, at))),
            { numRuns: 2000 },
        );
    });

    it("subtract to what is in the one and not in the other", () => {
        fc.assert(
            fc.property(set, set, point, (a, b, at) => holds(subtract(a, b), at) === (holds(a, at) && !holds(b, at))),
            { numRuns: 2000 },
        );
    });

    it("cover each other exactly when nothing is left", () => {
        fc.assert(
            fc.property(
                set,
                set,
                (a, b) => covers(a, intersect(a, b)) && covers(a, subtract(a, b)) && covers([...a, ...b], b),
            ),
        );
        expect(covers([box(4, { port: [0n, 79n] })], [box(4, { port: [80n, 80n] })])).to.equal(false);
        expect(covers([box(4)], [box(6)])).to.equal(false);
    });

    it("leave what they are made of as it was", () => {
        const a = [box(4, { port: [1n, 9n] })];
        const before = JSON.stringify(a, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
        subtract(a, [box(4, { port: [3n, 4n] })]);
        intersect(a, [box(4, { port: [3n, 4n] })]);
        expect(JSON.stringify(a, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))).to.equal(
            before,
        );
    });

    it("read blocks and addresses of both families", () => {
        expect(cidrInterval("10.0.0.0/30")).to.deep.equal([0x0a000000n, 0x0a000003n]);
        expect(cidrInterval("10.0.0.7")).to.deep.equal([0x0a000007n, 0x0a000007n]);
        expect(cidrInterval("0.0.0.0/0")).to.deep.equal([0n, 2n ** 32n - 1n]);
        expect(cidrInterval("2001:db8::/32")[1] - cidrInterval("2001:db8::/32")[0]).to.equal(2n ** 96n - 1n);
        expect(addressText(4, 0xcb007109n)).to.equal("203.0.113.9");
        expect(() => cidrInterval("10.0.0.0/33")).to.throw();
    });

    it("take ports from rules of TCP and UDP only, as the EC2 API says", () => {
        const ports = (protocol: string, from?: number, to?: number) =>
            portInterval(protocolInterval(protocol)!, from, to);
        expect(ports("tcp", 22, 25)).to.deep.equal([22n, 25n]);
        expect(ports("17", 53, 53)).to.deep.equal([53n, 53n]);
        for (const protocol of ["-1", "all", "50", "icmp"]) expect(ports(protocol, 22, 22)).to.deep.equal([0n, 65535n]);
        expect(protocolInterval("tpc")).to.equal(undefined);
    });
});
