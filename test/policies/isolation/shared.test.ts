import { expect } from "chai";
import { Context } from "../../../policies/framework/context";
import { networkOf } from "../../../policies/isolation/network";
import { groupsOf } from "../../../policies/isolation/rules/ingressAuthorized";

describe("what rules share", () => {
    it("is built once for all rules of a run, and anew for another", () => {
        const context = new Context([]);
        expect(networkOf(context)).to.equal(networkOf(context));
        expect(groupsOf(context)).to.equal(groupsOf(context));
        expect(networkOf(new Context([]))).to.not.equal(networkOf(context));
    });
});
