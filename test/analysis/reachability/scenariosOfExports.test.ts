import { expect } from "chai";
import { buildGraph } from "../../../analysis/graph/build";
import { fromState } from "../../../analysis/graph/resource";
import type { Verdict } from "../../../analysis/reachability/answer";
import { endpointOf } from "../../../analysis/reachability/endpoints";
import { reach } from "../../../analysis/reachability/reach";
import { PlanBuilder } from "../fixtures/planBuilder";
import { Sketch } from "./sketch";

/** What `pulumi stack export` prints comes in many shapes: they say the same network, or that something is not known. */

type Stored = Record<string, unknown> & { urn: string; type: string };
interface Row {
    readonly from: string;
    readonly to: string;
    readonly port: number;
    readonly verdict: Verdict;
}

const anybody: [string, number][] = [["0.0.0.0/0", 22]];

function network(s: Sketch): void {
    const pub = s.subnet("pub2", "10.0.1.0/24", s.publicTable, { mapPublicIpOnLaunch: true });
    s.host("a", pub, { groups: [s.group("ga", { in: anybody, out: [["0.0.0.0/0", "all"]] })] });
    s.host("b", s.priv, { groups: [s.group("gb", { in: [["10.0.1.0/24", 22]] })] });
}

function exported(set: (s: Sketch) => void): Stored[] {
    const sketch = new Sketch(new PlanBuilder("export"));
    set(sketch);
    return sketch
        .plan()
        .resources.map(({ props, ...rest }): Stored => ({ ...rest, inputs: { __defaults: [], ...props } }));
}

const rows: readonly Row[] = [
    { from: "internet", to: "a", port: 22, verdict: "reachable" },
    { from: "internet", to: "b", port: 22, verdict: "unreachable" },
    { from: "a", to: "b", port: 22, verdict: "reachable" },
    { from: "a", to: "b", port: 23, verdict: "unreachable" },
    { from: "b", to: "internet", port: 443, verdict: "unreachable" },
];

function expectAnswers(resources: readonly Stored[], expected: readonly Row[]): void {
    const state = { version: 3, deployment: { secrets_providers: { type: "passphrase" }, resources } };
    const graph = buildGraph(fromState(JSON.parse(JSON.stringify(state))));
    for (const { from, to, port, verdict } of expected) {
        const [source, target] = [endpointOf(graph, from, "from"), endpointOf(graph, to, "to")];
        const answer = reach(graph, { from: source, to: target, protocol: "tcp", port });
        expect(answer.verdict, `${from} -> ${to} ${port}: ${answer.why.join("; ")}`).to.equal(verdict);
    }
}

const secret = (more: object) => ({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ...more });
const inputsOf = (resources: Stored[], type: string, name: string) =>
    resources.find((one) => one.type.endsWith(`:${type}`) && one.urn.endsWith(`::${name}`))!.inputs as Record<
        string,
        unknown
    >;

describe("reachability: exported states", () => {
    const shapes: readonly (readonly [title: string, change: (resource: Stored) => void])[] = [
        ["as they are", () => {}],
        ["without dependencies", (resource) => (delete resource.dependencies, delete resource.propertyDependencies)],
        ["with dependencies that are null", (resource) => (resource.propertyDependencies = { subnetId: null })],
        ["without outputs", (resource) => delete resource.outputs],
        ["with outputs that are null", (resource) => (resource.outputs = null)],
        ["without `custom`", (resource) => delete resource.custom],
        ["without inputs: what AWS answered counts", (resource) => delete resource.inputs],
        [
            "with ids in the outputs only",
            (resource) => (
                (resource.outputs = { ...(resource.outputs as object), id: resource.id }),
                delete resource.id
            ),
        ],
        [
            "with secrets where the network does not look",
            (resource) => (resource.inputs = { ...(resource.inputs as object), userData: secret({ ciphertext: "x" }) }),
        ],
    ];
    for (const [title, change] of shapes) {
        it(title, () => {
            const resources = exported(network);
            resources.filter(({ type }) => !type.startsWith("pulumi:")).forEach(change);
            expectAnswers(resources, rows);
        });
    }

    it("what waits for its deletion is not there", () => {
        const resources = exported(network);
        const b = resources.find(({ urn }) => urn.endsWith(":Instance::b"))!;
        const old = { ...b, id: "i-old", delete: true, inputs: inputsOf(resources, "Instance", "a") };
        expectAnswers([...resources, old], rows);
    });

    it("a secret that is shown is read, one that is not is not known", () => {
        const withSubnet = (value: unknown) => {
            const resources = exported(network);
            inputsOf(resources, "Instance", "b").subnetId = value;
            // Dependencies would still tell which subnet it is.
            return resources.map((resource) => ({ ...resource, propertyDependencies: {} }));
        };
        const { subnetId } = inputsOf(exported(network), "Instance", "b");
        expectAnswers(withSubnet(secret({ plaintext: JSON.stringify(subnetId) })), rows);
        expectAnswers(withSubnet(secret({ ciphertext: "x" })), [
            { from: "internet", to: "b", port: 22, verdict: "unknown" },
        ]);
    });

    it("what was not known when the state was written is not known", () => {
        const resources = exported(network);
        inputsOf(resources, "SecurityGroupIngressRule", "securitygroup-ga-ingress-0.0.0.0/0-22").cidrIpv4 =
            "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
        expectAnswers(resources, [{ from: "internet", to: "a", port: 22, verdict: "unknown" }]);
    });

    it("what AWS chose is read where the program left it open", () => {
        const resources = exported((s) => {
            s.host("a", s.priv, { groups: [s.group("ga", { out: [["0.0.0.0/0", "all"]] })] });
            s.host("b", s.priv, { groups: [s.group("gb", { in: [["10.0.10.7/32", 22]] })] });
        });
        const outputs = resources.find(({ urn }) => urn.endsWith(":Instance::a"))!.outputs as Record<string, unknown>;
        const row = { from: "a", to: "b", port: 22 };
        expectAnswers(resources, [{ ...row, verdict: "unknown" }]);
        outputs.privateIp = "10.0.10.7";
        expectAnswers(resources, [{ ...row, verdict: "reachable" }]);
        outputs.privateIp = "10.0.10.8";
        expectAnswers(resources, [{ ...row, verdict: "unreachable" }]);
    });

    it("the ids that a VPC gives for its table, ACL and group lead to them", () => {
        const resources = exported((s) => {
            const vpc = { mainRouteTableId: "rtb-m", defaultNetworkAclId: "acl-d", defaultSecurityGroupId: "sg-d" };
            const resource = s.b.resource("aws:ec2/vpc:Vpc", "own", { cidrBlock: "10.5.0.0/16" }, undefined, vpc);
            const gatewayId = s.b.resource("aws:ec2/internetGateway:InternetGateway", "own", { vpcId: resource });
            const route = { routeTableId: "rtb-m", destinationCidrBlock: "0.0.0.0/0", gatewayId };
            s.b.resource("aws:ec2/route:Route", "own", route);
            const subnetId = s.b.resource("aws:ec2/subnet:Subnet", "own", {
                vpcId: resource,
                cidrBlock: "10.5.0.0/24",
            });
            s.b.resource("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", "own", {
                defaultNetworkAclId: "acl-d",
                ingress: [
                    { ruleNo: 1, action: "deny", protocol: "tcp", fromPort: 25, toPort: 25, cidrBlock: "0.0.0.0/0" },
                    { ruleNo: 2, action: "allow", protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: "0.0.0.0/0" },
                ],
                egress: [
                    { ruleNo: 2, action: "allow", protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: "0.0.0.0/0" },
                ],
            });
            s.host("c", subnetId, { vpcSecurityGroupIds: ["sg-d"], associatePublicIpAddress: true });
            const open = s.group("open", { in: [["0.0.0.0/0", "all"]] }, resource);
            s.host("d", subnetId, { groups: [open], associatePublicIpAddress: true });
        });
        expectAnswers(resources, [
            { from: "c", to: "internet", port: 443, verdict: "reachable" },
            { from: "internet", to: "c", port: 443, verdict: "unreachable" },
            { from: "internet", to: "d", port: 443, verdict: "reachable" },
            { from: "internet", to: "d", port: 25, verdict: "unreachable" },
        ]);
    });
});
