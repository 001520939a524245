import type { Ref } from "../fixtures/planBuilder";
import { scenario } from "./scenario";
import type { Sketch } from "./sketch";

const all: [string, "all"][] = [["0.0.0.0/0", "all"]];
const ssh: [string, number][] = [["0.0.0.0/0", 22]];
type Owner = Readonly<Record<string, unknown>>;

const ours = "111122223333";
const theirs = "999988887777";

describe("reachability: scenarios of whose a group, a list or an address is", () => {
    describe("groups that a rule names", () => {
        /** Two hosts in two groups; the rule of the second names the first as `peer` writes it. */
        function twoHosts(s: Sketch, rule: (server: Ref, client: Ref) => void, owner: Owner): void {
            const vpcId = s.vpc;
            const client = s.b.resource("aws:ec2/securityGroup:SecurityGroup", "client", { vpcId }, undefined, owner);
            s.rule("egress", client, "0.0.0.0/0", "all");
            const server = s.group("server");
            rule(server, client);
            s.host("a", s.iso, { groups: [client] });
            s.host("b", s.iso, { groups: [server] });
        }
        const arn = { arn: `arn:aws:ec2:us-east-1:${ours}:security-group/sg-1` };
        const ports = { fromPort: 443, toPort: 443 };
        const forms: readonly (readonly [title: string, type: string, props: (group: string) => object])[] = [
            [
                "a rule",
                "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
                (group) => ({ ipProtocol: "tcp", ...ports, referencedSecurityGroupId: group }),
            ],
            [
                "an older rule",
                "aws:ec2/securityGroupRule:SecurityGroupRule",
                (group) => ({ type: "ingress", protocol: "tcp", ...ports, sourceSecurityGroupId: group }),
            ],
        ];
        for (const [title, type, props] of forms) {
            const named = (account: string, owner: Owner) => (s: Sketch) =>
                twoHosts(
                    s,
                    (securityGroupId, client) =>
                        void s.b.resource(type, "r", { securityGroupId, ...props(`${account}/${client.id}`) }),
                    owner,
                );
            scenario(`${title}: ours, with our account`, named(ours, arn), ["a", "b", 443, "reachable"]);
            scenario(`${title}: with another account it is not ours, whatever its id`, named(theirs, arn), [
                "a",
                "b",
                443,
                "unreachable",
            ]);
            scenario(`${title}: an owner says it as an ARN does`, named(theirs, { ownerId: ours }), [
                "a",
                "b",
                443,
                "unreachable",
            ]);
        }
        scenario(
            "a group of another account on a host is none that the graph knows",
            (s) => {
                const group = s.b.resource(
                    "aws:ec2/securityGroup:SecurityGroup",
                    "g",
                    { vpcId: s.vpc },
                    undefined,
                    arn,
                );
                s.rule("egress", group, "0.0.0.0/0", "all");
                s.b.resource("aws:ec2/instance:Instance", "h", {
                    subnetId: s.priv,
                    vpcSecurityGroupIds: [`${theirs}/${group.id}`],
                });
            },
            ["h", "internet", 443, "unknown"],
        );
        scenario(
            "a list of somebody else's may hold the client, a list of ours holds what it says",
            (s) => {
                s.b.resource("aws:ec2/managedPrefixList:ManagedPrefixList", "ours", {
                    entries: [{ cidr: "192.168.0.0/16" }],
                });
                const [open, shut] = [s.group("open", { in: [["pl-0theirs", 443]] }), s.group("shut")];
                s.b.resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "r", {
                    securityGroupId: shut,
                    ipProtocol: "-1",
                    prefixListId: "managedprefixlist-ours",
                });
                s.host("a", s.iso, { groups: [s.group("client", { out: all })] });
                s.host("theirs", s.iso, { groups: [open] });
                s.host("ours", s.iso, { groups: [shut] });
            },
            ["a", "theirs", 443, "unknown"],
            ["a", "ours", 443, "unreachable"],
        );
    });

    describe("Elastic IPs of a host whose subnet leads to the internet gateway", () => {
        const eip = "aws:ec2/eip:Eip";
        const association = "aws:ec2/eipAssociation:EipAssociation";
        const given: readonly (readonly [title: string, give: (s: Sketch, host: Ref) => void])[] = [
            ["by the address itself", (s, instance) => s.b.resource(eip, "eip", { instance })],
            ["by an association", (s, host) => s.elasticIp(host)],
            [
                "by an association of the stack's own allocation",
                (s, instanceId) =>
                    s.b.resource(association, "a", { instanceId, allocationId: s.b.resource(eip, "eip", {}) }),
            ],
            [
                "on the interface that AWS gave it",
                (s) => s.b.resource(eip, "eip", { networkInterface: "eni-0123456789abcdef0" }),
            ],
            [
                "on that interface, by an association",
                (s) => s.b.resource(association, "a", { networkInterfaceId: "eni-0123456789abcdef0" }),
            ],
        ];
        const host = (s: Sketch, subnetId: Ref) =>
            s.b.resource(
                "aws:ec2/instance:Instance",
                "h",
                { subnetId, vpcSecurityGroupIds: [s.group("open", { in: ssh, out: all })] },
                undefined,
                { primaryNetworkInterfaceId: "eni-0123456789abcdef0" },
            );
        for (const [title, give] of given)
            scenario(
                `${title}, it is reached and leaves by it`,
                (s) => give(s, host(s, s.pub)),
                ["internet", "h", 22, "reachable"],
                ["internet", "h", 23, "unreachable"],
                ["h", "internet", 443, "reachable"],
            );
        scenario(
            "without one it has no way, and behind a NAT gateway one of its own brings packets in and no reply out",
            (s) => {
                host(s, s.pub);
                const instance = s.host("private", s.priv, { groups: [s.group("g", { in: ssh, out: all })] });
                s.b.resource(eip, "eip", { instance });
            },
            ["internet", "h", 22, "unreachable"],
            ["internet", "private", 22, "unknown"],
            ["private", "internet", 443, "reachable"],
        );
    });
});
