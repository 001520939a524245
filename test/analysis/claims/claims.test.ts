import { expect } from "chai";
import { judgeClaims } from "../../../analysis/claims";
import { buildGraph } from "../../../analysis/graph/build";
import { fromPlan } from "../../../analysis/graph/resource";
import type { Plan } from "../../../model/plan";
import { ofType, withInputs, withResource } from "../../../mutate/mutant";
import { planned } from "../../fixtures/planned";

const verdicts = (plan: Plan) =>
    Object.fromEntries(judgeClaims(buildGraph(fromPlan(plan))).map(({ id, verdict }) => [id, verdict]));
const all = [
    "no-public-address",
    "doors-only",
    "agent-egress-only",
    "verifier-egress-only",
    "web-proxy-egress-only",
    "gateway-forwards-only",
    "workloads-apart",
    "no-dns-exfiltration",
    "session-manager-only",
    "allowed-paths-work",
];

describe("claims", function () {
    this.timeout(120_000);

    it("are all proved for prod, in one zone and in three, with one NAT gateway and with three", async () => {
        const proved = Object.fromEntries(all.map((id) => [id, "proved"]));
        expect(verdicts((await planned("prod")).plan)).to.deep.equal(proved);
        const network = { mode: "nat-endpoints", azCount: 3, natGateways: "per-az" };
        expect(verdicts((await planned("dev", { network })).plan)).to.deep.equal(proved);
    });

    it("are lost when the verifier of the second zone is opened, to the internet or to the agent", async () => {
        const { plan } = await planned("prod", { network: { azCount: 2 } });
        const agent = ofType(plan, "ec2/securityGroup:SecurityGroup").find(({ name }) => name === "openhands");
        const second = ofType(plan, "ec2/instance:Instance").find(({ name }) => name === "verifier-2");
        if (agent === undefined || second === undefined) throw new Error("the plan has no agent or no second verifier");
        const regrouped = withInputs(plan, second, { vpcSecurityGroupIds: [agent.id] });
        expect(verdicts(regrouped)["allowed-paths-work"]).to.equal("refuted");
        const published = withInputs(plan, second, { associatePublicIpAddress: true });
        expect(verdicts(published)["no-public-address"]).to.equal("refuted");
    });

    it("say what the demo waives", async () => {
        const lost = Object.entries(verdicts((await planned("dev")).plan)).filter(
            ([, verdict]) => verdict !== "proved",
        );
        expect(lost).to.deep.equal([
            ["no-public-address", "refuted"],
            ["agent-egress-only", "refuted"],
            ["verifier-egress-only", "refuted"],
            ["no-dns-exfiltration", "refuted"],
        ]);
    });

    it("say what mode nat waives", async () => {
        const lost = Object.entries(verdicts((await planned("dev", { network: { mode: "nat" } })).plan)).filter(
            ([, verdict]) => verdict !== "proved",
        );
        expect(lost.map(([id]) => id)).to.deep.equal(["agent-egress-only", "verifier-egress-only"]);
    });

    it("ask for the published addresses of each approved endpoint, of which a private block has no route", async () => {
        const { plan } = await planned("prod");
        const asked = (changed: Plan) =>
            judgeClaims(buildGraph(fromPlan(changed))).find(({ id }) => id === "allowed-paths-work")!;
        expect(asked(plan).checks.map(({ asks }) => asks)).to.include("web-proxy -> 160.79.104.0/23 tcp 443");
        const inside = JSON.parse(JSON.stringify(plan).replaceAll("160.79.104.0/23", "10.200.0.0/16")) as Plan;
        expect(asked(inside).verdict).to.equal("refuted");
        expect(asked(inside).why.join()).to.include("web-proxy -> 10.200.0.0/16 tcp 443: unreachable");
    });

    it("say of the web proxy that it opens 443 and no other port, and that where 443 leads is not proved", async () => {
        const { plan } = await planned("prod");
        const about = (changed: Plan) =>
            judgeClaims(buildGraph(fromPlan(changed))).find(({ id }) => id === "web-proxy-egress-only")!;
        expect(about(plan).doesNotCover).to.match(/^where tcp 443 leads: to any address, bounded by user on the host/);
        const [rule] = ofType(plan, "vpc/securityGroupEgressRule:SecurityGroupEgressRule").filter(
            ({ name }) => name === "web-proxy-internet",
        );
        expect(about(withInputs(plan, rule, { fromPort: 0, toPort: 65535 })).verdict).to.not.equal("proved");
    });

    it("claim nothing about SSH for a host that has it as an ingress point", async () => {
        const open = await planned("prod", { access: { sshCidrs: ["198.51.100.0/24"] } });
        const judged = judgeClaims(buildGraph(fromPlan(open.plan))).find(({ id }) => id === "session-manager-only");
        expect(judged?.verdict).to.equal("proved");
        expect(judged?.checks.map(({ asks }) => asks).filter((asks) => asks.includes("web-proxy"))).to.deep.equal([]);
    });

    it("prove nothing while something may carry traffic that the model does not know", async () => {
        const { plan } = await planned("prod");
        const vpn = withResource(plan, "ec2/vpnGateway:VpnGateway", "added", {
            vpcId: ofType(plan, "ec2/vpc:Vpc")[0].id,
        });
        expect(new Set(Object.values(verdicts(vpn)))).to.deep.equal(new Set(["unknown"]));
    });

    it("are refuted, not doubted, when the replies of an allowed path are lost", async () => {
        const { plan } = await planned("prod");
        const [replies] = ofType(plan, "ec2/networkAclRule:NetworkAclRule").filter(
            ({ name }) => name === "network-private-in-replies-0",
        );
        const narrow = withInputs(plan, replies, { fromPort: 50000 });
        expect(verdicts(narrow)["allowed-paths-work"]).to.equal("refuted");
    });

    it("say what they rest on and what they do not cover", async () => {
        for (const { restsOn, doesNotCover, why } of judgeClaims(buildGraph(fromPlan((await planned("prod")).plan)))) {
            expect(restsOn).to.not.equal("");
            expect(doesNotCover).to.not.equal("");
            expect(why.length).to.be.above(0);
        }
    });
});
