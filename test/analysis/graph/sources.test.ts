import { expect } from "chai";
import { buildGraph } from "../../../analysis/graph/build";
import type { NetworkGraph } from "../../../analysis/graph/model";
import { fromPlan, fromState, UnreadableState } from "../../../analysis/graph/resource";
import { PlanBuilder } from "../fixtures/planBuilder";
import { Sketch } from "../reachability/sketch";
import { gaps } from "./build";

describe("the graph: sources", () => {
    const plan = () => {
        const sketch = new Sketch(new PlanBuilder("graph"));
        sketch.host("a", sketch.iso, { groups: [sketch.group("g", { out: [["0.0.0.0/0", 443]] })] });
        return sketch.plan();
    };
    const summary = (graph: NetworkGraph) => ({
        interfaces: graph.interfaces.map(({ key, addresses, groups }) => ({
            key,
            addresses,
            groups: groups?.map(({ key }) => key),
        })),
        tables: graph.subnets.map(({ name, table }) => ({ name, routes: table.routes.length })),
        gaps: graph.gaps,
    });
    const exported = () => ({
        version: 3,
        deployment: {
            resources: plan().resources.map(({ props, outputs, ...rest }) => ({ ...rest, inputs: props, outputs })),
        },
    });

    it("an export says what the plan said", () => {
        expect(summary(buildGraph(fromState(exported())))).to.deep.equal(summary(buildGraph(fromState(plan()))));
    });

    it("a resource that waits for its deletion is not there", () => {
        const state = exported();
        const doomed = { ...state.deployment.resources.find(({ name }) => name === "a")!, delete: true };
        state.deployment.resources = state.deployment.resources.map((own) => (own.name === "a" ? doomed : own));
        expect(buildGraph(fromState(state)).interfaces.map(({ name }) => name)).to.not.include("a");
    });

    it("a secret is not read as a value, and what it hides is not known", () => {
        const state = exported();
        const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "AAAA" };
        const host = state.deployment.resources.find(({ name }) => name === "a")!;
        (host.inputs as Record<string, unknown>).privateIp = secret;
        expect(buildGraph(fromState(state)).interfaces.find(({ name }) => name === "a")!.addresses).to.deep.equal([
            "10.0.20.0/24",
        ]);
        expect(gaps(buildGraph(fromState(state)))).to.deep.equal(["privateIp is not known"]);
    });

    it("anything else is refused, saying what was expected", () => {
        for (const bad of [null, [], {}, "x", { resources: [{}] }, { deployment: { resources: [{ urn: "no" }] } }])
            expect(() => fromState(bad)).to.throw(UnreadableState, /pulumi stack export/);
    });

    it("the default VPC is what its component looked up, with AWS's default group", () => {
        const b = new PlanBuilder("graph");
        const lookedUp = {
            vpcId: "vpc-1",
            cidr: "172.31.0.0/16",
            subnets: [{ id: "subnet-1", cidr: "172.31.0.0/20", zone: "us-east-1a", mapPublicIpOnLaunch: true }],
            routes: [{ destination: "0.0.0.0/0", target: "igw-1" }],
            defaultNaclAllowsAll: true,
        };
        const none = { subnets: [], authorizedCidrs: [], approvedDomains: [], endpoints: [], sealed: false };
        const intent = { account: "111122223333", mode: "default-vpc", cidr: lookedUp.cidr, ...none, lookedUp };
        b.component("isolated:network:IsolatedNetwork", "network", { role: "network", intent });
        b.resource("aws:ec2/instance:Instance", "a", { subnetId: "subnet-1" });
        const graph = buildGraph(fromPlan(b.build()));
        const [networkInterface] = graph.interfaces;
        expect(networkInterface.publicIpv4).to.equal(true);
        expect(networkInterface.groups!.map(({ egress }) => egress.length)).to.deep.equal([2]);
        expect(graph.gaps).to.deep.equal([]);
    });
});
