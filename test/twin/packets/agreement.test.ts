import { expect } from "chai";
import { buildGraph } from "../../../analysis/graph/build";
import { fromPlan } from "../../../analysis/graph/resource";
import { networkOfPlan } from "../../../analysis/graph/ofPlan";
import { type Agreement, agree } from "../../../twin/agreement/agree";
import { planOf } from "../../analysis/reachability/plan";
import { planned } from "../../fixtures/planned";
import { networkOf } from "../sketched";
import { randomNets } from "./sample";

/**
 * Proof and packets: every verdict of the analysis against what becomes of packets between namespaces. SEED says which random networks,
 * NETWORKS how many.
 */

const seed = Number(process.env.SEED ?? new Date().getUTCFullYear());
const networks = Number(process.env.NETWORKS ?? 3);

const text = ({ disagreements }: Agreement): string =>
    disagreements.map((one) => JSON.stringify(one, null, 2)).join("\n");

describe("the twin's packets and the proof", () => {
    const seen: Record<string, number> = {};
    const agreed = (agreement: Agreement): Agreement => {
        expect(agreement.disagreements, text(agreement)).to.deep.equal([]);
        for (const [kind, count] of Object.entries(agreement.verdicts)) seen[kind] = (seen[kind] ?? 0) + count;
        return agreement;
    };

    it("agree on every pair of prod's interfaces and the internet, and every layer drops what only it can", async () => {
        const graph = networkOfPlan((await planned("prod")).plan);
        const { droppedBy, pairs } = agreed(agree(graph, graph));
        expect(pairs).to.be.greaterThan(100);
        const layers = new Set(Object.keys(droppedBy).map((name) => name.split("-")[0]));
        expect([...layers].sort()).to.deep.equal(["acl", "gateway", "group", "nat", "route", "router"]);
    });

    it("agree on the demo, whose hosts have public addresses in the default VPC", async () => {
        const graph = networkOfPlan((await planned("dev")).plan);
        agreed(agree(graph, graph));
    });

    it(`agree on ${networks} random networks that the twin reads from the sketch and the proof from the plan (SEED=${seed})`, () => {
        for (const net of randomNets(networks, seed)) agreed(agree(networkOf(net), buildGraph(fromPlan(planOf(net)))));
    });

    it("have met every verdict over TCP, and both verdicts of proofs over UDP and with pings", () => {
        const kinds = ["reachable tcp IPv4", "unreachable tcp IPv4", "unknown tcp IPv4", "unreachable udp IPv4"];
        for (const kind of [...kinds, "unreachable icmp IPv4"]) expect(seen[kind], kind).to.be.greaterThan(0);
    });
});
