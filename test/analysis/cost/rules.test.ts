import { expect } from "chai";
import { estimate } from "../../../analysis/cost";
import { PlanBuilder, type Ref } from "../fixtures/planBuilder";

type Props = Readonly<Record<string, unknown>>;

/** The lines of one resource, as "item amount". */
function linesOf(build: (b: PlanBuilder) => void, urnPart: string): string[] {
    const b = new PlanBuilder();
    build(b);
    return estimate(b.build())
        .lines.filter(({ urn }) => urn?.endsWith(`::${urnPart}`))
        .map(({ item, monthly }) => `${item} ${monthly!.toFixed(2)}`);
}

function one(type: string, props: Props = {}): string[] {
    return linesOf((b) => b.resource(type, "x", props), "x");
}

const INSTANCE = "aws:ec2/instance:Instance";
const small = { instanceType: "t3.small", rootBlockDevice: { volumeSize: 10, volumeType: "gp3" } };
const addresses = (lines: string[]): string[] => lines.filter((line) => line.includes("IPv4"));

describe("cost: instances and their addresses", () => {
    const subnetOf = (b: PlanBuilder, mapPublicIpOnLaunch: boolean): Ref => {
        const vpcId = b.resource("aws:ec2/vpc:Vpc", "v", { cidrBlock: "10.0.0.0/16" });
        return b.resource("aws:ec2/subnet:Subnet", "s", { vpcId, cidrBlock: "10.0.0.0/24", mapPublicIpOnLaunch });
    };

    it("prices compute, root volume and further volumes", () => {
        const lines = one(INSTANCE, {
            ...small,
            associatePublicIpAddress: false,
            ebsBlockDevices: [{ volumeSize: 50, volumeType: "gp3", iops: 4000, throughput: 250 }],
        });
        expect(lines).to.deep.equal([
            "t3.small instance 15.18",
            "10 GB gp3 root volume 0.80",
            "50 GB gp3 volume 4.00",
            "IOPS of the volume 5.00",
            "throughput of the volume 5.00",
        ]);
    });

    it("takes the AMI's size for a root volume without one", () => {
        expect(one(INSTANCE, { instanceType: "t3.small", associatePublicIpAddress: false })).to.contain(
            "8 GB gp3 root volume 0.64",
        );
    });

    it("counts a public address that the instance asks for", () => {
        expect(addresses(one(INSTANCE, { ...small, associatePublicIpAddress: true }))).to.deep.equal([
            "public IPv4 address 3.65",
        ]);
        expect(addresses(one(INSTANCE, { ...small, associatePublicIpAddress: false }))).to.deep.equal([]);
    });

    it("counts the one that its subnet gives when it does not ask", () => {
        const lines = (map: boolean): string[] =>
            addresses(linesOf((b) => b.resource(INSTANCE, "x", { ...small, subnetId: subnetOf(b, map) }), "x"));
        expect(lines(true)).to.have.lengthOf(1);
        expect(lines(false)).to.deep.equal([]);
    });

    it("takes an unknown subnet for a public one", () => {
        expect(addresses(one(INSTANCE, { ...small, subnetId: "subnet-elsewhere" }))).to.have.lengthOf(1);
    });

    it("counts an Elastic IP in place of the instance's own address, also by association", () => {
        const build = (link: (b: PlanBuilder, host: Ref, eip: Ref) => void) => (b: PlanBuilder) => {
            const host = b.resource(INSTANCE, "x", { ...small, associatePublicIpAddress: true });
            link(b, host, b.resource("aws:ec2/eip:Eip", "e", {}));
        };
        const association = build((b, host, eip) =>
            b.resource("aws:ec2/eipAssociation:EipAssociation", "a", {
                instanceId: host.notKnown(),
                allocationId: eip,
            }),
        );
        expect(addresses(linesOf(association, "x"))).to.deep.equal([]);
        expect(linesOf(association, "e")).to.deep.equal(["public IPv4 address (Elastic IP) 3.65"]);
    });

    it("counts an Elastic IP in place of it too where the address is on the interface that the instance starts with", () => {
        const build = (b: PlanBuilder): void => {
            const eni = b.resource("aws:ec2/networkInterface:NetworkInterface", "n", { subnetId: subnetOf(b, true) });
            b.resource(INSTANCE, "x", { ...small, primaryNetworkInterface: { networkInterfaceId: eni } });
            b.resource("aws:ec2/eip:Eip", "e", { networkInterface: eni });
        };
        expect(addresses(linesOf(build, "x"))).to.deep.equal([]);
        expect(addresses(linesOf(build, "e"))).to.have.lengthOf(1);
    });

    it("prices detailed monitoring as seven metrics", () => {
        expect(one(INSTANCE, { ...small, associatePublicIpAddress: false, monitoring: true })).to.contain(
            "detailed monitoring 2.10",
        );
    });
});

describe("cost: network", () => {
    it("counts the address of a NAT gateway once: with its Elastic IP, or with itself when that is elsewhere", () => {
        const own = (b: PlanBuilder): void => {
            const eip = b.resource("aws:ec2/eip:Eip", "e");
            b.resource("aws:ec2/natGateway:NatGateway", "x", { allocationId: eip.notKnown() });
        };
        expect(linesOf(own, "x")).to.deep.equal(["NAT gateway 32.85"]);
        expect(linesOf(own, "e")).to.have.lengthOf(1);
        expect(addresses(one("aws:ec2/natGateway:NatGateway", { allocationId: "eipalloc-1" }))).to.have.lengthOf(1);
        expect(one("aws:ec2/natGateway:NatGateway", { connectivityType: "private" })).to.deep.equal([
            "NAT gateway 32.85",
        ]);
    });

    it("counts one address a subnet for a load balancer that faces the internet, none for an internal one", () => {
        const balancer = (props: Props): string[] => addresses(one("aws:lb/loadBalancer:LoadBalancer", props));
        expect(balancer({ subnets: ["a", "b", "c"] })[0]).to.contain("10.95");
        expect(addresses(one("aws:alb/loadBalancer:LoadBalancer", { subnets: ["a"] }))[0]).to.contain("3.65");
        expect(balancer({ subnets: ["a", "b"], internal: true })).to.deep.equal([]);
        expect(balancer({ subnetMappings: [{ subnetId: "a", allocationId: "e" }, { subnetId: "b" }] })[0]).to.contain(
            "3.65",
        );
        expect(balancer({ subnetMappings: [{ subnetId: "a", allocationId: "e" }] })).to.deep.equal([]);
    });

    it("counts subnets that are not known yet by what they depend on", () => {
        const build = (b: PlanBuilder): void => {
            const subnets = ["a", "b"].map((name) => b.resource("aws:ec2/subnet:Subnet", name).notKnown());
            b.resource("aws:ec2/vpcEndpoint:VpcEndpoint", "x", { vpcEndpointType: "Interface", subnetIds: subnets });
        };
        expect(linesOf(build, "x")[0]).to.contain("in 2 zones 14.60");
    });

    it("gives gateway endpoints for nothing, and adds associated subnets to an interface endpoint", () => {
        expect(one("aws:ec2/vpcEndpoint:VpcEndpoint", { serviceName: "com.amazonaws.us-east-1.s3" })).to.deep.equal([]);
        const build = (b: PlanBuilder): void => {
            const endpoint = b.resource("aws:ec2/vpcEndpoint:VpcEndpoint", "x", {
                vpcEndpointType: "Interface",
                subnetIds: ["a"],
            });
            const type = "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation";
            b.resource(type, "more", { vpcEndpointId: endpoint, subnetId: "b" });
        };
        expect(linesOf(build, "x")[0]).to.contain("in 2 zones 14.60");
    });

    it("prices what the stacks do not use: firewalls, resolver endpoints, zones", () => {
        expect(one("aws:networkfirewall/firewall:Firewall", { subnetMappings: [{}, {}] })).to.deep.equal([
            "Network Firewall 576.70",
        ]);
        expect(one("aws:wafv2/webAcl:WebAcl", { rules: [{}, {}, {}] })).to.deep.equal([
            "web ACL 5.00",
            "web ACL rules 3.00",
        ]);
        expect(one("aws:route53/resolverEndpoint:ResolverEndpoint", { ipAddresses: [{}, {}] })).to.deep.equal([
            "resolver endpoint 182.50",
        ]);
        expect(one("aws:route53/zone:Zone")).to.deep.equal(["hosted zone 0.50"]);
    });
});

describe("cost: services", () => {
    it("prices alarms by resolution and by the metrics they read", () => {
        const alarm = (props: Props): string[] => one("aws:cloudwatch/metricAlarm:MetricAlarm", props);
        expect(alarm({ period: 60 })).to.deep.equal(["alarm 0.10"]);
        expect(alarm({ period: 10 })).to.deep.equal(["alarm, high resolution 0.30"]);
        expect(alarm({ metricQueries: [{ metric: {} }, { metric: {} }, { expression: "a+b" }] })).to.deep.equal([
            "alarm 0.20",
        ]);
        expect(one("aws:cloudwatch/compositeAlarm:CompositeAlarm")).to.deep.equal(["composite alarm 0.50"]);
        expect(one("aws:cloudwatch/dashboard:Dashboard")).to.deep.equal(["dashboard 3.00"]);
        expect(one("aws:cloudwatch/logMetricFilter:LogMetricFilter")).to.deep.equal([
            "custom metric of a log filter 0.30",
        ]);
    });

    it("prices keys, secrets and advanced parameters", () => {
        expect(one("aws:kms/key:Key")).to.deep.equal(["KMS key 1.00", "KMS requests 0.06"]);
        expect(one("aws:secretsmanager/secret:Secret")).to.deep.equal(["secret 0.40", "Secrets Manager calls 0.03"]);
        expect(one("aws:ssm/parameter:Parameter", { tier: "Advanced" })).to.deep.equal(["advanced parameter 0.05"]);
        expect(one("aws:ssm/parameter:Parameter", { type: "SecureString" })).to.deep.equal([]);
    });

    it("reads from the plan who writes into a log group, also by an ARN that is built from the name", () => {
        const group = (b: PlanBuilder): Ref =>
            b.resource("aws:cloudwatch/logGroup:LogGroup", "x", { name: "/openhands/flow", retentionInDays: 30 });
        const byArn = linesOf((b) => {
            group(b);
            const arn = "arn:aws:logs:us-east-1:111122223333:log-group:/openhands/flow:*";
            b.resource("aws:ec2/flowLog:FlowLog", "f", { logDestination: arn });
        }, "x");
        const byLink = linesOf((b) => {
            b.resource("aws:ec2/flowLog:FlowLog", "f", { logDestination: group(b).notKnown() });
        }, "x");
        // 2 GB at 0.50; 2 x 0.15 GB kept a month at 0.03 is 0.009
        expect(byArn).to.deep.equal(["ingestion of flow logs 1.00", "flow logs kept 30 days 0.01"]);
        expect(byLink).to.deep.equal(byArn);
        expect(linesOf(group, "x")).to.deep.equal(["ingestion of host logs 0.50", "host logs kept 30 days 0.00"]);
    });

    it("counts ten years for a log group without retention, and says so", () => {
        const b = new PlanBuilder();
        b.resource("aws:cloudwatch/logGroup:LogGroup", "x", { name: "/x" });
        const report = estimate(b.build());
        expect(report.lines.map(({ item }) => item)).to.contain("host logs kept 3653 days");
        expect(report.notes.join(" ")).to.contain("for ever");
    });

    it("prices snapshots from the volumes and the retention of the plan", () => {
        const build = (b: PlanBuilder): void => {
            b.resource("aws:ebs/volume:Volume", "v", { size: 100, type: "gp3" });
            b.resource("aws:backup/plan:Plan", "x", { rules: [{ lifecycle: { deleteAfter: 35 } }] });
        };
        // 100 GB x (0.4 + 34 x 0.01) = 74 GB at 0.05
        expect(linesOf(build, "x")).to.deep.equal(["snapshots of 100 GB of data volumes, kept 35 days 3.70"]);
        expect(one("aws:backup/plan:Plan", { rules: [{ lifecycle: { deleteAfter: 35 } }] })).to.deep.equal([]);
    });

    it("notes T3 instances in unlimited mode", () => {
        const notes = (props: Props): string => {
            const b = new PlanBuilder();
            b.resource(INSTANCE, "x", { ...small, ...props });
            return estimate(b.build()).notes.join(" ");
        };
        expect(notes({})).to.contain("unlimited mode").and.contain("36.50");
        expect(notes({ creditSpecification: { cpuCredits: "standard" } })).to.not.contain("unlimited");
    });
});

describe("cost: artifact storage", () => {
    const artifacts = (rules: readonly object[]): string[] =>
        linesOf((b) => {
            const store = b.component("isolated:storage:ArtifactStore", "store", { role: "artifacts" });
            const bucket = b.resource("aws:s3/bucket:Bucket", "x", { bucket: "a" }, store);
            b.resource(
                "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
                "l",
                { bucket, rules },
                store,
            );
        }, "x").filter((line) => line.startsWith("artifacts in"));

    it("follows the lifecycle that the plan has", () => {
        const transitions = [
            { days: 90, storageClass: "GLACIER_IR" },
            { days: 30, storageClass: "STANDARD_IA" },
        ];
        expect(artifacts([{ status: "Enabled", transitions, expiration: { days: 365 } }])).to.deep.equal([
            "artifacts in STANDARD, 30 days 0.14", // 6 GB at 0.023
            "artifacts in STANDARD_IA, 60 days 0.15", // 12 GB at 0.0125
            "artifacts in GLACIER_IR, 275 days 0.22", // 55 GB at 0.004
        ]);
        expect(artifacts([{ status: "Enabled", transitions, expiration: { days: 91 } }]).at(-1)).to.equal(
            "artifacts in GLACIER_IR, 1 days 0.00",
        );
    });

    it("ignores rules that are off, and counts a year where nothing expires", () => {
        expect(artifacts([{ status: "Disabled", expiration: { days: 1 } }])).to.deep.equal([
            "artifacts in STANDARD, 365 days 1.68", // 73 GB at 0.023
        ]);
    });
});
