import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { fromPlan } from "../../../analysis/graph/resource";
import type { Plan, PlanResource } from "../../../model/plan";
import { Context } from "../../../policies/framework/context";
import { evaluate, type Violation } from "../../../policies/framework/evaluate";
import { readLevels } from "../../../policies/framework/levels";
import { claimRules } from "../../../policies/isolation/rules/claims";
import { allRules } from "../../../policies/rules";
import { planProgram } from "../../../preflight/plan";
import { settingsOf } from "../../../preflight/preflight";
import { readStackFiles } from "../../../preflight/stackFiles";
import { planned } from "../../fixtures/planned";
import { accountEdits } from "./edits/account";
import { benignEdits } from "./edits/benign";
import { designEdits } from "./edits/design";
import { networkEdits } from "./edits/network";

const claims = new Set(claimRules.map(({ id }) => id));
const levels = readLevels("policies", "prod", allRules);
const stackType = "pulumi:pulumi:Stack";

/** What lines of the tables name. */
function placesOf({ resources }: Plan) {
    const one = (type: string, name = ""): PlanResource =>
        resources.find((resource) => resource.type === `aws:${type}` && resource.name.includes(name))!;
    const host = (name: string) => {
        const { id, props } = one("ec2/instance:Instance", name);
        return { instanceId: id, securityGroupId: (props.vpcSecurityGroupIds as string[])[0] };
    };
    const subnets = (tier: string) => [one("ec2/subnet:Subnet", `network-${tier}-0`).id];
    return {
        network: {
            vpcId: one("ec2/vpc:Vpc").id,
            subnetIds: { public: subnets("public"), private: subnets("private"), edge: subnets("edge") },
        },
        openHands: host("openhands"),
        webProxy: host("web-proxy"),
        verifier: host("verifier"),
        image: { id: one("ec2/instance:Instance").props.ami },
        logKeyArn: one("kms/key:Key").outputs.arn,
        privateTable: one("ec2/routeTable:RouteTable", "private").id,
        edgeAcl: one("ec2/networkAcl:NetworkAcl", "edge").id,
        ruleGroup: one("route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup").id,
        domains: one("route53/resolverFirewallDomainList:ResolverFirewallDomainList").id,
        volume: one("ebs/volume:Volume").id,
        releases: one("s3/bucket:Bucket", "release").id,
        balancer: one("lb/loadBalancer:LoadBalancer", "verifier").id,
        targetGroup: one("lb/targetGroup:TargetGroup").id,
        s3Endpoint: one("ec2/vpcEndpoint:VpcEndpoint", "s3").id,
    };
}

describe("edits of prod's plan", function () {
    this.timeout(120_000);
    let plan: Plan;
    let at: ReturnType<typeof placesOf>;
    const settings = settingsOf("prod");
    const files = readStackFiles(".", "prod");
    const against = (context: Context, asked: typeof allRules): readonly Violation[] =>
        evaluate(context, asked, levels, "2026-11-29").violations.filter(
            ({ level, rule }) => level === "mandatory" && rule !== "policy-config",
        );
    before(async () => {
        plan = (await planned("prod")).plan;
        at = placesOf(plan);
        // What is found after an edit is found because of it.
        expect(against(new Context(fromPlan(plan), settings), allRules)).to.deep.equal([]);
    });

    /** The plan with what one line of a program adds. */
    async function edited(line: string): Promise<Context> {
        // The tables hold source text: that is what a careless hand writes, and it runs here as it would in stacks/prod.ts.
        const run = new Function("aws", "pulumi", "at", line) as (...given: unknown[]) => void;
        const added = await planProgram(files, async () => run(aws, pulumi, at));
        const own = new Set(plan.resources.map(({ urn }) => urn));
        const more = added.resources.filter(({ urn, type, name }) => {
            const isDefault = type.startsWith("pulumi:providers:") && name.startsWith("default");
            return !own.has(urn) && type !== stackType && !isDefault;
        });
        return new Context(fromPlan({ ...plan, resources: [...plan.resources, ...more] }), settings);
    }

    const rules = allRules.filter(({ id }) => !claims.has(id));
    const asClaims = allRules.filter(({ id }) => claims.has(id));

    for (const [what, line] of [...networkEdits, ...accountEdits, ...designEdits])
        it(`is refused: ${what}`, async () => {
            const context = await edited(line);
            const found = against(context, rules);
            expect([...found, ...(found.length === 0 ? against(context, asClaims) : [])]).to.not.be.empty;
        });

    for (const [what, line] of benignEdits)
        it(`is accepted, and every claim is proved as before: ${what}`, async () => {
            expect(
                against(await edited(line), allRules).map(({ rule, message }) => `${rule}: ${message}`),
            ).to.deep.equal([]);
        });
});
