import { expect } from "chai";
import { messageOf, rawConfig } from "../fixtures/config";

describe("where a stack is deployed", () => {
    const places: [aws: Record<string, unknown>, says: RegExp][] = [
        [{}, /aws:region = \(nothing\): is needed/],
        [{ region: null }, /aws:region = null: is no region/],
        [{ region: "mars" }, /aws:region = "mars": is no region/],
        [{ region: "cn-north-1" }, /aws:region = "cn-north-1": is in a partition whose names/],
        [
            { region: "us-gov-west-1" },
            /aws:region = "us-gov-west-1": is in GovCloud, .*: write a region of AWS's own partition/,
        ],
        [{ region: "us-iso-east-1" }, /aws:region = "us-iso-east-1": is in a partition whose names/],
        [{ region: "eusc-de-east-1" }, /aws:region = "eusc-de-east-1": is in a partition whose names/],
        [{ region: "us-east-1", allowedAccountIds: ["111122223333", "111122223334"] }, /pins the stack to one account/],
        [{ region: "us-east-1", allowedAccountIds: "111122223333" }, /allowedAccountIds = "111122223333": pins/],
        [{ region: "us-east-1", allowedAccountIds: null }, /allowedAccountIds = null: pins/],
        [{ region: "us-east-1", allowedAccountIds: [111122223333] }, /one 12-digit id, in quotes/],
        [{ region: "us-east-1", profile: "x" }, /aws:profile = "x": is not read.*AWS_PROFILE/],
    ];
    for (const [aws, says] of places) {
        it(`refuses aws: ${JSON.stringify(aws)}, and says nothing else`, () => {
            const [, ...lines] = messageOf(rawConfig({}, { aws })).split("\n");
            expect(lines).to.have.length(1);
            expect(lines[0]).to.match(says);
        });
    }

    it("has a stack name that buckets can carry", () => {
        expect(messageOf(rawConfig({}, { stack: "My_Stack" }))).to.match(
            /pulumi:stack = "My_Stack": is part of bucket/,
        );
    });
});
