import * as aws from "@pulumi/aws";
import { expect } from "chai";
import { buildGraph } from "../../../analysis/graph/build";
import type { NetworkGraph } from "../../../analysis/graph/model";
import { fromPlan } from "../../../analysis/graph/resource";
import type { Verdict } from "../../../analysis/reachability/answer";
import { endpointOf } from "../../../analysis/reachability/endpoints";
import { reach } from "../../../analysis/reachability/reach";
import { planProgram } from "../../../preflight/plan";

/** The field's common examples as programs, planned offline; what AWS does with packets is documented for each service. */

type Question = readonly [from: string, to: string, protocol: string, port: number, ...answers: Verdict[]];

const files = { project: "others", stack: "dev", config: { "aws:region": "us-east-1" }, secretKeys: [] };
const [yes, no, unknown] = ["reachable", "unreachable", "unknown"] as const;
const all = [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }];
const open = (port: number, cidrBlocks = ["0.0.0.0/0"]) => [
    { protocol: "tcp", fromPort: port, toPort: port, cidrBlocks },
];

/** Two public subnets behind an internet gateway, two private ones behind a NAT gateway. */
function network() {
    const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true });
    const gateway = new aws.ec2.InternetGateway("gateway", { vpcId: vpc.id });
    const out = [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway.id }];
    const publicTable = new aws.ec2.RouteTable("public", { vpcId: vpc.id, routes: out });
    const privateTable = new aws.ec2.RouteTable("private", { vpcId: vpc.id });
    const subnet = (name: string, third: number, table: aws.ec2.RouteTable, mapPublicIpOnLaunch: boolean) => {
        const availabilityZone = `us-east-1${name.at(-1)}`;
        const args = { vpcId: vpc.id, cidrBlock: `10.0.${third}.0/24`, availabilityZone, mapPublicIpOnLaunch };
        const { id } = new aws.ec2.Subnet(name, args);
        new aws.ec2.RouteTableAssociation(name, { subnetId: id, routeTableId: table.id });
        return id;
    };
    const open = ["public-a", "public-b"].map((name, i) => subnet(name, i, publicTable, true));
    const closed = ["private-a", "private-b"].map((name, i) => subnet(name, 10 + i, privateTable, false));
    const { id: allocationId } = new aws.ec2.Eip("nat", { domain: "vpc" });
    const nat = new aws.ec2.NatGateway("nat", { allocationId, subnetId: open[0] });
    new aws.ec2.Route("nat", {
        routeTableId: privateTable.id,
        destinationCidrBlock: "0.0.0.0/0",
        natGatewayId: nat.id,
    });
    return { vpc, open, closed, privateTable };
}

type Network = ReturnType<typeof network>;
type Rules = aws.ec2.SecurityGroupArgs["ingress"];

const group = (name: string, { vpc }: Pick<Network, "vpc">, ingress: Rules = [], egress: Rules = all) =>
    new aws.ec2.SecurityGroup(name, { vpcId: vpc.id, ingress, egress }).id;
const from = (groupId: ReturnType<typeof group>, port: number) => [
    { protocol: "tcp", fromPort: port, toPort: port, securityGroups: [groupId] },
];
const host = (name: string, subnetId: Network["open"][0], groupId: ReturnType<typeof group>) =>
    new aws.ec2.Instance(name, { ami: "ami-1", instanceType: "t3.micro", subnetId, vpcSecurityGroupIds: [groupId] });
const service = (name: string, subnet: Network["open"][0], groupId: ReturnType<typeof group>, assignPublicIp = false) =>
    new aws.ecs.Service(name, {
        launchType: "FARGATE",
        taskDefinition: "task",
        networkConfiguration: { subnets: [subnet], securityGroups: [groupId], assignPublicIp },
    });

const programs: readonly (readonly [title: string, program: () => void, ...questions: Question[]])[] = [
    [
        "a bastion before a private host",
        () => {
            const n = network();
            const bastion = group("bastion", n, open(22));
            host("bastion", n.open[0], bastion);
            host("app", n.closed[0], group("app", n, from(bastion, 22)));
        },
        ["internet", "bastion", "tcp", 22, yes],
        ["internet", "app", "tcp", 22, no],
        ["bastion", "app", "tcp", 22, yes],
        ["app", "internet", "tcp", 443, yes],
        ["internet", "bastion", "tcp", 80, no],
        ["app", "internet6", "tcp", 443, no],
    ],
    [
        "tasks of Fargate, in a public subnet with and without an address",
        () => {
            const n = network();
            const task = group("task", n, open(8080));
            service("seen", n.open[0], task, true);
            service("hidden", n.open[0], task);
            service("inside", n.closed[0], task);
        },
        ["internet", "seen", "tcp", 8080, yes],
        ["internet", "seen", "tcp", 22, no],
        ["internet", "hidden", "tcp", 8080, no],
        ["hidden", "internet", "tcp", 443, no],
        ["inside", "internet", "tcp", 443, yes],
    ],
    [
        "a function, and a database for it alone",
        () => {
            const n = network();
            const caller = group("caller", n);
            const { name: dbSubnetGroupName } = new aws.rds.SubnetGroup("db", { subnetIds: n.closed });
            const vpcSecurityGroupIds = [group("db", n, from(caller, 5432), [])];
            new aws.rds.Instance("db", { instanceClass: "db.t3.micro", dbSubnetGroupName, vpcSecurityGroupIds });
            const fn = (name: string, subnetIds: Network["open"]) =>
                new aws.lambda.Function(name, { role: "r", vpcConfig: { subnetIds, securityGroupIds: [caller] } });
            fn("inside", n.closed);
            fn("outside", n.open);
        },
        ["inside", "db", "tcp", 5432, yes],
        ["inside", "db", "tcp", 22, no],
        ["internet", "db", "tcp", 5432, no],
        ["inside", "internet", "tcp", 443, yes],
        ["outside", "internet", "tcp", 443, no],
    ],
    [
        "a database for everybody",
        () => {
            const n = network();
            const { name: dbSubnetGroupName } = new aws.rds.SubnetGroup("db", { subnetIds: n.open });
            const args = { instanceClass: "db.t3.micro", dbSubnetGroupName, publiclyAccessible: true };
            new aws.rds.Instance("db", { ...args, vpcSecurityGroupIds: [group("db", n, open(5432))] });
        },
        ["internet", "db", "tcp", 5432, yes],
        ["internet", "db", "tcp", 22, no],
    ],
    [
        "a cache and a file system of the VPC",
        () => {
            const n = network();
            const { name: subnetGroupName } = new aws.elasticache.SubnetGroup("cache", { subnetIds: n.closed });
            const securityGroupIds = [group("cache", n, open(6379, ["10.0.0.0/16"]), [])];
            new aws.elasticache.Cluster("cache", { engine: "redis", subnetGroupName, securityGroupIds });
            const app = group("app", n);
            const fileSystemId = new aws.efs.FileSystem("files").id;
            const securityGroups = [group("files", n, from(app, 2049), [])];
            new aws.efs.MountTarget("files", { fileSystemId, subnetId: n.closed[0], securityGroups });
            host("app", n.closed[1], app);
        },
        ["app", "cache", "tcp", 6379, yes],
        ["internet", "cache", "tcp", 6379, no],
        ["app", "files", "tcp", 2049, yes],
        ["app", "files", "tcp", 22, no],
    ],
    [
        "two VPCs that are peered, each with its route",
        () => {
            const n = network();
            const other = new aws.ec2.Vpc("other", { cidrBlock: "10.1.0.0/16" });
            const far = new aws.ec2.Subnet("far", { vpcId: other.id, cidrBlock: "10.1.0.0/24" });
            const peer = { vpcId: n.vpc.id, peerVpcId: other.id, autoAccept: true };
            const vpcPeeringConnectionId = new aws.ec2.VpcPeeringConnection("peering", peer).id;
            const route = (name: string, routeTableId: typeof n.privateTable.id, destinationCidrBlock: string) =>
                new aws.ec2.Route(name, { routeTableId, destinationCidrBlock, vpcPeeringConnectionId });
            route("there", n.privateTable.id, "10.1.0.0/16");
            route("back", other.mainRouteTableId, "10.0.0.0/16");
            host("near", n.closed[0], group("near", n));
            host("far", far.id, group("far", { vpc: other }, open(443, ["10.0.0.0/16"])));
        },
        ["near", "far", "tcp", 443, yes],
        ["near", "far", "tcp", 22, no],
        ["far", "near", "tcp", 443, no],
        ["far", "internet", "tcp", 443, no],
        ["internet", "far", "tcp", 443, no],
    ],
    [
        "a transit gateway, of which nothing is known",
        () => {
            const n = network();
            const { id: transitGatewayId } = new aws.ec2transitgateway.TransitGateway("hub");
            new aws.ec2transitgateway.VpcAttachment("hub", {
                vpcId: n.vpc.id,
                subnetIds: n.closed,
                transitGatewayId,
            });
            const there = { routeTableId: n.privateTable.id, destinationCidrBlock: "10.8.0.0/16", transitGatewayId };
            new aws.ec2.Route("there", there);
            host("app", n.closed[0], group("app", n));
        },
        ["app", "10.8.0.0/16", "tcp", 443, unknown],
    ],
    [
        "a launch template whose instances scale",
        () => {
            const n = network();
            const vpcSecurityGroupIds = [group("web", n, open(80))];
            const { id } = new aws.ec2.LaunchTemplate("web", { imageId: "ami-1", vpcSecurityGroupIds });
            const launchTemplate = { id, version: "$Latest" };
            new aws.autoscaling.Group("web", { minSize: 1, maxSize: 2, vpcZoneIdentifiers: n.open, launchTemplate });
        },
        ["internet", "web", "tcp", 80, yes],
        ["internet", "web", "tcp", 22, no],
    ],
];

async function graphOf(program: () => void): Promise<NetworkGraph> {
    return buildGraph(fromPlan(await planProgram(files, async () => program())));
}

describe("reachability: programs of others", () => {
    for (const [title, program, ...questions] of programs)
        it(`answers for ${title}`, async () => {
            const graph = await graphOf(program);
            for (const [source, to, protocol, port, ...answers] of questions) {
                const places = { from: endpointOf(graph, source, "from"), to: endpointOf(graph, to, "to") };
                const { verdict, why } = reach(graph, { ...places, protocol, port });
                expect(answers, `${source} -> ${to} ${protocol} ${port}: ${why.join("; ")}`).to.include(verdict);
            }
        });
});
