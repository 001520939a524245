import { expect } from "chai";
import { PlanBuilder } from "../fixtures/planBuilder";
import { buildGraph } from "../../../analysis/graph/build";
import { fromPlan } from "../../../analysis/graph/resource";
import { endpointOf, UnknownEndpoint } from "../../../analysis/reachability/endpoints";
import { reach } from "../../../analysis/reachability/reach";
import { Sketch } from "./sketch";

const graph = () => {
    const s = new Sketch(new PlanBuilder("why"));
    const client = s.group("client", { out: [["10.0.20.0/24", 443]] });
    const server = s.group("server");
    s.rule("ingress", server, client, 443);
    s.host("a", s.pub, { groups: [client] });
    s.host("b", s.iso, { groups: [server] });
    s.acl(s.iso, { in: [[120, "allow", 443, 443]], out: [[100, "allow", 1024, 65535]] });
    s.b.component("isolated:test:Twin", "twin");
    s.host("twin-a", s.iso, { groups: [server] });
    return buildGraph(fromPlan(s.plan()));
};

const answer = (from: string, to: string, port: number) => {
    const own = graph();
    return reach(own, { from: endpointOf(own, from, "from"), to: endpointOf(own, to, "to"), protocol: "tcp", port });
};

describe("what an answer says", () => {
    it("a path names each hop and the rule that lets through", () => {
        const { verdict, path, why } = answer("a", "b", 443);
        expect(verdict).to.equal("reachable");
        expect(path[1]).to.match(/^security group client, out of a, by a rule of SecurityGroupEgressRule /);
        expect(path).to.include("network ACL acl, into iso, by entry 120 of NetworkAclRule in-120");
        expect(path[path.length - 1]).to.match(
            /^security group server, into b, by a rule of SecurityGroupIngressRule /,
        );
        expect(why.join()).to.match(/for example tcp 443 from 10\.0\.0\.0/);
    });

    it("a block names the first hop that nothing passes, and what to change there", () => {
        const { verdict, why } = answer("a", "b", 22);
        expect(verdict).to.equal("unreachable");
        expect(why.join()).to.match(
            /blocked at security group client, out of a \(it would take somebody to add an egress rule to client, and nobody must/,
        );
    });

    it("a name that nothing has lists those that have an address", () => {
        expect(() => endpointOf(graph(), "nobody", "to")).to.throw(UnknownEndpoint, /nothing is called nobody.*a, b/);
    });

    it("a block of the VPC where nothing is, a bad block and a service to start from are refused with what to write", () => {
        expect(() => endpointOf(graph(), "10.0.99.0/28", "to")).to.throw(
            UnknownEndpoint,
            /inside the VPC vpc, and nothing/,
        );
        expect(() => endpointOf(graph(), "10.0.0.0/33", "to")).to.throw(UnknownEndpoint, /203\.0\.113\.0\/24/);
        expect(() => endpointOf(graph(), "dns", "from")).to.throw(UnknownEndpoint, /write it as --to/);
        expect(() => endpointOf(graph(), "twin", "to")).to.throw(UnknownEndpoint, /no address/);
    });
});
