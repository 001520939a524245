import { expect } from "chai";
import type { PlanResource } from "../../../model/plan";
import { fromPlan } from "../../../analysis/graph/resource";
import { Context } from "../../../policies/framework/context";
import { evaluate } from "../../../policies/framework/evaluate";
import { parseLevels } from "../../../policies/framework/levels";
import { unknown, violation } from "../../../policies/framework/outcome";
import { textAt } from "../../../policies/framework/read";
import { resourceRule, type Rule, stackRule, resourceInContextRule } from "../../../policies/framework/rule";

const text = { severity: "low", title: "t", why: "w", remediation: "r", source: "s", rows: [1] } as const;
const tidy = (id: string, check: Parameters<typeof resourceRule>[1]["check"]): Rule =>
    resourceRule("isolation", { ...text, id, types: ["aws:x/y:Y"], check });

const resource = (name: string, props: Record<string, unknown> = {}): PlanResource => ({
    urn: `urn:pulumi:s::p::aws:x/y:Y::${name}`,
    id: name,
    type: "aws:x/y:Y",
    name,
    parent: "",
    custom: true,
    protect: false,
    props,
    outputs: {},
    dependencies: [],
    propertyDependencies: {},
});
const context = (...names: string[]) =>
    new Context(fromPlan({ stack: "s", resources: names.map((name) => resource(name)) }));
const bad = resourceInContextRule("isolation", {
    ...text,
    id: "bad-rule",
    types: ["aws:x/y:Y"],
    check: () => violation("is bad"),
});
const run = (config: Parameters<typeof parseLevels>[0], today = "2027-01-01", rules = [bad]) =>
    evaluate(context("one", "two"), rules, parseLevels(config, rules), today);

describe("levels and exemptions", () => {
    it("are mandatory and without exemption when nothing is written", () => {
        expect(
            run({}).violations.map(({ rule, level, urn }) => `${rule} ${level} ${urn.split("::")[3]}`),
        ).to.deep.equal(["bad-rule mandatory one", "bad-rule mandatory two"]);
    });

    it("follow the rule's own entry, else the one for all", () => {
        expect(run({ all: "advisory" }).violations[0].level).to.equal("advisory");
        expect(run({ all: "advisory", "bad-rule": "mandatory" }).violations[0].level).to.equal("mandatory");
        expect(run({ "bad-rule": { enforcementLevel: "advisory" } }).violations[0].level).to.equal("advisory");
        expect(run({ "bad-rule": "disabled" }).violations).to.deep.equal([]);
    });

    const exempt = (change: object = {}) => ({
        "bad-rule": {
            enforcementLevel: "mandatory",
            exemptions: [{ resource: "one", reason: "because", expires: "2027-06-30", ...change }],
        },
    });

    it("of a rule hold for what stops single resources too, which may not have others", () => {
        const stopping = tidy("stopping-rule", () => violation("is bad"));
        const said = (config: Parameters<typeof parseLevels>[0]) =>
            run(config, "2027-01-01", [stopping])
                .violations.filter(({ rule }) => rule === "policy-config")
                .map(({ message }) => message);
        expect(said({ "stopping-rule": "advisory" })).to.deep.equal([]);
        expect(said({ "stopping-rule-resource": "disabled" })).to.deep.equal([
            '"stopping-rule-resource" takes level and exemptions from "stopping-rule": remove it',
        ]);
    });

    it("may not be disabled all at once, nor those of the rule that judges them", () => {
        const said = (config: Parameters<typeof parseLevels>[0]) =>
            run(config).violations.map(({ rule, message }) => `${rule}: ${message}`);
        expect(said({ all: "disabled" })[0]).to.match(/^policy-config: "all" may not be disabled/);
        expect(said({ "policy-config": "disabled" }).at(-1)).to.equal(
            'policy-config: "policy-config" is always mandatory: remove it',
        );
    });

    it("name the rule that a misspelt name may mean, and a field that an entry does not have", () => {
        const last = (config: object) => run(config as Parameters<typeof parseLevels>[0]).violations.at(-1)?.message;
        expect(last({ "bad-ruel": "advisory" })).to.equal('"bad-ruel" names no rule: did you mean "bad-rule"?');
        expect(last({ "bad-rule": { exemption: [] } })).to.include('"bad-rule".exemption is not known');
        expect(last(exempt({ until: "2027-01-01" }))).to.include("exemptions[0].until is not known");
    });

    it("hold for two years at most", () => {
        const far = run(exempt({ expires: "2029-01-02" })).violations.at(-1);
        expect(far?.message).to.match(/in more than 2 years: write 2029-01-01 or earlier/);
        expect(run(exempt({ expires: "2029-01-01" })).violations.map(({ rule }) => rule)).to.deep.equal(["bad-rule"]);
    });

    it("leave out what is exempt, and say that the exemption was used", () => {
        const { violations, exemptions } = run(exempt());
        expect(violations.map(({ urn }) => urn.split("::")[3])).to.deep.equal(["two"]);
        expect(exemptions).to.deep.equal([
            { rule: "bad-rule", resource: "one", reason: "because", expires: "2027-06-30", state: "used" },
        ]);
        expect(run(exempt({ owner: "the platform team" })).exemptions[0]).to.include({ owner: "the platform team" });
    });

    it("cover the resource that they name, by its name or the end of its URN, and none whose name only ends alike", () => {
        const left = (named: string) => run(exempt({ resource: named })).violations.map(({ rule }) => rule);
        for (const named of ["one", "aws:x/y:Y::one", "urn:pulumi:s::p::aws:x/y:Y::one"])
            expect(left(named), named).to.deep.equal(["bad-rule"]);
        for (const named of ["ne", "Y::one"])
            expect(left(named), named).to.deep.equal(["bad-rule", "bad-rule", "policy-config"]);
    });

    it("hold on the day of their expiry, and not after it", () => {
        expect(run(exempt(), "2027-06-30").violations).to.have.length(1);
        const after = run(exempt(), "2027-07-01");
        expect(after.exemptions[0].state).to.equal("expired");
        expect(after.violations.map(({ rule }) => rule)).to.deep.equal(["bad-rule", "bad-rule", "policy-config"]);
        expect(after.violations[2].message).to.match(/expired on 2027-06-30: fix the cause or decide anew/);
    });

    it("refuse an exemption that nobody needs, one that is not complete, and a name that is no rule's", () => {
        const config = (entry: Parameters<typeof parseLevels>[0]) =>
            run(entry).violations.filter(({ rule }) => rule === "policy-config");
        expect(config(exempt({ resource: "three" }))[0].message).to.match(/is not needed: remove it/);
        expect(config(exempt({ reason: "" }))[0].message).to.match(/exemptions\[0\] has no reason/);
        expect(config(exempt({ owner: " " }))[0].message).to.match(/owner is " ": write who answers for it/);
        expect(config(exempt({ expires: "next year" }))[0].message).to.match(/write a day as YYYY-MM-DD/);
        for (const day of ["2027-13-01", "2027-02-30"])
            expect(config(exempt({ expires: day }))[0].message).to.include(`expires ${day}: write a day`);
        expect(config({ "other-rule": "advisory" })[0].message).to.match(/"other-rule" names no rule/);
        expect(config({ "bad-rule": "loud" })[0].message).to.match(/write mandatory, advisory or disabled/);
        for (const { level } of config({ "bad-rul": "advisory" })) expect(level).to.equal("mandatory");
    });

    it("take an unknown, and a rule that cannot run, for a violation", () => {
        const doubting = tidy("doubting", () => unknown("the size", "size"));
        const failing = stackRule("isolation", {
            ...text,
            id: "failing",
            evaluate: () => {
                throw new Error("no idea");
            },
        });
        const { violations } = run({}, "2027-01-01", [doubting, failing]);
        expect(violations.map(({ rule, message }) => `${rule}: ${message}`)).to.deep.equal([
            "doubting: unknown: the size: write size",
            "doubting: unknown: the size: write size",
            "failing: rule could not run: no idea",
        ]);
    });

    it("name the property when a value is not known yet", () => {
        const reading = tidy("reading", (resource) => violation(String(textAt(resource, "size"))));
        const hidden = { ...resource("one"), propertyDependencies: { size: ["urn:x"] } };
        const { violations } = evaluate(
            new Context(fromPlan({ stack: "s", resources: [hidden] })),
            [reading],
            parseLevels({}, [reading]),
            "2027-01-01",
        );
        expect(violations[0].message).to.match(/^unknown: size is not known before deployment: write /);
    });
});
