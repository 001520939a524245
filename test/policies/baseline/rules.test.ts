import { join } from "node:path";
import { expect } from "chai";
import { fromPlan } from "../../../analysis/graph/resource";
import type { Plan } from "../../../model/plan";
import { baselineRules } from "../../../policies/baseline/rules";
import { Context } from "../../../policies/framework/context";
import { evaluate } from "../../../policies/framework/evaluate";
import { readLevels } from "../../../policies/framework/levels";
import { allRules } from "../../../policies/rules";
import { planned } from "../../fixtures/planned";
import { against } from "./fixtures";
import { kills } from "./kills";
import { accepted } from "./killsOfServices";

const folder = join(__dirname, "..", "..", "..", "policies");

describe("baseline rules", () => {
    const plans = new Map<string, Plan>();
    before(async () => {
        for (const stack of ["prod", "dev"] as const) plans.set(stack, (await planned(stack)).plan);
    });
    const prod = () => plans.get("prod") as Plan;

    const found = (stack: string) =>
        evaluate(
            new Context(fromPlan(plans.get(stack) as Plan)),
            baselineRules,
            readLevels(folder, stack, allRules),
            "2026-12-01",
        ).violations.map(({ rule, level, urn }) => `${level} ${rule} ${urn.split("::").at(-1)}`);

    it("find nothing in prod", () => {
        expect(found("prod").filter((one) => !one.includes("policy-config"))).to.deep.equal([]);
    });

    const certificate = { kind: "letsencrypt", email: "ops@example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" };
    const configurations: Readonly<Record<string, Readonly<Record<string, object>>>> = {
        "a certificate of Let's Encrypt": { access: { openHands: { host: "agent.example.com", certificate } } },
        "two zones": { network: { azCount: 2, natGateways: "per-az" } },
    };
    for (const [what, sections] of Object.entries(configurations))
        it(`find nothing in prod with ${what}`, async () => {
            const { plan } = await planned("prod", sections);
            expect(baselineRules.flatMap(({ id }) => against(id, plan))).to.deep.equal([]);
        });

    it("find in dev what policies/dev.json calls advisory, and nothing else", () => {
        expect(found("dev").filter((one) => !one.includes("policy-config"))).to.deep.equal([
            "advisory bucket-protected artifacts",
            "advisory bucket-protected release",
            "advisory bucket-protected verifier-logs",
            "advisory protected-kept openhands-data",
            "advisory protected-kept artifacts",
            "advisory protected-kept release",
            "advisory balancer-protected verifier-alb",
            "advisory own-vpc network",
        ]);
    });

    it("say what a person needs: unique id, why, remediation, source, rows", () => {
        expect(new Set(allRules.map(({ id }) => id)).size).to.equal(allRules.length);
        for (const { id, pack, why, remediation, source, rows } of baselineRules) {
            expect(id).to.match(/^[a-z]+(-[a-z0-9]+)*$/);
            expect(pack).to.equal("baseline");
            for (const text of [why, remediation]) expect(text.length, id).to.be.above(5);
            expect(source, id).to.match(/^https:\/\//);
            expect(rows.length, id).to.be.above(0);
        }
    });

    it("are each tried by a fault", () => {
        expect(Object.keys(kills).sort()).to.deep.equal(baselineRules.map(({ id }) => id).sort());
    });

    for (const [rule, faults] of Object.entries(kills))
        for (const [what, edit, message] of faults)
            it(`${rule} refuses: ${what}`, () => {
                const said = against(rule, edit(prod()));
                expect(said.join("\n"))
                    .to.match(/^non-compliant: /)
                    .and.to.match(message);
            });

    for (const [rule, edit] of Object.entries(accepted))
        it(`${rule} accepts what is as it should be`, () => expect(against(rule, edit(prod()))).to.deep.equal([]));
});
