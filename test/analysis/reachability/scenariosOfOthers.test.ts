import { expect } from "chai";
import { buildGraph } from "../../../analysis/graph/build";
import { fromState } from "../../../analysis/graph/resource";
import type { Verdict } from "../../../analysis/reachability/answer";
import { endpointOf } from "../../../analysis/reachability/endpoints";
import { reach } from "../../../analysis/reachability/reach";
import { PlanBuilder } from "../fixtures/planBuilder";
import { scenario } from "./scenario";
import { Sketch } from "./sketch";

/** Scenarios of what others made around the stack, and of what the model has no rules for. */

const all: [string, "all"][] = [["0.0.0.0/0", "all"]];
const ssh: [string, number][] = [["0.0.0.0/0", 22]];
const instance = "aws:ec2/instance:Instance";

/** Asks an export of which some resources were only read. */
function onlyRead(
    set: (s: Sketch) => void,
    names: readonly string[],
    [from, to, port, verdict]: [string, string, number, Verdict],
): void {
    const sketch = new Sketch(new PlanBuilder("export"));
    set(sketch);
    const resources = sketch.plan().resources.map(({ props, ...rest }) => {
        const external = names.includes(rest.name) && !rest.type.endsWith("RouteTableAssociation");
        return { ...rest, inputs: external ? {} : props, ...(external && { external }) };
    });
    const graph = buildGraph(fromState({ deployment: { resources } }));
    const places = { from: endpointOf(graph, from, "from"), to: endpointOf(graph, to, "to") };
    const answer = reach(graph, { ...places, protocol: "tcp", port });
    expect(answer.verdict, answer.why.join("; ")).to.equal(verdict);
}

describe("reachability: scenarios of what others made, and of what has no rules", () => {
    describe("resources that were only read", () => {
        const open = (s: Sketch) =>
            s.host("h", s.pub, { groups: [s.group("g", { in: ssh, out: all })], associatePublicIpAddress: true });
        const cases: readonly (readonly [title: string, set: (s: Sketch) => void, names: string[], answer: Verdict])[] =
            [
                ["nothing", open, [], "reachable"],
                ["the VPC, whose default ACL does not show", open, ["vpc"], "unknown"],
                ["the subnet, whose ACL does not show", open, ["pub"], "unknown"],
                ["the route table, which shows its routes", open, ["public"], "reachable"],
                ["the internet gateway, which shows its VPC", open, ["igw"], "reachable"],
                ["the group, which shows its rules", open, ["g"], "reachable"],
                ["the host, whose other interfaces do not show", open, ["h"], "unknown"],
                [
                    "a subnet whose ACL is of the stack",
                    (s) => {
                        s.acl(s.pub, { in: [[100, "allow", 0, 65535]], out: [[100, "allow", 0, 65535]] });
                        open(s);
                    },
                    ["pub"],
                    "reachable",
                ],
            ];
        for (const [title, set, names, answer] of cases)
            it(title, () => onlyRead(set, names, ["internet", "h", 22, answer]));

        it("a balancer is not known, since its listeners do not show", () => {
            const set = (s: Sketch) => s.nlb({ targetAdmits: "group" });
            onlyRead(set, ["nlb"], ["internet", "nlb", 80, "unknown"]);
        });
    });

    describe("interfaces outside the stack", () => {
        const scaled = (s: Sketch) =>
            s.scaled("asg", s.pub, { vpcSecurityGroupIds: [s.group("g", { in: ssh, out: all })] });
        const attachments: readonly (readonly [title: string, type: string, props: object])[] = [
            ["an Elastic IP", "aws:ec2/eip:Eip", { networkInterface: "eni-far" }],
            ["an Elastic IP of an instance", "aws:ec2/eip:Eip", { instance: "i-far" }],
            ["an association", "aws:ec2/eipAssociation:EipAssociation", { networkInterfaceId: "eni-far" }],
            ["an association with an instance", "aws:ec2/eipAssociation:EipAssociation", { instanceId: "i-far" }],
            [
                "a group",
                "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment",
                { networkInterfaceId: "eni-far", securityGroupId: "sg-1" },
            ],
            [
                "an attachment",
                "aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment",
                { networkInterfaceId: "eni-far", instanceId: "i-far", deviceIndex: 1 },
            ],
        ];
        for (const [title, type, props] of attachments)
            scenario(
                `${title} on one of them`,
                (s) => {
                    scaled(s);
                    s.b.resource(type, "x", { ...props });
                },
                ["internet", "asg", 22, "unknown"],
            );
        scenario(
            "an instance that starts with one",
            (s) => s.b.resource(instance, "h", { primaryNetworkInterface: { networkInterfaceId: "eni-far" } }),
            ["internet", "h", 22, "unknown"],
            ["h", "internet", 443, "unknown"],
        );
    });

    describe("what is tied to the network and has no rules", () => {
        const closed = (s: Sketch) => s.host("h", s.iso, { groups: [s.group("g", { out: all })] });
        const tied: readonly (readonly [title: string, type: string, props: (s: Sketch) => object])[] = [
            [
                "a setting's value",
                "aws:elasticbeanstalk/environment:Environment",
                (s) => ({ settings: [{ namespace: "aws:ec2:vpc", name: "VPCId", value: s.vpc.id }] }),
            ],
            [
                "an ARN",
                "aws:datasync/locationNfs:LocationNfs",
                (s) => ({ at: `arn:aws:ec2:us-east-1:1:subnet/${s.iso.id}` }),
            ],
            ["a list in a text", "aws:mystery/thing:Thing", (s) => ({ text: `{"nets":"a,${s.iso.id}"}` })],
            ["another provider", "aws-native:vpclattice:ServiceNetworkVpcAssociation", (s) => ({ vpc: s.vpc.id })],
            ["a shared subnet", "aws:ram/resourceAssociation:ResourceAssociation", (s) => ({ resourceArn: s.iso.id })],
            ["a dependency", "pulumi-nodejs:dynamic:Resource", (s) => ({ where: s.iso.notKnown() })],
            [
                "an endpoint to a host of anybody",
                "aws:ec2/vpcEndpoint:VpcEndpoint",
                (s) => ({ vpcId: s.vpc, vpcEndpointType: "Resource", subnetIds: [s.iso] }),
            ],
            [
                "an endpoint to a service network",
                "aws:ec2/vpcEndpoint:VpcEndpoint",
                (s) => ({ vpcId: s.vpc, vpcEndpointType: "ServiceNetwork" }),
            ],
            [
                "an endpoint to an appliance",
                "aws:ec2/vpcEndpoint:VpcEndpoint",
                (s) => ({ vpcId: s.vpc, vpcEndpointType: "GatewayLoadBalancer", subnetIds: [s.iso] }),
            ],
            [
                "an address of an endpoint that is in none of its subnets",
                "aws:ec2/vpcEndpoint:VpcEndpoint",
                (s) => ({
                    vpcId: s.vpc,
                    vpcEndpointType: "Interface",
                    serviceName: "com.amazonaws.us-east-1.ssm",
                    subnetIds: [s.iso],
                    subnetConfigurations: [{ subnetId: s.iso, ipv4: "10.0.99.9" }],
                }),
            ],
            [
                "interfaces of a second network",
                instance,
                (s) => ({ subnetId: s.iso, secondaryNetworkInterfaces: [{ secondarySubnetId: "ss-1" }] }),
            ],
        ];
        for (const [title, type, props] of tied)
            scenario(
                title,
                (s) => {
                    closed(s);
                    s.b.resource(type, "x", { ...props(s) });
                },
                ["h", "internet", 443, "unknown"],
            );
        const apart: readonly (readonly [title: string, type: string, props: (s: Sketch) => object])[] = [
            ["an alarm", "aws:cloudwatch/metricAlarm:MetricAlarm", (s) => ({ dimensions: { Vpc: s.vpc } })],
            ["a parameter", "aws:ssm/parameter:Parameter", (s) => ({ value: s.iso })],
            ["a policy", "aws:iam/policy:Policy", (s) => ({ policy: `{"Resource":"${s.vpc.id}"}` })],
            ["a reservation", "aws:ec2/subnetCidrReservation:SubnetCidrReservation", (s) => ({ subnetId: s.iso })],
            ["a name of an address", "aws:ec2/eipDomainName:EipDomainName", () => ({ allocationId: "eipalloc-1" })],
        ];
        for (const [title, type, props] of apart)
            scenario(
                `${title} carries nothing`,
                (s) => {
                    closed(s);
                    s.b.resource(type, "x", { ...props(s) });
                },
                ["h", "internet", 443, "unreachable"],
            );
    });

    describe("endpoints of S3 by other names", () => {
        const own = {
            Statement: [
                {
                    Effect: "Allow",
                    Principal: "*",
                    Action: "s3:*",
                    Resource: "*",
                    Condition: { StringEquals: { "aws:ResourceAccount": "111122223333" } },
                },
            ],
        };
        for (const [service, type] of [
            ["com.amazonaws.us-east-1.s3express", "Gateway"],
            ["com.amazonaws.s3-global.accesspoint", "Interface"],
        ])
            scenario(
                service,
                (s) => {
                    s.s3Endpoint([s.isoTable], own);
                    const endpoint = type === "Gateway" ? { routeTableIds: [s.isoTable] } : { subnetIds: [s.iso] };
                    s.b.resource("aws:ec2/vpcEndpoint:VpcEndpoint", "more", {
                        vpcId: s.vpc,
                        serviceName: service,
                        vpcEndpointType: type,
                        ...endpoint,
                        ...(type === "Interface" && {
                            securityGroupIds: [s.group("e", { in: [["10.0.0.0/16", 443]] })],
                        }),
                    });
                    s.host("h", s.iso, { groups: [s.group("g", { out: all })] });
                },
                ["h", "s3:foreign", "reachable"],
            );
    });

    describe("groups", () => {
        scenario(
            "a rule beside inline rules may be removed",
            (s) => {
                const resource = s.b.resource("aws:ec2/securityGroup:SecurityGroup", "g", {
                    vpcId: s.vpc,
                    ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["10.0.0.0/8"] }],
                });
                s.rule("ingress", resource, "0.0.0.0/0", 80);
                s.host("h", s.pub, { groups: [resource], associatePublicIpAddress: true });
            },
            ["internet", "h", 80, "unknown"],
            ["internet", "h", 22, "unreachable"],
        );
        scenario(
            "a group written with its account",
            (s) => {
                const client = s.group("client", { out: all });
                const server = s.group("server");
                s.b.resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "r", {
                    securityGroupId: server,
                    ipProtocol: "tcp",
                    fromPort: 443,
                    toPort: 443,
                    referencedSecurityGroupId: `111122223333/${client.id}`,
                });
                s.host("a", s.iso, { groups: [client] });
                s.host("b", s.iso, { groups: [server] });
            },
            ["a", "b", 443, "reachable"],
            ["b", "a", 443, "unreachable"],
        );
    });
});
