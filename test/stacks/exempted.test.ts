import { expect } from "chai";
import { exemptedRules } from "../../stacks/config";

describe("rules that a stack's policy file exempts", () => {
    it("are those with an exemption that still holds on the day", () => {
        expect([...exemptedRules("dev", "2026-12-01")]).to.include("agent-egress-only");
        expect([...exemptedRules("dev", "2099-01-01")]).to.deep.equal([]);
        expect([...exemptedRules("prod", "2026-12-01")]).to.deep.equal([]);
    });

    it("are none for a stack without a policy file", () => {
        expect([...exemptedRules("elsewhere")]).to.deep.equal([]);
    });
});
