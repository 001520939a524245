import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import type { Plan } from "../../model/plan";
import { planStack } from "../../preflight/plan";
import { stacksOf } from "../../preflight/stackFiles";

/** The checked-in stacks, planned. That the real engine plans the same is in test/engine. */
for (const stack of stacksOf(join(__dirname, "..", ".."))) {
    describe(`the plan of ${stack}`, () => {
        let plan: Plan;
        before(async () => {
            plan = await planStack(stack);
        });

        it("gives every real resource an id of its own", () => {
            const ids = plan.resources.filter(({ custom }) => custom).map(({ id }) => id);
            expect(ids.filter((id, i) => id === "" || ids.indexOf(id) !== i)).to.deep.equal([]);
        });

        it("names only resources that are there", () => {
            const urns = new Set(plan.resources.map(({ urn }) => urn));
            const named = plan.resources.flatMap(({ parent, dependencies, propertyDependencies }) => [
                ...(parent === "" ? [] : [parent]),
                ...dependencies,
                ...Object.values(propertyDependencies).flat(),
            ]);
            expect(named.filter((urn) => !urns.has(urn))).to.deep.equal([]);
            expect(named.length).to.be.greaterThan(plan.resources.length);
        });

        it("leaves nothing unknown: no input that is missing, undefined or not a value", () => {
            const text = JSON.stringify(plan);
            expect(text).to.not.match(/undefined|\[object |04da6b54-80e4-46f7-96ec-b56ff0331ba9|Calling \[toString\]/);
        });

        it("shows no private key", () => {
            expect(JSON.stringify(plan)).to.not.match(/PRIVATE KEY|made by the tls provider \([0-9a-f]+\)","rsaBits/);
            const keys = plan.resources
                .flatMap(({ props, outputs }) => [props.privateKey, props.privateKeyPem, outputs.privateKeyPem])
                .filter((key) => key !== undefined);
            expect(keys.filter((key) => key !== "[secret]")).to.deep.equal([]);
            // Only the demo has a key at all: that of its own certificate.
            expect(keys.length > 0).to.equal(stack === "dev");
        });

        it("is the same again", async () => {
            expect(JSON.stringify(await planStack(stack))).to.equal(JSON.stringify(plan));
        });
    });
}

describe("a stack", function () {
    this.timeout(300_000);
    const loadedBy = (stack: string) => {
        const program = `require("./preflight/plan").planStack("${stack}").then(() =>
            console.log(Object.keys(require.cache).some((file) => file.includes("/@pulumi/awsx/"))));`;
        const { status, stdout, stderr } = spawnSync(process.execPath, ["--import=tsx", "-e", program], {
            cwd: join(__dirname, "..", ".."),
            encoding: "utf8",
        });
        expect(status, stderr).to.equal(0);
        return stdout.trim().split("\n").at(-1);
    };

    it("loads awsx only where it looks a default VPC up by it", () => {
        expect(loadedBy("prod")).to.equal("false");
        expect(loadedBy("dev")).to.equal("true");
    });
});
