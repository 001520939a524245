import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { planned, type Planned } from "../fixtures/planned";

/** What AWS enforces and no emulator tells, on every shape of the network. Sources: AWS quotas and naming pages of each service. */

const shapes: readonly [name: string, stack: "dev" | "prod", sections: Record<string, object>][] = [
    ["prod", "prod", {}],
    ["dev", "dev", {}],
    ["nat", "dev", { network: { mode: "nat" } }],
    ["three zones", "dev", { network: { mode: "nat-endpoints", azCount: 3, natGateways: "per-az" } }],
    ["SSH", "prod", { access: { sshCidrs: ["198.51.100.0/24"] } }],
];

for (const [shape, stack, sections] of shapes) {
    describe(`AWS's limits, ${shape}`, () => {
        let plan: Planned;
        before(async () => (plan = await planned(stack, sections)));

        it("each group has at most 60 rules a direction, one peer a rule", () => {
            for (const direction of ["Ingress", "Egress"]) {
                const perGroup = new Map<unknown, number>();
                for (const { props } of plan.all(`vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`)) {
                    perGroup.set(props.securityGroupId, (perGroup.get(props.securityGroupId) ?? 0) + 1);
                    const peers = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"].filter(
                        (key) => props[key] !== undefined,
                    );
                    expect(peers).to.have.length(1);
                }
                for (const count of perGroup.values()) expect(count).to.be.at.most(60);
            }
        });

        it("each ACL has at most 20 rules a direction, numbered 1 to 32766 without repeats", () => {
            const numbers = new Map<string, number[]>();
            for (const { props } of plan.all("ec2/networkAclRule:NetworkAclRule")) {
                const list = `${props.networkAclId} ${props.egress}`;
                numbers.set(list, [...(numbers.get(list) ?? []), Number(props.ruleNumber)]);
            }
            for (const own of numbers.values()) {
                expect(own.length).to.be.at.most(20);
                expect(new Set(own).size).to.equal(own.length);
                expect(Math.min(...own)).to.be.at.least(1);
                expect(Math.max(...own)).to.be.at.most(32766);
            }
        });

        it("names are short enough: load balancers and target groups 32, roles 64, buckets 63, descriptions of plain characters", () => {
            const lengths: [type: string, property: string, limit: number, form: RegExp][] = [
                ["lb/loadBalancer:LoadBalancer", "name", 32, /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/],
                ["lb/targetGroup:TargetGroup", "name", 32, /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/],
                ["iam/role:Role", "name", 64, /^[\w+=,.@-]+$/],
                ["iam/instanceProfile:InstanceProfile", "name", 128, /^[\w+=,.@-]+$/],
                ["s3/bucket:Bucket", "bucket", 63, /^[a-z0-9][a-z0-9.-]+[a-z0-9]$/],
                ["ec2/securityGroup:SecurityGroup", "name", 255, /^(?!sg-)[\w .\-:/()#,@[\]+=&;{}!$*]+$/],
                ["ec2/securityGroup:SecurityGroup", "description", 255, /^[\w .\-:/()#,@[\]+=&;{}!$*]+$/],
                [
                    "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
                    "description",
                    255,
                    /^[\w .\-:/()#,@[\]+=&;{}!$*]+$/,
                ],
                [
                    "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
                    "description",
                    255,
                    /^[\w .\-:/()#,@[\]+=&;{}!$*]+$/,
                ],
                ["ssm/parameter:Parameter", "name", 1011, /^\/(?!aws|ssm)[\w./-]+$/],
                ["cloudwatch/logGroup:LogGroup", "name", 512, /^[\w\-/.#]+$/],
            ];
            for (const [type, property, limit, form] of lengths) {
                for (const { props, urn } of plan.all(type)) {
                    expect(String(props[property]).length, urn).to.be.at.most(limit);
                    expect(String(props[property]), urn).to.match(form);
                }
            }
        });

        it("policies are short enough: 10,240 characters of a role's inline policies, 2,048 of trust, 20,480 of a bucket or endpoint, 32,768 of a key", () => {
            const inline = new Map<string, number>();
            for (const { props } of plan.all("iam/rolePolicy:RolePolicy")) {
                inline.set(String(props.role), (inline.get(String(props.role)) ?? 0) + String(props.policy).length);
            }
            for (const [role, size] of inline) expect(size, role).to.be.at.most(10_240);
            const sizes: [type: string, property: string, limit: number][] = [
                ["iam/role:Role", "assumeRolePolicy", 2048],
                ["s3/bucketPolicy:BucketPolicy", "policy", 20_480],
                ["ec2/vpcEndpoint:VpcEndpoint", "policy", 20_480],
                ["kms/key:Key", "policy", 32_768],
                ["cloudwatch/logResourcePolicy:LogResourcePolicy", "policyDocument", 5120],
            ];
            for (const [type, property, limit] of sizes) {
                for (const { props, urn } of plan.all(type))
                    expect(String(props[property]).length, urn).to.be.at.most(limit);
            }
        });

        it("an application load balancer has two zones, a network one its group at creation", () => {
            for (const { props } of plan.all("lb/loadBalancer:LoadBalancer")) {
                expect((props.subnets as string[]).length).to.be.at.least(2);
                expect(props.securityGroups).to.have.length(1);
            }
        });

        it("lifecycle rules are in order: later classes later, 30 days before IA, an expiry after the last transition", () => {
            for (const { props } of plan.all("s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")) {
                for (const rule of props.rules as {
                    id: string;
                    transitions?: { days: number }[];
                    expiration?: { days?: number };
                }[]) {
                    const days = [
                        ...(rule.transitions ?? []).map((transition) => transition.days),
                        rule.expiration?.days ?? Infinity,
                    ];
                    expect(days, rule.id).to.deep.equal([...days].sort((a, b) => a - b));
                    if (rule.transitions) expect(days[0]).to.be.at.least(30);
                }
            }
        });

        it("host addresses are inside their subnet and not among the five that AWS reserves", () => {
            for (const { props } of plan.all("ec2/instance:Instance")) {
                const last = Number(String(props.privateIp).split(".")[3]);
                expect(last).to.be.above(3).and.below(255);
            }
        });
    });
}

describe("the program", () => {
    it("makes no resource inside apply, and waits in no constructor", () => {
        const root = join(__dirname, "..", "..");
        const files = ["components", "stacks"].flatMap((folder) =>
            readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
                .filter((file) => file.endsWith(".ts"))
                .map((file) => join(root, folder, file)),
        );
        expect(files.length).to.be.above(15);
        for (const file of files) {
            const source = readFileSync(file, "utf8");
            expect(/\.apply\([\s\S]*?new (aws|awsx|tls)\./.test(source), file).to.equal(false);
            if (file.includes("components")) expect(source, file).to.not.match(/\bawait\b/);
        }
    });

    it("plans the same bytes twice", async () => {
        const [first, second] = [await planned("prod"), await planned("prod")];
        expect(JSON.stringify(first.plan)).to.equal(JSON.stringify(second.plan));
    });
});
