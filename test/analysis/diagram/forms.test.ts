import { expect } from "chai";
import { drawDiagram } from "../../../analysis/diagram";
import { connectionTable } from "../../../analysis/diagram/table";
import type { Plan, PlanResource } from "../../../model/plan";
import { renderReport } from "../../../preflight/report";
import { estimate } from "../../../analysis/cost";
import { planned } from "../../fixtures/planned";
import { PlanBuilder } from "../fixtures/planBuilder";
import { Sketch } from "../reachability/sketch";
import { disagreements } from "./agreement";

const rowsOf = (plan: Plan): string[] =>
    connectionTable(plan).rows.map(({ from, to, ports, certain }) => `${from} > ${to} ${ports}${certain ? "" : " ?"}`);

function sketched(set: (s: Sketch) => void): Plan {
    const sketch = new Sketch(new PlanBuilder("forms"));
    set(sketch);
    return sketch.plan();
}

/** A form in which a group that admits any address is attached to something, and the row that it must have. */
function form(title: string, set: (s: Sketch) => void, ...rows: readonly string[]): void {
    it(title, () => {
        const plan = sketched(set);
        expect(rowsOf(plan)).to.include.members([...rows]);
        expect(connectionTable(plan).gaps).to.deep.equal([]);
        expect(disagreements(plan)).to.deep.equal([]);
    });
}

const open = (s: Sketch, port = 22) => s.group("open", { in: [["0.0.0.0/0", port]] });
const caller = (s: Sketch, subnet = s.priv) =>
    s.host("a", subnet, { groups: [s.group("caller", { out: [["0.0.0.0/0", "all"]] })] });

describe("a group that admits any address has its row, however it is attached", () => {
    form(
        "by NetworkInterfaceSecurityGroupAttachment",
        (s) => {
            const networkInterfaceId = s.host("h", s.pub, { groups: [s.group("own")], associatePublicIpAddress: true });
            const type = "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment";
            s.b.resource(type, "more", { networkInterfaceId, securityGroupId: open(s) });
        },
        "Internet (0.0.0.0/0) > h tcp 22",
    );
    form(
        "by a second interface with an Elastic IP",
        (s) => {
            const instance = s.host("h", s.priv, { groups: [s.group("own")] });
            const networkInterface = s.b.resource("aws:ec2/networkInterface:NetworkInterface", "second", {
                subnetId: s.pub,
                securityGroups: [open(s)],
                attachments: [{ instance, deviceIndex: 1 }],
            });
            s.b.resource("aws:ec2/eip:Eip", "second", { networkInterface });
        },
        "Internet (0.0.0.0/0) > h tcp 22",
    );
    form(
        "by a balancer of the type aws:alb",
        (s) => {
            const loadBalancerArn = s.b.resource("aws:alb/loadBalancer:LoadBalancer", "front", {
                subnets: [s.pub],
                securityGroups: [open(s, 8080)],
            });
            const defaultActions = [{ type: "fixed-response" }];
            const props = { loadBalancerArn, port: 8080, protocol: "HTTP", defaultActions };
            s.b.resource("aws:alb/listener:Listener", "front", props);
        },
        "Internet (0.0.0.0/0) > ALB front tcp 8080",
    );
    form(
        "by a database",
        (s) => {
            const lists = "aws:rds/subnetGroup:SubnetGroup";
            const dbSubnetGroupName = s.b.resource(lists, "db", { name: "db", subnetIds: [s.pub] });
            const vpcSecurityGroupIds = [open(s, 5432)];
            const props = { dbSubnetGroupName, vpcSecurityGroupIds, publiclyAccessible: true };
            s.b.resource("aws:rds/instance:Instance", "db", props);
            caller(s);
        },
        "Internet (0.0.0.0/0) > db tcp 5432",
        "a > db tcp 5432",
    );
    form(
        "by a function, which opens connections",
        (s) => {
            const securityGroupIds = [s.group("fn", { out: [["0.0.0.0/0", 22]] })];
            const vpcConfig = { subnetIds: [s.priv], securityGroupIds };
            s.b.resource("aws:lambda/function:Function", "fn", { vpcConfig });
            s.host("h", s.priv, { groups: [open(s)] });
        },
        "fn > Internet (0.0.0.0/0) tcp 22",
        "fn > h tcp 22",
    );
    form(
        "by a mount target",
        (s) => {
            const props = { subnetId: s.priv, securityGroups: [open(s, 2049)] };
            s.b.resource("aws:efs/mountTarget:MountTarget", "files", props);
            caller(s);
        },
        "a > files tcp 2049",
    );
    form(
        "by the launch template of an Auto Scaling group",
        (s) => {
            const networkInterfaces = [{ associatePublicIpAddress: "true", securityGroups: [open(s)] }];
            s.scaled("fleet", s.pub, { networkInterfaces });
        },
        "Internet (0.0.0.0/0) > fleet tcp 22",
    );
});

/** The case that the picture missed: the proof said reachable, the page said refused. */
describe("a group that is attached to dev's web proxy and admits SSH from anywhere", function () {
    this.timeout(120_000);

    async function attached(): Promise<Plan> {
        const { plan } = await planned("dev");
        const proxy = plan.resources.find(({ type, name }) => type.endsWith(":Instance") && name === "web-proxy")!;
        const add = (type: string, name: string, props: object, on: Record<string, PlanResource>): PlanResource => ({
            ...proxy,
            urn: `${proxy.urn.split("::").slice(0, 2).join("::")}::${type}::${name}`,
            id: `${name}-id`,
            type,
            name,
            parent: plan.resources[0].urn,
            props: { ...props, ...Object.fromEntries(Object.entries(on).map(([key, { id }]) => [key, id])) },
            outputs: {},
            propertyDependencies: Object.fromEntries(Object.entries(on).map(([key, { urn }]) => [key, [urn]])),
        });
        const group = add("aws:ec2/securityGroup:SecurityGroup", "open", {}, {});
        const world = { ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/0" };
        const rule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
        const attachment = "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment";
        const more = [
            group,
            add(rule, "open-22", world, { securityGroupId: group }),
            add(attachment, "open", {}, { securityGroupId: group, networkInterfaceId: proxy }),
        ];
        return { ...plan, resources: [...plan.resources, ...more] };
    }

    it("has its row, its arrow from the internet, and its name on the card", async () => {
        const plan = await attached();
        expect(rowsOf(plan)).to.include("Internet (0.0.0.0/0) > WebProxy tcp 22");
        expect(disagreements(plan)).to.deep.equal([]);
        const svg = drawDiagram(plan);
        expect(svg).to.contain('data-arrow="Internet to WebProxy: tcp 22').and.contain(">open<");
        expect(svg).to.contain("and port 22, as drawn");
    });
});

describe("the page", () => {
    const page = (plan: Plan) => {
        const judged = { violations: [], claims: [], exemptions: [], evaluated: true };
        return renderReport({ plan, cost: estimate(plan), diagram: drawDiagram(plan), ...judged }).replace(/\s+/g, " ");
    };

    it("says that what is not in the table is refused, when the network is known", () => {
        const known = page(sketched((s) => s.host("h", s.pub, { groups: [open(s)], instanceType: "t3.small" })));
        expect(known).to.contain("Whatever is not in the table is refused.");
        expect(known).to.contain("and what has no arrow is refused.");
    });

    it("says what is not known instead, when something is not", () => {
        const gap = page(
            sketched((s) => s.host("h", s.pub, { vpcSecurityGroupIds: ["sg-elsewhere"], instanceType: "t3.small" })),
        );
        expect(gap).to.not.contain("is refused.");
        expect(gap).to.contain("more may pass than the table says");
        expect(gap).to.contain("h vpcSecurityGroupIds names sg-elsewhere, a group outside the stack");
        expect(gap).to.contain("The model does not know 1 thing about this network: more may pass than is drawn.");
    });
});
