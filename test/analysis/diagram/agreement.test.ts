import { expect } from "chai";
import fc from "fast-check";
import { connectionTable } from "../../../analysis/diagram/table";
import { groupOf } from "../../../mutate/families";
import { mutantsOf, sampled } from "../../../mutate/mutants";
import { planned } from "../../fixtures/planned";
import { demoPlan, prodPlan } from "../fixtures/stacks";
import { PlanBuilder } from "../fixtures/planBuilder";
import { planOf } from "../reachability/plan";
import { Choices, networkFrom } from "../reachability/randomNetwork";
import { Sketch } from "../reachability/sketch";
import { disagreements } from "./agreement";

/** Of the mutants every so many; NTH=1 takes all, which takes a quarter of an hour. */
const nth = Number(process.env.NTH ?? 200);

describe("table, verdicts and picture", function () {
    this.timeout(300_000);

    for (const [title, stack, sections] of [
        ["dev", "dev", {}],
        ["prod", "prod", {}],
        ["prod with a port for operators", "prod", { access: { sshCidrs: ["198.51.100.0/24"] } }],
        ["mode nat", "dev", { network: { mode: "nat" } }],
        ["three zones", "dev", { network: { mode: "nat-endpoints", azCount: 3, natGateways: "per-az" } }],
    ] as const) {
        it(`say the same of ${title}`, async () => {
            expect(disagreements((await planned(stack, sections)).plan)).to.deep.equal([]);
        });
    }

    it("say the same of stacks that were written by hand", () => {
        for (const plan of [prodPlan(), prodPlan({ mode: "nat", zones: 3 }), demoPlan()])
            expect(disagreements(plan)).to.deep.equal([]);
    });

    it("say the same of random networks", () => {
        const choices = fc.array(fc.nat(5039), { minLength: 60, maxLength: 220 });
        fc.assert(
            fc.property(choices, (numbers) => {
                expect(disagreements(planOf(networkFrom(new Choices(numbers))))).to.deep.equal([]);
            }),
            { numRuns: 40, seed: Number(process.env.SEED ?? 7) },
        );
    });

    it("are sure of a protocol whose replies all come back, though another loses those of half the addresses", () => {
        const s = new Sketch(new PlanBuilder("halves"));
        s.host("a", s.priv, { privateIp: "10.0.10.10", groups: [s.group("a", { out: [["0.0.0.0/0", "all"]] })] });
        s.host("b", s.iso, { groups: [s.group("b", { in: [["10.0.0.0/16", "all"]] })] });
        s.acl(s.priv, { in: [], out: [] });
        const entry = (name: string, props: object) =>
            s.b.resource("aws:ec2/networkAclRule:NetworkAclRule", name, { networkAclId: "networkacl-acl", ...props });
        entry("out", { egress: true, ruleNumber: 1, ruleAction: "allow", protocol: "-1", cidrBlock: "0.0.0.0/0" });
        entry("half", { ruleNumber: 1, ruleAction: "deny", protocol: "6", cidrBlock: "10.0.20.128/25" });
        entry("in", { ruleNumber: 2, ruleAction: "allow", protocol: "-1", cidrBlock: "0.0.0.0/0" });
        const rows = connectionTable(s.plan()).rows.filter(({ from, to }) => from === "a" && to === "b");
        expect(rows.map(({ ports, certain }) => `${ports}${certain ? "" : " not certain"}`)).to.deep.equal([
            "protocols 0-5",
            "protocols 7-255",
            "tcp all ports not certain",
        ]);
        expect(disagreements(s.plan())).to.deep.equal([]);
    });

    it("say the same of mutants of the network", async () => {
        for (const stack of ["dev", "prod"] as const) {
            const mutants = mutantsOf((await planned(stack)).plan).filter(
                ({ family }) => groupOf(family) === "network",
            );
            for (const { id, plan } of sampled(mutants, nth, ({ family }) => family))
                expect(disagreements(plan), id).to.deep.equal([]);
        }
    });
});
