import { expect } from "chai";
import fc from "fast-check";
import { matches } from "../../../analysis/iam/document";
import { fits, fitsAction, fitsArn, piecesOf, UnresolvedVariable } from "../../../analysis/iam/patterns";

const context = new Map([
    ["aws:username", ["ann*"]],
    ["aws:tagkeys", ["a", "b"]],
]);

describe("Patterns and variables of IAM policies", () => {
    it("A pattern fits what the same pattern as a regular expression fits", () => {
        const text = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", ".", "\n"), maxLength: 8 });
        fc.assert(
            fc.property(
                text,
                text,
                (pattern, value) => fits(piecesOf(pattern, undefined), value) === matches(pattern, value),
            ),
        );
    });

    it("A pattern of ten thousand wildcards is answered, for its time grows with no power of its length but the first", () => {
        expect(fits(piecesOf("a*".repeat(5_000) + "b", undefined), "a".repeat(10_000))).to.be.false;
    });

    it("Actions are compared without case", () => {
        expect(fitsAction("S3:get*", "s3:GetObject")).to.be.true;
        expect(fitsAction("s3:Get", "s3:GetObject")).to.be.false;
    });

    for (const [pattern, arn, fit] of [
        ["*", "*", true],
        ["*", "arn:aws:s3:::b/k", true],
        ["arn:aws:s3:::b/*", "arn:aws:s3:::b/k:with:colons", true],
        ["arn:aws:s3:::b", "arn:aws:s3:::b/k", false],
        ["arn:aws:s3:::b", "arn:aws", false],
        ["arn:aws:s3:::B/*", "arn:aws:s3:::b/k", false],
        ["arn:aws:s3*", "arn:aws:s3:::b", true],
        ["arn:*:role/a", "arn:aws:iam::1:role/a", false],
        ["arn:aws:ssm:*:1:parameter/?", "arn:aws:ssm:eu-west-1:1:parameter/a", true],
        ["arn:aws:ssm:*:1:parameter/a", "arn:aws:ssm:eu-west-1:2:parameter/a", false],
        ["arn:aws:ssm:*", "*", false],
    ] as const) {
        it(`${pattern} ${fit ? "names" : "does not name"} ${arn}`, () => {
            expect(fitsArn(piecesOf(pattern, undefined), arn)).to.equal(fit);
        });
    }

    for (const [text, value, fit] of [
        ["home/${aws:username}/*", "home/ann*/x", true],
        ["home/${aws:username}/*", "home/anna/x", false],
        ["${AWS:UserName}", "ann*", true],
        ["${aws:absent, 'team'}", "team", true],
        ["a${*}b", "a*b", true],
        ["a${*}b", "axb", false],
        ["a${?}b", "axb", false],
        ["${$}{x}", "${x}", true],
    ] as const) {
        it(`${text} ${fit ? "fits" : "does not fit"} ${value}, where the user is called ann*`, () => {
            expect(fits(piecesOf(text, context), value)).to.equal(fit);
        });
    }

    for (const text of ["${aws:absent}", "${aws:tagkeys}", "${}"]) {
        it(`${text} cannot be resolved when the request has no single value for it`, () => {
            expect(() => piecesOf(text, context)).to.throw(UnresolvedVariable);
        });
    }

    it("Before version 2012-10-17 a variable is plain text", () => {
        expect(fits(piecesOf("${aws:absent}", undefined), "${aws:absent}")).to.be.true;
    });
});
