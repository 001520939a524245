import { expect } from "chai";
import type { Plan, PlanResource } from "../../model/plan";
import { losses, lossesOf } from "../../preflight/losses";
import { preflight } from "../../preflight/preflight";
import { summary } from "../../preflight/summary";
import { planStack } from "../../preflight/plan";
import { planned } from "../fixtures/planned";

/** Properties that name things, carry what such names are in, or address the hosts of another network: nothing is given up by them. */
const names = [
    ...[
        "name",
        "namePrefix",
        "bucket",
        "tags",
        "tagsAll",
        "description",
        "key",
        "associationName",
        "role",
        "vpcSecurityGroupIds",
    ],
    ...["kmsKeyId", "targetKeyId", "iamInstanceProfile", "instanceId", "volumeId", "securityGroupId", "securityGroups"],
    ...["referencedSecurityGroupId", "loadBalancerArn", "targetGroupArn", "targetId", "defaultActions", "accessLogs"],
    // The bundle of a host, its hash, and where it lies: the same pieces, with the addresses and names of the stack.
    ...["contentBase64", "parameters", "insecureValue", "userData", "targets", "defaultTags"],
];

/** Policies of buckets and of the logs' key name buckets, roles and log groups; what they say is the same. */
const sameButNames = ["aws:s3/bucketPolicy:BucketPolicy.policy", "aws:kms/key:Key.policy"];

/** What the demo has besides, and prod has not. */
const replacements = [
    "tls:index/privateKey:PrivateKey",
    "tls:index/selfSignedCert:SelfSignedCert",
    "pulumi:providers:tls",
    "pulumi:providers:awsx",
];

/** As the page has it. */
const escaped = (text: string) => text.replaceAll("'", "&#39;");

const short = (type: string) => type.replace(/^(aws|pulumi):/, "");
const keyOf = ({ type, name }: PlanResource) => `${type} ${name}`;

/** Each difference of two plans, as a type or as a property of one. */
function differences(one: Plan, other: Plan): string[] {
    const custom = (plan: Plan) =>
        new Map(plan.resources.filter((each) => each.custom).map((each) => [keyOf(each), each]));
    const [ours, theirs] = [custom(one), custom(other)];
    const whole = [...ours, ...theirs]
        .filter(([key]) => !(ours.has(key) && theirs.has(key)))
        .map(([, { type }]) => type);
    const parts = [...ours].flatMap(([key, resource]) => {
        const twin = theirs.get(key);
        if (twin === undefined) return [];
        const [a, b] = [resource, twin].map(
            ({ props, protect, ignoreChanges }) => ({ ...props, protect, ignoreChanges }) as Record<string, unknown>,
        );
        const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
        return keys
            .filter((each) => JSON.stringify(a[each]) !== JSON.stringify(b[each]))
            .map((each) => `${resource.type}.${each}`);
    });
    return [...new Set([...whole, ...parts])].sort();
}

const isAbout = (of: readonly string[], difference: string) =>
    of.some((each) => each === short(difference) || (each === "*.protect" && difference.endsWith(".protect")));

describe("what a stack gives up against prod", () => {
    let dev: Plan;
    let prod: Plan;
    before(async () => {
        [dev, prod] = [await planStack("dev"), await planStack("prod")];
    });
    const lostIn = ({ resources }: Plan) => losses.filter(({ by }) => by(resources).length > 0);

    it("is nothing in prod, and everything on the list in the demo", () => {
        expect(lossesOf(prod)).to.deep.equal([]);
        expect(lostIn(dev)).to.deep.equal(losses);
    });

    it("names for each property in which the demo's plan is other than prod's the line that says so", () => {
        const found = differences(prod, dev);
        expect(found.length).to.be.above(60);
        const untold = found.filter(
            (each) =>
                !names.includes(each.split(".").at(-1)!) &&
                !sameButNames.includes(each) &&
                !replacements.includes(each) &&
                !losses.some(({ of }) => isAbout(of, each)),
        );
        expect(untold).to.deep.equal([]);
    });

    it("rests on a difference that is there, line by line", () => {
        const found = differences(prod, dev);
        for (const { says, of } of losses)
            expect(
                found.filter((each) => isAbout(of, each)),
                says,
            ).to.not.be.empty;
    });

    it("is in the report and on the terminal, all of it, and of prod neither", async () => {
        for (const [stack, plan] of [
            ["dev", dev],
            ["prod", prod],
        ] as const) {
            const result = await preflight(stack);
            const lines = lossesOf(plan);
            const said = summary(result, "evidence");
            expect(said.split("\n").filter((line) => line.startsWith("  gives up"))).to.deep.equal(
                lines.map((line) => `  gives up against prod: ${line}`),
            );
            for (const line of lines) expect(result.report).to.include(`<li>${escaped(line)}</li>`);
            expect(result.report.includes("What this stack gives up")).to.equal(stack === "dev");
        }
    });

    /** Prod's plan with one thing of it relaxed. */
    const relaxed = (type: string, change: (resource: PlanResource) => PlanResource[]): Plan => ({
        ...prod,
        resources: prod.resources.flatMap((each) => (short(each.type) === type ? change(each) : [each])),
    });
    const withProps = (props: object) => (each: PlanResource) => [{ ...each, props: { ...each.props, ...props } }];
    const gone = () => [];
    const cases: readonly (readonly [
        type: string,
        change: (resource: PlanResource) => PlanResource[],
        says: RegExp,
    ])[] = [
        ["ec2/vpc:Vpc", gone, /^no network of its own/],
        ["ec2/networkAcl:NetworkAcl", gone, /^no network ACLs/],
        [
            "ec2/instance:Instance",
            withProps({ associatePublicIpAddress: true }),
            /^public addresses.*\(openhands, web-proxy, verifier\)/,
        ],
        ["ec2/vpcEndpoint:VpcEndpoint", gone, /^no endpoints/],
        ["iam/rolePolicy:RolePolicy", withProps({ policy: "{}" }), /^credentials of hosts work from any address/],
        ["route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation", gone, /^no DNS Firewall/],
        ["ec2/flowLog:FlowLog", gone, /^no flow logs/],
        ["ec2/eip:Eip", gone, /^no fixed address/],
        ["s3/bucket:Bucket", withProps({ forceDestroy: true }), /^deleted without a question.*artifacts.*release/],
        ["ebs/volume:Volume", (each) => [{ ...each, protect: false }], /^deleted without a question/],
        ["lb/loadBalancer:LoadBalancer", withProps({ enableDeletionProtection: false }), /^deleted by one call/],
        ["ec2/instance:Instance", (each) => [{ ...each, ignoreChanges: ["ami"] }], /^an image of the hosts that moves/],
        ["providers:aws", withProps({ allowedAccountIds: undefined }), /^deployed into whatever account/],
    ];
    for (const [type, change, says] of cases)
        it(`is said of a prod that gives up one thing: ${says.source}`, () => {
            const said = lossesOf(relaxed(type, change));
            expect(said).to.have.length(1);
            expect(said[0]).to.match(says);
        });

    it("is said of a mode without endpoints, and of the open rule, by the rule's name", async () => {
        const { plan } = await planned("dev", { network: { mode: "nat" } });
        expect(lossesOf(plan)).to.include.members([
            "no endpoints: AWS's services are reached over the internet, and no endpoint's policy ends requests at this account",
        ]);
        expect(lossesOf(dev).find((each) => each.startsWith("443 of any address"))).to.include(
            "(openhands-internet, verifier-internet)",
        );
    });
});
