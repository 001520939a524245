import { expect } from "chai";
import { connectionRows } from "../../../analysis/diagram/table";
import { coversPorts, portsLabel, securityRules } from "../../../analysis/diagram/securityRules";
import { LinkedPlan } from "../../../analysis/links";
import { PlanBuilder, type Ref } from "../fixtures/planBuilder";
import { prodPlan, demoPlan } from "../fixtures/stacks";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const IN = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const OUT = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };

/** Two hosts, a and b, each in a group of its own. */
function twoHosts(rules: (b: PlanBuilder, one: Ref, two: Ref) => void, groupProps: object = {}): string[] {
    const b = new PlanBuilder();
    const vpc = b.resource("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" });
    const subnet = b.resource("aws:ec2/subnet:Subnet", "subnet", { vpcId: vpc, cidrBlock: "10.0.1.0/24" });
    const [one, two] = ["a", "b"].map((name, i) => {
        const group = b.resource(GROUP, `${name}-sg`, { vpcId: vpc, ...(name === "a" ? groupProps : {}) });
        const props = { subnetId: subnet, privateIp: `10.0.1.1${i}`, vpcSecurityGroupIds: [group] };
        b.resource("aws:ec2/instance:Instance", name, props);
        return group;
    });
    rules(b, one!, two!);
    return connectionRows(b.build()).map(
        ({ from, to, ports, complete }) => `${from} > ${to} ${ports}${complete ? "" : " half"}`,
    );
}

describe("connections that security groups allow", () => {
    it("need both groups", () => {
        const out = (b: PlanBuilder, one: Ref, two: Ref) =>
            b.resource(OUT, "out", { ...https, securityGroupId: one, referencedSecurityGroupId: two });
        const into = (b: PlanBuilder, one: Ref, two: Ref) =>
            b.resource(IN, "in", { ...https, securityGroupId: two, referencedSecurityGroupId: one });
        expect(twoHosts(out)).to.deep.equal(["a > b tcp 443 half"]);
        expect(twoHosts(into)).to.deep.equal(["a > b tcp 443 half"]);
        expect(
            twoHosts((b, one, two) => {
                out(b, one, two);
                into(b, one, two);
            }),
        ).to.deep.equal(["a > b tcp 443"]);
    });

    it("are what both groups have in common when one says more", () => {
        const rows = twoHosts((b, one, two) => {
            b.resource(OUT, "out", { ipProtocol: "-1", securityGroupId: one, referencedSecurityGroupId: two });
            b.resource(IN, "in", { ...https, securityGroupId: two, referencedSecurityGroupId: one });
        });
        expect(rows).to.deep.equal(["a > b tcp 443"]);
    });

    it("do not come about by different ports", () => {
        const rows = twoHosts((b, one, two) => {
            b.resource(OUT, "out", { ...https, securityGroupId: one, referencedSecurityGroupId: two });
            b.resource(IN, "in", {
                ...https,
                fromPort: 80,
                toPort: 80,
                securityGroupId: two,
                referencedSecurityGroupId: one,
            });
        });
        expect(rows).to.deep.equal(["a > b tcp 443 half", "a > b tcp 80 half"]);
    });

    it("count an address block that holds the other host", () => {
        const rows = twoHosts((b, one, two) => {
            b.resource(OUT, "out", { ...https, securityGroupId: one, cidrIpv4: "10.0.1.11/32" });
            b.resource(IN, "in", { ...https, securityGroupId: two, referencedSecurityGroupId: one });
        });
        expect(rows).to.deep.equal(["a > b tcp 443"]);
    });

    it("count 0.0.0.0/0 as one connection with the internet, and as agreement inside", () => {
        const rows = twoHosts((b, one, two) => {
            b.resource(OUT, "out", { ...https, securityGroupId: one, cidrIpv4: "0.0.0.0/0" });
            b.resource(IN, "in", { ...https, securityGroupId: two, referencedSecurityGroupId: one });
        });
        expect(rows).to.deep.equal(["a > Internet (0.0.0.0/0) tcp 443", "a > b tcp 443"]);
    });

    it("show a rule whose peer is not known before deployment", () => {
        const rows = twoHosts((b, one) => b.resource(OUT, "out", { ...https, securityGroupId: one }));
        expect(rows).to.deep.equal(["a > not known before deployment tcp 443"]);
    });

    it("are read from SecurityGroupRule and from inline blocks too", () => {
        const classic = twoHosts((b, one, two) => {
            const type = "aws:ec2/securityGroupRule:SecurityGroupRule";
            const ports = { protocol: "tcp", fromPort: 443, toPort: 443 };
            b.resource(type, "o", { ...ports, type: "egress", securityGroupId: one, sourceSecurityGroupId: two });
            b.resource(type, "i", { ...ports, type: "ingress", securityGroupId: two, cidrBlocks: ["10.0.1.10/32"] });
        });
        expect(classic).to.deep.equal(["a > b tcp 443"]);
        const inline = twoHosts(() => undefined, {
            ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["198.51.100.0/24"] }],
            egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] }],
        });
        expect(inline).to.deep.equal([
            "198.51.100.0/24 > a tcp 22",
            "a > ::/0 all traffic",
            "a > Internet (0.0.0.0/0) all traffic",
        ]);
    });

    it("of prod are exactly those of docs/design.md", () => {
        const rows = connectionRows(prodPlan()).map(({ from, to, ports }) => `${from} > ${to} ${ports}`);
        expect(rows).to.deep.equal([
            "ALB verifier > VerifierService tcp 8000",
            "Authorized users (203.0.113.0/24) > ALB verifier tcp 443",
            "Authorized users (203.0.113.0/24) > ALB verifier tcp 80",
            "Authorized users (203.0.113.0/24) > NLB web-proxy tcp 443",
            "Authorized users (203.0.113.0/24) > NLB web-proxy tcp 80",
            "NLB web-proxy > WebProxy tcp 443",
            "NLB web-proxy > WebProxy tcp 80",
            "OpenHandsServer > Interface endpoints tcp 443",
            "OpenHandsServer > Prefix list pl-63a5400a (S3 gateway endpoint) tcp 443",
            "OpenHandsServer > WebProxy tcp 4000",
            "OpenHandsServer > WebProxy tcp 4080",
            "VerifierService > Interface endpoints tcp 443",
            "VerifierService > Prefix list pl-63a5400a (S3 gateway endpoint) tcp 443",
            "VerifierService > WebProxy tcp 4080",
            "WebProxy > Interface endpoints tcp 443",
            "WebProxy > Internet (0.0.0.0/0) tcp 443",
            "WebProxy > OpenHandsServer tcp 3000",
            "WebProxy > Prefix list pl-63a5400a (S3 gateway endpoint) tcp 443",
        ]);
        expect(connectionRows(prodPlan()).every(({ complete }) => complete)).to.be.true;
        expect(connectionRows(demoPlan()).every(({ complete }) => complete)).to.be.true;
    });
});

describe("ports of a rule", () => {
    const rule = (props: object) => {
        const b = new PlanBuilder();
        const group = b.resource(GROUP, "g");
        b.resource(IN, "r", { securityGroupId: group, cidrIpv4: "0.0.0.0/0", ...props });
        return portsLabel(securityRules(new LinkedPlan(b.build()))[0]!.ports);
    };

    it("are read as EC2 reads them", () => {
        expect(rule(https)).to.equal("tcp 443");
        expect(rule({ ipProtocol: "6", fromPort: 1, toPort: 2 })).to.equal("tcp 1-2");
        expect(rule({ ipProtocol: "TCP", fromPort: 0, toPort: 65535 })).to.equal("tcp all ports");
        expect(rule({ ipProtocol: "-1" })).to.equal("all traffic");
        expect(rule({ ipProtocol: "all", fromPort: 1, toPort: 1 })).to.equal("all traffic");
        // Any protocol but tcp, udp and icmp means all ports, whatever the rule says.
        expect(rule({ ipProtocol: "50", fromPort: 1, toPort: 1 })).to.equal("50 all ports");
    });

    it("cover others", () => {
        const tcp = (from: number | null, to: number | null) => ({ protocol: "tcp", from, to });
        expect(coversPorts(tcp(null, null), tcp(1, 2))).to.be.true;
        expect(coversPorts(tcp(1, 10), tcp(2, 3))).to.be.true;
        expect(coversPorts(tcp(2, 3), tcp(1, 10))).to.be.false;
        expect(coversPorts(tcp(2, 3), tcp(null, null))).to.be.false;
        expect(coversPorts(tcp(1, 10), { protocol: "udp", from: 2, to: 3 })).to.be.false;
        expect(coversPorts({ protocol: "-1", from: null, to: null }, tcp(1, 1))).to.be.true;
    });
});
