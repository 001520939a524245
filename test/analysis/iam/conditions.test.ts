import { expect } from "chai";
import fc from "fast-check";
import { meets, refuseUnknownCondition } from "../../../analysis/iam/conditions";

type Row = readonly [
    operator: string,
    wanted: string | readonly string[],
    given: string | readonly string[] | undefined,
    met: boolean,
];

/** A key that the request has once, several times, or (undefined) not at all. */
const ask = (operator: string, wanted: string | readonly string[], given: string | readonly string[] | undefined) =>
    meets(
        { operator, key: "a:key", values: [wanted].flat() },
        new Map(given === undefined ? [] : [["a:key", [given].flat()]]),
    );

// AWS: IAM JSON policy elements: Condition operators; Multivalued context keys.
const rows: readonly Row[] = [
    ["StringEquals", "a", "a", true],
    ["StringEquals", "a", "A", false],
    ["StringEquals", ["a", "b"], "b", true],
    ["StringEquals", "a*", "ab", false],
    ["StringEquals", "a", undefined, false],
    ["StringNotEquals", "a", "b", true],
    ["StringNotEquals", ["a", "b"], "b", false],
    ["StringNotEquals", "a", undefined, true],
    ["StringEqualsIgnoreCase", "a", "A", true],
    ["StringNotEqualsIgnoreCase", "a", "A", false],
    ["StringLike", "a*c?", "abbcd", true],
    ["StringLike", "a*c?", "abbc", false],
    ["StringLike", "a", "A", false],
    ["StringNotLike", "a*", "ab", false],
    ["StringEqualsIfExists", "a", undefined, true],
    ["StringEqualsIfExists", "a", "b", false],
    ["StringLikeIfExists", "a*", "ba", false],
    ["ArnLike", "arn:aws:iam::1:role/*", "arn:aws:iam::1:role/a/b", true],
    ["ArnLike", "arn:aws:*:role/a", "arn:aws:iam::1:role/a", false],
    ["ArnEquals", "arn:*:iam::1:role/a", "arn:aws-us-gov:iam::1:role/a", true],
    ["ArnNotEquals", "arn:aws:iam::1:role/a", "arn:aws:iam::1:role/b", true],
    ["ArnNotLike", "arn:aws:iam::1:role/*", "arn:aws:iam::1:role/b", false],
    ["Bool", "true", "true", true],
    ["Bool", "true", "false", false],
    ["Bool", "false", undefined, false],
    ["BoolIfExists", "false", undefined, true],
    ["Null", "true", undefined, true],
    ["Null", "true", "x", false],
    ["Null", "false", "x", true],
    ["Null", "false", undefined, false],
    ["IpAddress", "10.0.0.0/8", "10.1.2.3", true],
    ["IpAddress", "10.0.0.0/8", "11.1.2.3", false],
    ["IpAddress", "2001:db8::/32", "2001:db8::1", true],
    ["IpAddress", "10.0.0.0/8", "2001:db8::1", false],
    ["NotIpAddress", "10.0.0.0/8", "11.1.2.3", true],
    ["NotIpAddress", ["10.0.0.0/8", "11.0.0.0/8"], "11.1.2.3", false],
    ["NotIpAddress", "10.0.0.0/8", undefined, true],
    ["NumericEquals", "1.2", "1.20", true],
    ["NumericNotEquals", "1", "1", false],
    ["NumericLessThan", "1.2", "1.1", true],
    ["NumericLessThan", "1.2", "1.2", false],
    ["NumericLessThanEquals", "1.2", "1.2", true],
    ["NumericGreaterThan", "10", "9", false],
    ["NumericGreaterThanEquals", "10", "10", true],
    ["NumericLessThan", "10", "many", false],
    ["DateGreaterThan", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", true],
    ["DateLessThan", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", false],
    ["DateEquals", "2026-01-01T00:00:00Z", "1767225600", true],
    ["ForAnyValue:StringEquals", ["a", "b"], ["c", "b"], true],
    ["ForAnyValue:StringEquals", ["a", "b"], ["c", "d"], false],
    ["ForAnyValue:StringEquals", "a", undefined, false],
    ["ForAnyValue:StringNotEquals", "a", ["a", "b"], true],
    ["ForAnyValue:StringNotEquals", "a", undefined, false],
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "b", "a"], true],
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "c"], false],
    ["ForAllValues:StringEquals", "a", undefined, true],
    ["ForAllValues:StringLike", "a*", ["a1", "a2"], true],
    ["ForAllValues:StringNotEquals", "a", ["b", "a"], false],
];

describe("Conditions of IAM policies", () => {
    for (const [operator, wanted, given, met] of rows) {
        const values = given === undefined ? "an absent key" : JSON.stringify(given);
        it(`${operator} ${JSON.stringify(wanted)} is ${met ? "met" : "not met"} by ${values}`, () => {
            expect(ask(operator, wanted, given)).to.equal(met);
        });
    }

    for (const [operator, value, named] of [
        ["StringMatches", "a", "StringMatches"],
        ["BinaryEquals", "QQ==", "BinaryEquals"],
        ["ForSomeValues:StringEquals", "a", "ForSomeValues:StringEquals"],
        ["stringequals", "a", "stringequals"],
        ["NullIfExists", "true", "NullIfExists"],
        ["constructor", "a", "constructor"],
        ["IpAddress", "10.0.0.0/33", '"10.0.0.0/33"'],
        ["NumericLessThan", "few", '"few"'],
        ["DateLessThan", "tomorrow", '"tomorrow"'],
        ["Bool", "yes", '"yes"'],
        ["Null", "no", '"no"'],
    ]) {
        it(`${operator} "${value}" is refused, naming ${named}, whatever the request`, () => {
            expect(() => refuseUnknownCondition({ operator, key: "a:key", values: [value] })).to.throw(named);
        });
    }

    it("A key with many values under an operator for one value is refused with the two that can be written", () => {
        expect(() => ask("StringEquals", "a", ["a", "b"])).to.throw(
            "ForAnyValue:StringEquals or ForAllValues:StringEquals",
        );
    });

    const some = fc.constantFrom("a", "b", "ab", "A", "a*", "?", "");
    const pairs = [
        ["StringEquals", "StringNotEquals"],
        ["StringLike", "StringNotLike"],
        ["StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"],
        ["ArnLike", "ArnNotLike"],
    ] as const;

    it("A negated operator says the opposite of its operator, for every value and for an absent key", () => {
        fc.assert(
            fc.property(
                fc.constantFrom(...pairs),
                fc.array(some, { minLength: 1, maxLength: 3 }),
                fc.option(some, { nil: undefined }),
                ([positive, negative], wanted, given) => ask(positive, wanted, given) !== ask(negative, wanted, given),
            ),
        );
    });

    it("IfExists changes nothing for a key that is there", () => {
        fc.assert(
            fc.property(
                fc.constantFrom(...pairs.flat()),
                fc.array(some, { minLength: 1 }),
                some,
                (operator, wanted, given) => {
                    expect(ask(`${operator}IfExists`, wanted, given)).to.equal(ask(operator, wanted, given));
                },
            ),
        );
    });

    it("ForAllValues fails exactly when some value is of the negated kind", () => {
        fc.assert(
            fc.property(
                fc.constantFrom(...pairs),
                fc.array(some, { minLength: 1 }),
                fc.array(some),
                ([yes, no], wanted, given) => {
                    expect(ask(`ForAllValues:${yes}`, wanted, given)).to.equal(
                        !ask(`ForAnyValue:${no}`, wanted, given),
                    );
                },
            ),
        );
    });
});
