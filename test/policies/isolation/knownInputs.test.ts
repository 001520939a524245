import { expect } from "chai";
import { fromPlan, type GraphResource } from "../../../analysis/graph/resource";
import type { Plan } from "../../../model/plan";
import { ofType, withInputs, withPath, withResource } from "../../../mutate/mutant";
import { Context } from "../../../policies/framework/context";
import { knownInputs } from "../../../policies/isolation/rules/knownInputs";
import { lookalikes } from "../../../policies/isolation/rules/lookalikes";
import { planned } from "../../fixtures/planned";

describe("known-inputs", function () {
    this.timeout(120_000);
    let plan: Plan;
    before(async () => {
        plan = (await planned("prod")).plan;
    });
    const saidOf = (resources: readonly GraphResource[], rule = knownInputs) =>
        rule
            .evaluate(new Context(resources))
            .filter(({ verdict }) => verdict !== "compliant")
            .map(({ message }) => message);
    const said = (of: Plan) => saidOf(fromPlan(of));
    const first = (type: string) => ofType(plan, type)[0];

    it("accepts both stacks as they are", async () => {
        expect(said(plan)).to.deep.equal([]);
        expect(said((await planned("dev")).plan)).to.deep.equal([]);
    });

    for (const [type, path, value] of [
        ["ec2/instance:Instance", ["userDataBase64"], "IyEvYmluL3No"],
        ["ec2/instance:Instance", ["launchTemplate"], { id: "lt-1" }],
        ["ec2/instance:Instance", ["rootBlockDevice", "snapshotId"], "snap-1"],
        ["ec2/route:Route", ["networkInterfaceId"], "eni-1"],
        ["ebs/volume:Volume", ["snapshotId"], "snap-1"],
        ["ec2/natGateway:NatGateway", ["connectivityType"], "private"],
        ["kms/key:Key", ["isEnabled"], false],
        ["lb/targetGroup:TargetGroup", ["healthCheck", "enabled"], "other"],
        ["route53/resolverFirewallRule:ResolverFirewallRule", ["qType"], "A"],
        ["s3/bucket:Bucket", ["corsRules"], [{ allowedOrigins: ["*"] }]],
    ] as const)
        it(`refuses ${path.join(".")} of ${type}, names it, and says what to write`, () => {
            const found = said(withPath(plan, first(type), path, value));
            expect(found).to.have.lengthOf(1);
            expect(found[0])
                .to.include(`sets ${path.join(".")},`)
                .and.to.include("remove it");
        });

    it("refuses an input of no version of the provider that anybody has looked at", () => {
        const [message] = said(withInputs(plan, first("ec2/subnet:Subnet"), { brandNewGateway: "gw-1" }));
        expect(message).to.include("brandNewGateway");
    });

    it("refuses an input whose value nobody knows yet, by what it is made of", () => {
        const resources = fromPlan(plan).map((one) =>
            one.urn === first("ebs/volume:Volume").urn
                ? { ...one, propertyDependencies: { ...one.propertyDependencies, snapshotId: ["urn:other"] } }
                : one,
        );
        expect(saidOf(resources).join()).to.include("snapshotId");
    });

    for (const [type, inputs] of [
        ["kms/key:Key", { isEnabled: true, keyUsage: "ENCRYPT_DECRYPT", __defaults: ["isEnabled", "keyUsage"] }],
        ["ec2/instance:Instance", { getPasswordData: false, ebsBlockDevices: [], keyName: "", hostId: null }],
        ["ec2/natGateway:NatGateway", { connectivityType: "public", secondaryPrivateIpAddressCount: 0 }],
        ["ec2/subnet:Subnet", { tagsAll: { Owner: "ops" }, ipv6Native: false, region: "us-east-1" }],
        ["ec2/instance:Instance", { disableApiTermination: true, monitoring: true, tags: { a: "b" } }],
    ] as const)
        it(`accepts ${Object.keys(inputs).join(", ")} of ${type}: the provider's defaults, and what opens nothing`, () => {
            expect(said(withInputs(plan, first(type), inputs))).to.deep.equal([]);
        });

    it("judges what the program writes, and not what AWS answers beside it", () => {
        const answered = (written: GraphResource["written"]) =>
            fromPlan(plan).map((one): GraphResource => {
                if (one.urn !== first("ec2/instance:Instance").urn) return one;
                const mixed = { ...one.props, primaryNetworkInterfaceId: "eni-1", hostId: "h-1" };
                return { ...one, props: mixed, outputs: mixed, written: written && { ...one.props, ...written } };
            });
        expect(saidOf(answered({}))).to.deep.equal([]);
        expect(saidOf(answered(undefined)), "a state that is analysed later tells no inputs").to.deep.equal([]);
        expect(saidOf(answered({ hostId: "h-1" })).join()).to.include("hostId");
    });

    it("stops a resource before it is created", () => {
        const resource = fromPlan(withInputs(plan, first("ebs/volume:Volume"), { snapshotId: "snap-1" })).find(
            ({ urn }) => urn === first("ebs/volume:Volume").urn,
        )!;
        const alone = { ...resource, parent: "", outputs: resource.props };
        expect(knownInputs.resource?.check(alone).map(({ verdict }) => verdict)).to.deep.equal(["non-compliant"]);
    });

    it("says nothing of types outside the design", () => {
        expect(said(withResource(plan, "sqs/queue:Queue", "added", { anything: "at all" }))).to.deep.equal([]);
    });

    describe("and what parts are attached to", () => {
        const others = (of: Plan) => saidOf(fromPlan(of), lookalikes);
        for (const [type, input, value] of [
            ["ec2/securityGroup:SecurityGroup", "vpcId", "vpc-0ddddddddddddddd0"],
            ["ec2/volumeAttachment:VolumeAttachment", "volumeId", "vol-0ddddddddddddddd0"],
            ["ec2/volumeAttachment:VolumeAttachment", "instanceId", "i-0ddddddddddddddd0"],
            ["lb/targetGroupAttachment:TargetGroupAttachment", "targetId", "i-0ddddddddddddddd0"],
            [
                "route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation",
                "firewallRuleGroupId",
                "rslvr-frg-0ddddddddddddddd0",
            ],
        ] as const)
            it(`is the stack's own: no other ${input} of ${type}`, () => {
                const found = others(withInputs(plan, first(type), { [input]: value }));
                expect(found.join()).to.include(`${input} is ${value}`);
            });

        it("is the stack's own, also in a command for hosts, and beside the design", () => {
            const aimed = withPath(plan, first("ssm/association:Association"), ["targets", 0, "values", 0], "i-0ddd");
            expect(others(aimed).join()).to.include("targets is i-0ddd");
            const reserved = (subnetId: string) =>
                withResource(plan, "ec2/subnetCidrReservation:SubnetCidrReservation", "added", { subnetId });
            expect(others(reserved("subnet-0ddd")).join()).to.include("subnetId is subnet-0ddd");
            expect(others(reserved(first("ec2/subnet:Subnet").id))).to.deep.equal([]);
        });

        it("is asked only where the stack makes such a part", async () => {
            expect(others(plan)).to.deep.equal([]);
            expect(others((await planned("dev")).plan)).to.deep.equal([]);
            const kept = await planned("prod", { openHands: { dataVolumeId: "vol-0123456789abcdef0" } });
            expect(others(kept.plan)).to.deep.equal([]);
        });
    });
});
