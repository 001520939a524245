import { expect } from "chai";
import type { Plan } from "../../../model/plan";
import { connectionTable } from "../../../analysis/diagram/table";
import { PlanBuilder, type Ref } from "../fixtures/planBuilder";
import { prodPlan } from "../fixtures/stacks";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const IN = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const OUT = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };

/** Two hosts, a and b, each in a group of its own; `open` gives a an address on the internet. */
function twoHosts(
    rules: (b: PlanBuilder, one: Ref, two: Ref) => void,
    { open = false, groupProps = {} }: { readonly open?: boolean; readonly groupProps?: object } = {},
): string[] {
    const b = new PlanBuilder();
    const vpc = b.resource("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" });
    const subnet = b.resource("aws:ec2/subnet:Subnet", "subnet", { vpcId: vpc, cidrBlock: "10.0.1.0/24" });
    const [one, two] = ["a", "b"].map((name, i) => {
        const group = b.resource(GROUP, `${name}-sg`, { vpcId: vpc, ...(name === "a" ? groupProps : {}) });
        const props = { subnetId: subnet, privateIp: `10.0.1.1${i}`, vpcSecurityGroupIds: [group] };
        if (open && name === "a") Object.assign(props, { associatePublicIpAddress: true });
        b.resource("aws:ec2/instance:Instance", name, props);
        return group;
    });
    if (open) {
        const gatewayId = b.resource("aws:ec2/internetGateway:InternetGateway", "igw", { vpcId: vpc });
        const routes = [{ cidrBlock: "0.0.0.0/0", gatewayId }];
        const routeTableId = b.resource("aws:ec2/routeTable:RouteTable", "table", { vpcId: vpc, routes });
        b.resource("aws:ec2/routeTableAssociation:RouteTableAssociation", "table", { subnetId: subnet, routeTableId });
    }
    rules(b, one!, two!);
    return rowsOf(b.build());
}

const rowsOf = (plan: Plan): string[] =>
    connectionTable(plan).rows.map(
        ({ from, to, through, ports, certain }) =>
            `${from} > ${to}${through === null ? "" : ` through ${through}`} ${ports}${certain ? "" : " not certain"}`,
    );

describe("connections that a network lets through", () => {
    it("need both groups", () => {
        const out = (b: PlanBuilder, one: Ref, two: Ref) =>
            b.resource(OUT, "out", { ...https, securityGroupId: one, referencedSecurityGroupId: two });
        const into = (b: PlanBuilder, one: Ref, two: Ref) =>
            b.resource(IN, "in", { ...https, securityGroupId: two, referencedSecurityGroupId: one });
        expect(twoHosts(out)).to.deep.equal([]);
        expect(twoHosts(into)).to.deep.equal([]);
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
        expect(rows).to.deep.equal([]);
    });

    it("count an address block that holds the other host", () => {
        const rows = twoHosts((b, one, two) => {
            b.resource(OUT, "out", { ...https, securityGroupId: one, cidrIpv4: "10.0.1.11/32" });
            b.resource(IN, "in", { ...https, securityGroupId: two, referencedSecurityGroupId: one });
        });
        expect(rows).to.deep.equal(["a > b tcp 443"]);
    });

    it("count 0.0.0.0/0 as agreement inside, and as the internet where a way leads there", () => {
        const rules = (b: PlanBuilder, one: Ref, two: Ref) => {
            b.resource(OUT, "out", { ...https, securityGroupId: one, cidrIpv4: "0.0.0.0/0" });
            b.resource(IN, "in", { ...https, securityGroupId: two, referencedSecurityGroupId: one });
        };
        expect(twoHosts(rules)).to.deep.equal(["a > b tcp 443"]);
        expect(twoHosts(rules, { open: true })).to.deep.equal(["a > Internet (0.0.0.0/0) tcp 443", "a > b tcp 443"]);
    });

    it("say which addresses a network ACL leaves of what a group admits", () => {
        const rules = (b: PlanBuilder, one: Ref) => {
            b.resource(IN, "in", { ...https, securityGroupId: one, cidrIpv4: "0.0.0.0/0" });
            const networkAclId = b.resource("aws:ec2/networkAcl:NetworkAcl", "acl", { vpcId: "vpc-vpc" });
            const subnetId = "subnet-subnet";
            b.resource("aws:ec2/networkAclAssociation:NetworkAclAssociation", "acl", { networkAclId, subnetId });
            const entry = (name: string, props: object) =>
                b.resource("aws:ec2/networkAclRule:NetworkAclRule", name, { networkAclId, protocol: "-1", ...props });
            entry("banned", { ruleNumber: 1, ruleAction: "deny", cidrBlock: "198.51.100.0/24" });
            entry("in", { ruleNumber: 2, ruleAction: "allow", cidrBlock: "0.0.0.0/0" });
            entry("out", { ruleNumber: 2, ruleAction: "allow", cidrBlock: "0.0.0.0/0", egress: true });
        };
        expect(twoHosts(rules, { open: true })).to.deep.equal(["0.0.0.0/0 but 198.51.100.0/24 > a tcp 443"]);
    });

    it("are read from SecurityGroupRule and from inline blocks too", () => {
        const classic = twoHosts((b, one, two) => {
            const type = "aws:ec2/securityGroupRule:SecurityGroupRule";
            const ports = { protocol: "tcp", fromPort: 443, toPort: 443 };
            b.resource(type, "o", { ...ports, type: "egress", securityGroupId: one, sourceSecurityGroupId: two });
            b.resource(type, "i", { ...ports, type: "ingress", securityGroupId: two, cidrBlocks: ["10.0.1.10/32"] });
        });
        expect(classic).to.deep.equal(["a > b tcp 443"]);
        const groupProps = {
            ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["198.51.100.0/24"] }],
            egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] }],
        };
        expect(twoHosts(() => undefined, { open: true, groupProps })).to.deep.equal([
            "198.51.100.0/24 > a tcp 22",
            "a > Internet (0.0.0.0/0) all traffic",
        ]);
    });

    it("of prod are exactly those of docs/design.md", () => {
        const rows = rowsOf(prodPlan());
        expect(rows).to.deep.equal([
            "ALB verifier > VerifierService tcp 8000",
            "Authorized users (203.0.113.0/24) > ALB verifier tcp 443",
            "Authorized users (203.0.113.0/24) > ALB verifier tcp 80",
            "Authorized users (203.0.113.0/24) > NLB web-proxy tcp 443",
            "Authorized users (203.0.113.0/24) > NLB web-proxy tcp 80",
            "NLB web-proxy > WebProxy tcp 443",
            "NLB web-proxy > WebProxy tcp 80",
            "OpenHandsServer > Interface endpoints tcp 443",
            "OpenHandsServer > S3 gateway endpoint tcp 443",
            "OpenHandsServer > WebProxy tcp 4000",
            "OpenHandsServer > WebProxy tcp 4080",
            "VerifierService > Interface endpoints tcp 443",
            "VerifierService > S3 gateway endpoint tcp 443",
            "VerifierService > WebProxy tcp 4080",
            "WebProxy > ALB verifier through the internet tcp 443 not certain",
            "WebProxy > Interface endpoints tcp 443",
            "WebProxy > Internet (0.0.0.0/0) through NAT gateway tcp 443",
            "WebProxy > NLB web-proxy through the internet tcp 443 not certain",
            "WebProxy > OpenHandsServer tcp 3000",
            "WebProxy > S3 gateway endpoint tcp 443",
        ]);
    });
});
