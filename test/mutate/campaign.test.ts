import { expect } from "chai";
import type { Plan } from "../../model/plan";
import { campaign } from "../../mutate/campaign";
import { killRate, least, shortfalls } from "../../mutate/results";
import type { Mutant } from "../../mutate/mutant";
import { ofType, withInputs, withResource } from "../../mutate/mutant";
import { mutantsOf } from "../../mutate/mutants";
import { type Levels, parseLevels } from "../../policies/framework/levels";
import type { Rule } from "../../policies/framework/rule";
import { allRules } from "../../policies/rules";
import { planned } from "../fixtures/planned";

const today = "2026-01-01";

describe("a campaign of mutants", function () {
    this.timeout(120_000);
    let plan: Plan;
    let mutants: readonly Mutant[];
    before(async () => {
        plan = (await planned("prod")).plan;
        mutants = mutantsOf(plan);
    });

    const strict = () => parseLevels({}, allRules);
    const run = (some: readonly Mutant[], rules: readonly Rule[] = allRules, levels: Levels = strict()) =>
        campaign(plan, some, { rules, levels, today });
    const called = (...ids: readonly string[]) => {
        const chosen = ids.flatMap((wanted) => mutants.filter(({ id }) => id === wanted));
        expect(chosen.map(({ id }) => id)).to.deep.equal(ids);
        return chosen;
    };
    const fates = async (...args: Parameters<typeof run>) => (await run(...args)).map(({ fate }) => fate);

    it("has more mutants of each plan than are asked for, each with an id and a difference of its own", () => {
        expect(mutants.length).to.be.above(4 * least.mutants);
        expect(new Set(mutants.map(({ id }) => id)).size).to.equal(mutants.length);
        const differences = mutants.map((mutant) =>
            JSON.stringify([
                plan.resources.filter((one) => !mutant.plan.resources.includes(one)).map(({ urn }) => urn),
                mutant.plan.resources
                    .filter((one) => !plan.resources.includes(one))
                    .map(({ urn, props, outputs, protect, ignoreChanges }) => [
                        urn,
                        props,
                        outputs.intent,
                        protect,
                        ignoreChanges,
                    ]),
            ]),
        );
        expect(new Set(differences).size).to.equal(mutants.length);
    });

    it("kills what a rule is meant for, and names the rule", async () => {
        const [outcome] = await run(called("Instance openhands forwards packets"));
        expect(outcome).to.include({ fate: "killed", group: "host" });
        expect(outcome.why).to.contain("source-dest-check");
    });

    it("does not kill a mutant that changes nothing", async () => {
        const same: Mutant = { id: "nothing", family: "host", rows: [6], plan: { ...plan } };
        expect(await fates([same])).to.deep.equal(["equivalent"]);
    });

    it("does not kill what no rule is against, and does not call it equivalent", async () => {
        const [host] = ofType(plan, "ec2/instance:Instance");
        const other = withInputs(plan, host, { instanceType: "t3.nano" });
        expect(await fates([{ id: "smaller", family: "host", rows: [], plan: other }])).to.deep.equal(["survived"]);
    });

    it("counts no rule that is meant for something else", async () => {
        const [mutant] = called("Instance openhands forwards packets");
        const [outcome] = await run([{ ...mutant, family: "s3", rows: [70] }]);
        expect(outcome.fate).to.equal("survived");
        expect(outcome.why).to.contain("source-dest-check, which are not meant for it");
    });

    it("counts no rule of the right kind that complains about something else", async () => {
        const elsewhere: Rule = {
            ...allRules.find(({ id }) => id === "imds-token-one-hop")!,
            evaluate: ({ resources }) =>
                resources.some(({ name }) => name === "added")
                    ? [{ urn: "urn:pulumi:prod::p::t::elsewhere", verdict: "non-compliant", message: "somebody else" }]
                    : [],
        };
        const added = withResource(plan, "ec2/instance:Instance", "added", {});
        const mutant: Mutant = { id: "added", family: "host", rows: [], plan: added };
        expect(await fates([mutant], [elsewhere])).to.deep.equal(["survived"]);
    });

    it("counts no doubt, no crash and no advice", async () => {
        const chosen = called("Instance openhands forwards packets");
        const [rule] = allRules.filter(({ id }) => id === "source-dest-check");
        const saying = (message: string): Rule => ({
            ...rule,
            evaluate: (context) => rule.evaluate(context).map((one) => ({ ...one, verdict: "unknown", message })),
        });
        const throwing: Rule = {
            ...rule,
            evaluate: ({ resources }) => {
                if (resources.some(({ props }) => props.sourceDestCheck === false)) throw new Error("broken");
                return [];
            },
        };
        const fate = async (one: Rule) => (await fates(chosen, [one]))[0];
        expect(await fate(rule)).to.equal("killed");
        expect(await fate(throwing)).to.equal("crashed");
        const doubting = (message: string): Rule => ({
            ...rule,
            evaluate: ({ resources }) =>
                resources
                    .filter(({ props }) => props.sourceDestCheck === false)
                    .map(({ urn }) => ({ urn, verdict: "unknown", message })),
        });
        expect(await fate(doubting("not known"))).to.equal("survived");
        expect(await fate(doubting("rule could not run: x"))).to.equal("crashed");
        expect(await fate(saying("always unknown"))).to.equal("survived");
        const advice = parseLevels({ all: "advisory" }, allRules);
        expect(await fates(chosen, [rule], advice)).to.deep.equal(["waived"]);
    });

    it("fails when a rule is neutered", async () => {
        const mutants = called("Bucket artifacts has a public ACL", "Instance openhands forwards packets");
        const neutered = allRules.map((rule) => (rule.id === "bucket-closed" ? { ...rule, evaluate: () => [] } : rule));
        expect(await fates(mutants)).to.deep.equal(["killed", "killed"]);
        const outcomes = await run(mutants, neutered);
        expect(outcomes.map(({ fate }) => fate).sort()).to.deep.equal(["killed", "survived"]);
        expect(killRate(outcomes)).to.equal(0.5);
        expect(shortfalls({ outcomes, variants: least.variants, alarms: [] })).to.include(
            "1 survivors that nothing explains",
        );
    });

    it("shows equivalence, and only where nothing is lost", async () => {
        const [same, other] = called(
            "NetworkAclRule network-edge-in-no-ipv6 removed",
            "NetworkAclRule network-edge-in-replies-0 removed",
        );
        const outcomes = await run([same, other], []);
        expect(outcomes.map(({ fate }) => fate)).to.deep.equal(["equivalent", "survived"]);
    });

    it("sees one barrier less where another still stands", async () => {
        const [mutant] = called("SecurityGroupEgressRule openhands-users toPort raised to 65535");
        expect(await fates([mutant], [])).to.deep.equal(["survived"]);
    });
});

describe("what a campaign must reach", () => {
    const outcome = (fate: "killed" | "survived" | "equivalent" | "waived" | "crashed") => ({
        mutant: { id: "x", family: "acl" as const, rows: [], plan: { stack: "prod", resources: [] } },
        stack: "prod",
        group: "network" as const,
        fate,
        why: "",
    });
    const outcomes = (...counts: readonly (readonly [number, Parameters<typeof outcome>[0]])[]) =>
        counts.flatMap(([count, fate]) => Array.from({ length: count }, () => outcome(fate)));
    const judged = (own: ReturnType<typeof outcomes>, variants = 60, alarms: readonly [string, string][] = []) =>
        shortfalls({ outcomes: own, variants, alarms });

    it("passes at the figures that are asked for", () => {
        expect(judged(outcomes([238, "killed"], [12, "equivalent"]))).to.deep.equal([]);
        expect(judged(outcomes([238, "killed"], [12, "waived"]))).to.deep.equal([]);
    });

    it("names each figure that is missed", () => {
        expect(judged(outcomes([249, "killed"]))[0]).to.match(/249 mutants/);
        expect(judged(outcomes([250, "killed"]), 59)[0]).to.match(/59 benign/);
        expect(judged(outcomes([250, "killed"]), 60, [["v", "why"]])).to.deep.equal(["1 false alarms"]);
        expect(judged(outcomes([250, "killed"], [1, "survived"]))[0]).to.match(/1 survivors/);
        expect(judged(outcomes([250, "killed"], [1, "crashed"]))[0]).to.match(/1 mutants crashed/);
        expect(judged(outcomes([250, "killed"], [14, "equivalent"]))[0]).to.match(
            /5\.3 % of the mutants are equivalent/,
        );
        expect(judged(outcomes([236, "killed"], [14, "waived"]))[0]).to.match(/94\.4 % of the network/);
        expect(judged(outcomes([200, "killed"], [50, "waived"]))).to.have.length(2);
    });
});
