import { expect } from "chai";
import { buildGraph } from "../../../analysis/graph/build";
import { fromPlan } from "../../../analysis/graph/resource";
import { endpointOf } from "../../../analysis/reachability/endpoints";
import { reach } from "../../../analysis/reachability/reach";
import { prodPlan } from "../fixtures/stacks";
import { PlanBuilder } from "../fixtures/planBuilder";
import { Sketch } from "./sketch";

/** Where packets said something else than the proof. */
describe("reachability: what the twin's packets have taught", () => {
    it("a load balancer of the design asks from any ephemeral port, as every load balancer does, and not from Linux's", () => {
        const { interfaces } = buildGraph(fromPlan(prodPlan()));
        const linux = interfaces.filter((networkInterface) => networkInterface.linux).map(({ kind }) => kind);
        expect(new Set(linux)).to.deep.equal(new Set(["instance"]));
    });

    it("a reply that only an egress-only gateway may let out is not said to be lost for certain", () => {
        const sketch = new Sketch(new PlanBuilder("egress-only"));
        const type = "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway";
        const egressOnlyGatewayId = sketch.b.resource(type, "eigw", { vpcId: sketch.vpc });
        const table = sketch.table("out", [{ ipv6CidrBlock: "::/0", egressOnlyGatewayId }]);
        const subnet = sketch.subnet("dual", "10.0.40.0/24", table, { ipv6CidrBlock: "2001:db8::/64" });
        const groups = [sketch.group("open", { in: [["::/0", "all"]] })];
        sketch.host("host", subnet, { groups, ipv6Addresses: ["2001:db8::10"] });
        const graph = buildGraph(fromPlan(sketch.plan()));
        const [from, to] = [endpointOf(graph, "internet6", "from"), endpointOf(graph, "host", "to")];
        const { verdict, repliesLost, why } = reach(graph, { from, to, protocol: "udp", port: 443 });
        expect([verdict, repliesLost]).to.deep.equal(["unknown", undefined], why.join("; "));
    });
});
