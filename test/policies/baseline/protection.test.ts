import { expect } from "chai";
import type { GraphResource } from "../../../analysis/graph/resource";
import type { Plan } from "../../../model/plan";
import { planned } from "../../fixtures/planned";
import { added, against, unkept } from "./fixtures";

describe("protected-kept", () => {
    let prod: Plan;
    before(async () => {
        prod = (await planned("prod")).plan;
    });

    it("cannot tell where nothing says whether it is protected, and asks nothing of a store of logs", () => {
        const silent = (resources: GraphResource[]) =>
            resources.map((one) => (one.name === "openhands-data" ? { ...one, protect: undefined } : one));
        expect(against("protected-kept", prod, silent).join()).to.match(
            /^unknown: .*whether openhands-data is protected/,
        );
        expect(against("protected-kept", unkept("s3/bucket:Bucket", "verifier-logs")(prod))).to.deep.equal([]);
        expect(against("protected-kept", added("ebs/volume:Volume", {})(prod))).to.deep.equal([]);
    });
});
