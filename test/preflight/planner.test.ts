import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { PlanResource } from "../../model/plan";
import { planProgram, type Program } from "../../preflight/plan";
import type { StackFiles } from "../../preflight/stackFiles";

const files = (overrides: Partial<StackFiles> = {}): StackFiles => ({
    project: "tiny",
    stack: "test",
    config: { "aws:region": "eu-central-1", "aws:allowedAccountIds": '["444455556666"]' },
    secretKeys: [],
    ...overrides,
});

/** A component with outputs, a component below it, and resources that depend on each other. */
class House extends pulumi.ComponentResource {
    constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
        super("tiny:index:House", name, { size: 2 }, opts);
        const vpc = new aws.ec2.Vpc(name, { cidrBlock: "10.0.0.0/16" }, { parent: this });
        new Room(`${name}-room`, vpc.id, { parent: this });
        this.registerOutputs({ role: "house", vpcId: vpc.id });
    }
}

class Room extends pulumi.ComponentResource {
    constructor(name: string, vpcId: pulumi.Output<string>, opts: pulumi.ComponentResourceOptions) {
        super("tiny:index:Room", name, {}, opts);
        const group = new aws.ec2.SecurityGroup(name, { vpcId }, { parent: this });
        new aws.vpc.SecurityGroupIngressRule(
            name,
            { securityGroupId: group.id, ipProtocol: "-1", referencedSecurityGroupId: group.id },
            { parent: this, dependsOn: [group] },
        );
    }
}

const house: Program = async () => {
    const provider = new aws.Provider("aws", { region: "eu-central-1" });
    new House("h", { provider });
    return { answer: 42 };
};

const planned = async (program: Program, overrides?: Partial<StackFiles>) =>
    (await planProgram(files(overrides), program)).resources;
const one = (resources: readonly PlanResource[], type: string) => {
    const found = resources.filter((resource) => resource.type === type);
    expect(found, type).to.have.lengthOf(1);
    return found[0];
};

const urn = (types: string, name: string) => `urn:pulumi:test::tiny::${types}::${name}`;

async function failure(program: Program, overrides?: Partial<StackFiles>): Promise<string> {
    try {
        await planned(program, overrides);
    } catch (error) {
        return (error as Error).message;
    }
    return expect.fail("it was planned");
}

describe("the offline planner", () => {
    it("leaves wrong accounts to the program to report", async () => {
        for (const accounts of ["111122223333", "null", "{}", "[x", "[111122223333]"]) {
            const config = { "aws:region": "eu-central-1", "aws:allowedAccountIds": accounts };
            const message = await failure(() => Promise.reject(new Error("reported")), { config });
            expect(message, accounts).to.equal("reported");
        }
    });

    describe("what it records", () => {
        let resources: readonly PlanResource[];
        before(async () => {
            resources = await planned(house);
        });
        const vpcUrn = urn("tiny:index:House$aws:ec2/vpc:Vpc", "h");
        const groupUrn = urn("tiny:index:House$tiny:index:Room$aws:ec2/securityGroup:SecurityGroup", "h-room");

        it("has every resource once, the stack and the provider too, sorted by URN", () => {
            const urns = resources.map((resource) => resource.urn);
            expect(urns).to.deep.equal([...urns].sort());
            expect(urns).to.have.members([
                urn("pulumi:pulumi:Stack", "tiny-test"),
                urn("pulumi:providers:aws", "aws"),
                urn("tiny:index:House", "h"),
                urn("tiny:index:House$tiny:index:Room", "h-room"),
                vpcUrn,
                groupUrn,
                urn(
                    "tiny:index:House$tiny:index:Room$aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
                    "h-room",
                ),
            ]);
        });

        it("has parents, dependencies and which property they came by", () => {
            const group = one(resources, "aws:ec2/securityGroup:SecurityGroup");
            expect(group.parent).to.equal(urn("tiny:index:House$tiny:index:Room", "h-room"));
            expect(group.dependencies).to.deep.equal([vpcUrn]);
            expect(group.propertyDependencies).to.deep.equal({ vpcId: [vpcUrn] });
            const rule = one(resources, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
            expect(rule.dependencies).to.deep.equal([groupUrn]);
            expect(rule.propertyDependencies).to.deep.equal({
                referencedSecurityGroupId: [groupUrn],
                securityGroupId: [groupUrn],
            });
        });

        it("has ids in the service's shape, the same wherever they are named, and none for components", () => {
            const vpc = one(resources, "aws:ec2/vpc:Vpc");
            expect(vpc.id).to.match(/^vpc-[0-9a-f]{17}$/);
            expect(one(resources, "aws:ec2/securityGroup:SecurityGroup").props.vpcId).to.equal(vpc.id);
            expect(vpc.outputs.arn).to.equal(`arn:aws:ec2:eu-central-1:444455556666:vpc/${vpc.id}`);
            expect(one(resources, "tiny:index:House")).to.include({ id: "", custom: false });
        });

        it("has what a component takes and registers, and what the stack exports", () => {
            const { props, outputs } = one(resources, "tiny:index:House");
            expect(props).to.deep.equal({ size: 2 });
            expect(outputs).to.deep.equal({ role: "house", vpcId: one(resources, "aws:ec2/vpc:Vpc").id });
            expect(one(resources, "pulumi:pulumi:Stack").outputs).to.deep.equal({ answer: 42 });
        });
    });

    it("gives the same bytes again, also after another stack in the same process", async () => {
        const first = JSON.stringify(await planned(house));
        const other = await planned(house, { stack: "other", config: { "aws:region": "us-east-1" } });
        expect(other.every(({ urn }) => urn.startsWith("urn:pulumi:other::tiny::"))).to.equal(true);
        expect(one(other, "aws:ec2/vpc:Vpc").outputs.arn).to.include(":us-east-1:111122223333:");
        expect(JSON.stringify(await planned(house))).to.equal(first);
    });

    it("answers a remote component of awsx", async () => {
        const resources = await planned(async () => {
            const vpc = new awsx.ec2.DefaultVpc("default");
            return { vpcId: vpc.vpcId, subnets: vpc.publicSubnetIds };
        });
        const vpc = one(resources, "awsx:ec2:DefaultVpc");
        expect(vpc).to.include({ custom: false, id: "" });
        expect(vpc.outputs.vpcId).to.match(/^vpc-[0-9a-f]{17}$/);
        expect(one(resources, "pulumi:pulumi:Stack").outputs).to.deep.equal({
            vpcId: vpc.outputs.vpcId,
            subnets: vpc.outputs.publicSubnetIds,
        });
    });

    it("hands protection down to children, unless they say no", async () => {
        const resources = await planned(async () => {
            const parent = new pulumi.ComponentResource("tiny:index:Safe", "safe", {}, { protect: true });
            new aws.s3.Bucket("kept", { bucket: "kept" }, { parent });
            new aws.s3.Bucket("free", { bucket: "free" }, { parent, protect: false });
            new aws.s3.Bucket("other", { bucket: "other" });
        });
        const protectedNames = resources.filter(({ protect }) => protect).map(({ name }) => name);
        expect(protectedNames).to.have.members(["safe", "kept"]);
    });

    it("shows that a secret is there, and never what it is", async () => {
        const overrides = {
            config: { ...files().config, "tiny:token": "hunter2", "tiny:plain": "visible" },
            secretKeys: ["tiny:token"],
        };
        const resources = await planned(async () => {
            const config = new pulumi.Config();
            const token = config.requireSecret("token");
            new aws.ssm.Parameter("token", { name: "/token", type: "SecureString", value: token });
            new aws.iam.Role("r", { name: "r", assumeRolePolicy: pulumi.interpolate`{"x":"${token}"}` });
            new pulumi.ComponentResource("tiny:index:C", "c", { nested: { deep: [token] } });
            return { token, plain: config.require("plain") };
        }, overrides);
        const text = JSON.stringify(resources);
        expect(text).to.not.include("hunter2");
        expect(one(resources, "aws:ssm/parameter:Parameter").props.value).to.equal("[secret]");
        expect(one(resources, "aws:iam/role:Role").props.assumeRolePolicy).to.equal("[secret]");
        expect(one(resources, "aws:iam/role:Role").outputs.assumeRolePolicy).to.equal("[secret]");
        expect(one(resources, "pulumi:pulumi:Stack").outputs).to.deep.equal({ plain: "visible", token: "[secret]" });
    });

    describe("transforms, as the engine runs them,", () => {
        const named = (suffix: string): pulumi.ResourceTransform => {
            return ({ type, props, opts }) =>
                type === "aws:s3/bucket:Bucket"
                    ? { props: { ...props, bucket: `${props.bucket}${suffix}` }, opts }
                    : undefined;
        };

        it("rewrite inputs: a resource's own first, then those of what it lies in, then the stack's", async () => {
            const resources = await planned(async () => {
                pulumi.runtime.registerResourceTransform(named("-stack"));
                const outer = new pulumi.ComponentResource("tiny:index:C", "o", {}, { transforms: [named("-outer")] });
                const inner = { parent: outer, transforms: [named("-inner")] };
                const parent = new pulumi.ComponentResource("tiny:index:C", "i", {}, inner);
                new aws.s3.Bucket("b", { bucket: "b" }, { parent, transforms: [named("-own")] });
                new aws.s3.Bucket("free", { bucket: "free" });
            });
            const buckets = resources.filter(({ type }) => type === "aws:s3/bucket:Bucket");
            expect(buckets.map(({ props }) => props.bucket)).to.have.members(["b-own-inner-outer-stack", "free-stack"]);
        });

        it("rewrite options, may wait, and hand secrets on as such", async () => {
            const resources = await planned(async () => {
                const other = new aws.s3.Bucket("other", { bucket: "other" });
                const provider = new aws.Provider("mine", { region: "eu-central-1" });
                pulumi.runtime.registerResourceTransform(async ({ name, props, opts }) => {
                    await Promise.resolve();
                    const more = { protect: true, ignoreChanges: ["tags"], dependsOn: [other], provider };
                    return name === "p" ? { props, opts: { ...opts, ...more } } : undefined;
                });
                new aws.ssm.Parameter("p", { name: "/p", type: "SecureString", value: pulumi.secret("hunter2") });
            });
            const parameter = one(resources, "aws:ssm/parameter:Parameter");
            expect(parameter).to.deep.include({ protect: true, ignoreChanges: ["tags"] });
            expect(parameter.dependencies).to.deep.equal([urn("aws:s3/bucket:Bucket", "other")]);
            expect(parameter.props.value).to.equal("[secret]");
        });

        it("end the plan when they throw, and are not those of the next", async () => {
            const thrown = async () => {
                pulumi.runtime.registerResourceTransform(() => {
                    throw new Error("wrong in a transform");
                });
            };
            expect(await failure(async () => [await thrown(), new aws.s3.Bucket("b")].length)).to.equal(
                "wrong in a transform",
            );
            expect(await planned(house)).to.not.be.empty;
        });

        it("of look-ups are refused: the answers here are the same whatever is asked", async () => {
            const transforming = async () => pulumi.runtime.registerInvokeTransform(() => undefined);
            expect(await failure(transforming)).to.include("the program transforms its look-ups");
        });
    });

    it("keeps which changes the engine will not carry out", async () => {
        const closed = { vpcId: "vpc-1", ingress: [] };
        const resources = await planned(async () => {
            new aws.ec2.SecurityGroup("g", closed, { ignoreChanges: ["ingress"] });
            new aws.s3.Bucket("b", { bucket: "b" });
        });
        expect(one(resources, "aws:ec2/securityGroup:SecurityGroup").ignoreChanges).to.deep.equal(["ingress"]);
        expect(one(resources, "aws:s3/bucket:Bucket")).to.not.have.property("ignoreChanges");
    });

    describe("an offline plan that cannot be made", () => {
        const vpc = (name: string) => new aws.ec2.Vpc(name, { cidrBlock: "10.0.0.0/16" });

        it("refuses two resources with one URN", async () => {
            const message = await failure(async () => [vpc("v"), vpc("v")].length);
            expect(message).to.equal(
                "two resources have the URN urn:pulumi:test::tiny::aws:ec2/vpc:Vpc::v: rename one of them",
            );
        });

        it("refuses two resources that are one in AWS", async () => {
            const message = await failure(async () => {
                new aws.s3.Bucket("a", { bucket: "same" });
                new aws.s3.Bucket("b", { bucket: "same" });
            });
            expect(message).to.match(/Bucket::b and .+Bucket::a are both same in AWS/);
        });

        it("refuses a look-up that it has no answer for, by its token, awaited or not", async () => {
            const expected =
                "the program asked aws:ec2/getEips:getEips, and preflight/lookups.ts has no answer: add one there";
            expect(await failure(async () => aws.ec2.getEips({}))).to.equal(expected);
            expect(await failure(async () => ({ ips: aws.ec2.getEipsOutput({}).publicIps }))).to.equal(expected);
            expect(await failure(async () => void aws.ec2.getEipsOutput({}))).to.equal(expected);
        });

        it("refuses a remote component and an existing resource that it cannot see into", async () => {
            expect(await failure(async () => ({ id: new awsx.ec2.Vpc("v").vpcId }))).to.include("awsx:ec2:Vpc");
            expect(await failure(async () => ({ id: aws.ec2.Vpc.get("v", "vpc-1").id }))).to.include("vpc-1");
        });

        it("refuses a program that throws, at once or in an apply", async () => {
            const thrown = async () => {
                throw new pulumi.RunError("wrong config");
            };
            expect(await failure(thrown)).to.equal("wrong config");
            const later = async () => {
                vpc("v").id.apply(() => {
                    throw new Error("wrong in apply");
                });
            };
            expect(await failure(later)).to.equal("wrong in apply");
        });

        it("plans the next stack after a refusal as if nothing had been", async () => {
            const clean = JSON.stringify(await planned(house));
            await failure(async () => [vpc("v"), vpc("v"), vpc("w")].length);
            expect(JSON.stringify(await planned(house))).to.equal(clean);
        });
    });
});
