import { expect } from "chai";
import { endpointAddress } from "../../design/addresses";
import { document, planned, type Planned } from "../fixtures/planned";

const routes = (plan: Planned) =>
    plan.all("ec2/route:Route").map(({ name, props }) => {
        const target = props.gatewayId ? "internet gateway" : plan.nameOf(props.natGatewayId);
        return `${name}: ${props.destinationCidrBlock} -> ${target}`;
    });

describe("IsolatedNetwork in mode nat-endpoints", () => {
    let plan: Planned;
    before(async () => (plan = await planned("prod")));

    it("is one VPC with DNS support and hostnames", () => {
        expect(plan.inputs("ec2/vpc:Vpc")).to.deep.equal({
            network: {
                cidrBlock: "10.0.0.0/16",
                enableDnsSupport: true,
                enableDnsHostnames: true,
                tags: { Name: "openhands" },
            },
        });
    });

    it("has the subnets of the design, none of which gives addresses away", () => {
        const subnets = plan
            .all("ec2/subnet:Subnet")
            .map(({ name, props }) => [name, props.cidrBlock, props.availabilityZone, props.mapPublicIpOnLaunch]);
        expect(subnets).to.deep.equal([
            ["network-edge-0", "10.0.2.0/24", "us-east-1a", false],
            ["network-private-0", "10.0.1.0/24", "us-east-1a", false],
            ["network-public-0", "10.0.0.0/24", "us-east-1a", false],
            ["network-public-1", "10.0.16.0/24", "us-east-1b", false],
        ]);
    });

    it("routes the public tier to the internet, the edge to NAT, and the private tier nowhere", () => {
        expect(routes(plan)).to.deep.equal([
            "network-edge-0-default: 0.0.0.0/0 -> network-nat-0",
            "network-public-0-default: 0.0.0.0/0 -> internet gateway",
            "network-public-1-default: 0.0.0.0/0 -> internet gateway",
        ]);
        expect(plan.all("ec2/routeTable:RouteTable")).to.have.length(4);
        expect(plan.all("ec2/routeTableAssociation:RouteTableAssociation")).to.have.length(4);
    });

    it("has one NAT gateway with its own address, in the public tier, after the internet gateway", () => {
        const nat = plan.one("ec2/natGateway:NatGateway", "network-nat-0");
        expect(plan.nameOf(nat.props.subnetId)).to.equal("network-public-0");
        expect(plan.nameOf(nat.props.allocationId)).to.equal("network-nat-0");
        expect(nat.dependencies.some((urn) => urn.includes("InternetGateway"))).to.equal(true);
    });

    it("puts every subnet under its tier's ACL and closes the default ACL and group", () => {
        const associations = plan.all("ec2/networkAclAssociation:NetworkAclAssociation");
        expect(
            associations.map(({ props }) => `${plan.nameOf(props.subnetId)} ${plan.nameOf(props.networkAclId)}`),
        ).to.deep.equal([
            "network-edge-0 network-edge",
            "network-private-0 network-private",
            "network-public-0 network-public",
            "network-public-1 network-public",
        ]);
        for (const type of [
            "ec2/defaultNetworkAcl:DefaultNetworkAcl",
            "ec2/defaultSecurityGroup:DefaultSecurityGroup",
        ]) {
            const [only] = plan.all(type);
            expect(only.props).to.not.have.any.keys("ingress", "egress");
        }
    });

    it("reaches AWS by three interface endpoints and S3's gateway, each for this account only", () => {
        const endpoints = plan.all("ec2/vpcEndpoint:VpcEndpoint");
        expect(endpoints.map(({ props }) => `${props.serviceName} ${props.vpcEndpointType}`)).to.deep.equal([
            "com.amazonaws.us-east-1.logs Interface",
            "com.amazonaws.us-east-1.s3 Gateway",
            "com.amazonaws.us-east-1.ssm Interface",
            "com.amazonaws.us-east-1.ssmmessages Interface",
        ]);
        for (const { props } of endpoints) {
            const [statement] = document(props.policy).Statement;
            expect(statement).to.deep.include({ Effect: "Allow", Principal: "*" });
            expect(statement.Condition).to.have.nested.property("StringEquals.aws:PrincipalAccount", "111122223333");
        }
        const s3 = document(plan.one("ec2/vpcEndpoint:VpcEndpoint", "network-endpoints-s3").props.policy).Statement[0];
        expect(s3.Condition).to.have.nested.property("StringEquals.aws:ResourceAccount", "111122223333");
        const interfaces = endpoints.filter(({ props }) => props.vpcEndpointType === "Interface");
        for (const { props } of interfaces) {
            expect(props.privateDnsEnabled).to.equal(true);
            expect((props.subnetIds as string[]).map((id) => plan.nameOf(id))).to.deep.equal(["network-private-0"]);
            expect((props.securityGroupIds as string[]).map((id) => plan.nameOf(id))).to.deep.equal([
                "network-endpoints",
            ]);
        }
        const tables = plan.all("ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation");
        expect(tables.map(({ props }) => plan.nameOf(props.routeTableId))).to.deep.equal([
            "network-private-0",
            "network-edge-0",
        ]);
    });

    it("resolves approved names and blocks all others, failing closed, with every query logged", () => {
        const rules = plan.inputs("route53/resolverFirewallRule:ResolverFirewallRule");
        expect(rules["network-dns-approved"]).to.include({
            action: "ALLOW",
            priority: 100,
            firewallDomainRedirectionAction: "TRUST_REDIRECTION_DOMAIN",
        });
        expect(rules["network-dns-everything"]).to.include({
            action: "BLOCK",
            blockResponse: "NXDOMAIN",
            priority: 200,
        });
        const lists = plan.inputs("route53/resolverFirewallDomainList:ResolverFirewallDomainList");
        expect(lists["network-dns-everything"].domains).to.deep.equal(["*"]);
        expect(lists["network-dns-approved"].domains)
            .to.include("api.anthropic.com")
            .and.to.not.include("*.amazonaws.com");
        expect(
            plan.one("route53/resolverFirewallConfig:ResolverFirewallConfig", "network-dns").props.firewallFailOpen,
        ).to.equal("DISABLED");
        for (const type of [
            "route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation",
            "route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation",
        ]) {
            expect(plan.all(type)).to.have.length(1);
        }
        // Otherwise one call takes the filter off the VPC.
        const association = "route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation";
        expect(plan.one(association, "network-dns").props.mutationProtection).to.equal("ENABLED");
    });

    it("logs all traffic to an encrypted group that is kept a year", () => {
        expect(plan.one("ec2/flowLog:FlowLog", "network-flow").props).to.include({
            trafficType: "ALL",
            logDestinationType: "cloud-watch-logs",
            maxAggregationInterval: 60,
        });
        for (const { props } of plan.all("cloudwatch/logGroup:LogGroup")) {
            expect(props.retentionInDays).to.equal(365);
            expect(plan.nameOf(String(props.kmsKeyId).split("/").at(-1))).to.equal("logs");
        }
    });

    it("says what it is meant to be", () => {
        const { role, intent } = plan.component("isolated:network:IsolatedNetwork").outputs as Record<string, never>;
        expect(role).to.equal("network");
        expect(intent).to.deep.include({
            mode: "nat-endpoints",
            sealed: true,
            endpoints: ["logs", "ssm", "ssmmessages"],
        });
    });
});

describe("IsolatedNetwork in other shapes", () => {
    it("has in mode nat a NAT route for private hosts, no endpoint, and no claim to be sealed", async () => {
        const plan = await planned("dev", { network: { mode: "nat" } });
        expect(routes(plan)).to.include("network-private-0-default: 0.0.0.0/0 -> network-nat-0");
        expect(plan.all("ec2/vpcEndpoint:VpcEndpoint")).to.deep.equal([]);
        const internet = plan
            .all("vpc/securityGroupEgressRule:SecurityGroupEgressRule")
            .filter(({ props }) => props.cidrIpv4 === "0.0.0.0/0");
        expect(internet.map(({ name }) => name)).to.deep.equal([
            "openhands-internet",
            "verifier-internet",
            "web-proxy-internet",
        ]);
        const { intent } = plan.component("isolated:network:IsolatedNetwork").outputs as {
            intent: Record<string, unknown>;
        };
        expect(intent.sealed).to.equal(false);
    });

    it("has in three zones a subnet of each tier, a table of each subnet and one address of each endpoint in each", async () => {
        const plan = await planned("dev", { network: { mode: "nat-endpoints", azCount: 3, natGateways: "per-az" } });
        const cidrs = plan.all("ec2/subnet:Subnet").map(({ props }) => props.cidrBlock);
        const expected = ["edge", "private", "public"].flatMap((_, tier) =>
            [0, 1, 2].map((zone) => `10.0.${[2, 1, 0][tier] + 16 * zone}.0/24`),
        );
        expect(cidrs).to.deep.equal(expected);
        expect(plan.all("ec2/routeTable:RouteTable")).to.have.length(9);
        expect(plan.all("ec2/natGateway:NatGateway")).to.have.length(3);
        expect(routes(plan).filter((route) => route.includes("edge"))).to.deep.equal([
            "network-edge-0-default: 0.0.0.0/0 -> network-nat-0",
            "network-edge-1-default: 0.0.0.0/0 -> network-nat-1",
            "network-edge-2-default: 0.0.0.0/0 -> network-nat-2",
        ]);
        expect(routes(plan).filter((route) => route.includes("private"))).to.deep.equal([]);
        expect(plan.one("ec2/vpcEndpoint:VpcEndpoint", "network-endpoints-ssm").props.subnetIds).to.have.length(3);
    });

    it("shares one NAT gateway between zones when that is asked", async () => {
        const plan = await planned("dev", { network: { mode: "nat-endpoints", azCount: 2, natGateways: "single" } });
        expect(plan.all("ec2/natGateway:NatGateway")).to.have.length(1);
        expect(routes(plan).filter((route) => /edge.*network-nat-0/.test(route))).to.have.length(2);
    });

    it("gives each endpoint an address of its own in each zone, which no host has and no other service's coming moves", async () => {
        const plan = await planned("dev", { network: { mode: "nat-endpoints", azCount: 2 } });
        const addressOf = (of: typeof plan, name: string) =>
            (of.one("ec2/vpcEndpoint:VpcEndpoint", name).props.subnetConfigurations as { ipv4: string }[]).map(
                ({ ipv4 }) => ipv4,
            );
        expect(addressOf(plan, "network-endpoints-ssm")).to.deep.equal(["10.0.1.40", "10.0.17.40"]);
        expect(addressOf(plan, "network-endpoints-logs")).to.deep.equal(["10.0.1.43", "10.0.17.43"]);
        const legacy = await planned("prod", { host: { legacySsmAgent: true } });
        expect(addressOf(legacy, "network-endpoints-logs")).to.deep.equal(["10.0.1.43"]);
        const fixed = legacy
            .all("ec2/vpcEndpoint:VpcEndpoint")
            .flatMap(({ props }) => props.subnetConfigurations ?? []);
        const addresses = (fixed as { ipv4: string }[]).map(({ ipv4 }) => ipv4);
        const hosts = legacy.all("ec2/instance:Instance").map(({ props }) => String(props.privateIp));
        expect(new Set([...addresses, ...hosts]).size).to.equal(addresses.length + hosts.length);
    });

    it("refuses an endpoint that the address plan does not have", () => {
        expect(() => endpointAddress("10.0.1.0/24", "kms")).to.throw("[endpoints] kms has no address in the plan");
    });

    it("adds an endpoint for Bedrock with the approved models only", async () => {
        const bedrock = { name: "bedrock", kind: "bedrock", region: "us-east-1", models: ["amazon.nova-pro-v1:0"] };
        const plan = await planned("prod", {
            llm: { endpoints: [bedrock], default: { endpoint: "bedrock", model: "bedrock/amazon.nova-pro-v1:0" } },
        });
        const endpoint = plan.one("ec2/vpcEndpoint:VpcEndpoint", "network-endpoints-bedrock-runtime");
        expect(document(endpoint.props.policy).Statement[0].Resource).to.deep.equal([
            "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0",
        ]);
        const role = document(plan.one("iam/rolePolicy:RolePolicy", "web-proxy").props.policy);
        expect(role.Statement.find(({ Sid }) => Sid === "ApprovedModels")?.Action).to.deep.equal([
            "bedrock:InvokeModel",
            "bedrock:InvokeModelWithResponseStream",
        ]);
    });
});

describe("IsolatedNetwork in mode default-vpc", () => {
    let plan: Planned;
    before(async () => (plan = await planned("dev")));

    it("changes nothing VPC-wide", () => {
        const texts = Object.keys(plan.counts());
        for (const type of [
            "Vpc",
            "Subnet",
            "InternetGateway",
            "RouteTable",
            "Route",
            "NetworkAcl",
            "DefaultSecurityGroup",
            "DefaultNetworkAcl",
            "VpcEndpoint",
            "FlowLog",
        ]) {
            expect(texts).to.not.include(type);
        }
        expect(texts.filter((type) => type.startsWith("Resolver"))).to.deep.equal([]);
    });

    it("registers what it looked up", () => {
        const { intent } = plan.component("isolated:network:IsolatedNetwork").outputs as {
            intent: { lookedUp: Record<string, unknown> };
        };
        expect(intent.lookedUp).to.deep.include({
            cidr: "172.31.0.0/16",
            routes: [{ destination: "0.0.0.0/0", target: "igw-0d5f0000000000000" }],
            defaultNaclAllowsAll: true,
        });
        expect(intent.lookedUp.subnets).to.have.length(3);
    });

    it("asks awsx for the VPC", () => {
        expect(plan.plan.resources.filter(({ type }) => type === "awsx:ec2:DefaultVpc")).to.have.length(1);
    });
});
