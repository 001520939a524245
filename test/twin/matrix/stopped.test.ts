import { expect } from "chai";
import { type Left, stoppedBy } from "../../../twin/matrix/stopped";
import type { Packet } from "../../../twin/matrix/trace";

const packet = (at: string, mark: string, more: Partial<Packet> = {}): Packet => ({
    ...{ at, mark, group: null, protocol: 6, source: "10.0.1.10", sourcePort: 40_000 },
    ...{ destination: "192.0.2.66", port: 4444, ...more },
});
const sent = packet("agent-host", "sent", { group: 50_003 });
const left = packet("agent-host", "left", { group: 50_003 });

const layerOf = (packets: readonly Packet[], more: Partial<Left> = {}) =>
    stoppedBy({ row: { from: "agent-host" }, group: 50_003, nonce: "n00", packets, lines: [], ...more }).join();

describe("what stopped a row", () => {
    it("is the host's firewall where its packet did not leave the host, or was not taken by the one it came to", () => {
        expect(layerOf([sent])).to.equal("host-firewall");
        expect(layerOf([sent, left, packet("edge-host", "in")])).to.equal("host-firewall");
    });

    it("is the ruleset of the network that dropped its packet, or the reply to it", () => {
        const drops = ["acl-out-private", "group-in-edge", "route-private", "check-source", "gateway-out", "nat-edge"];
        const layers = drops.map((mark) => layerOf([sent, left, packet("router", mark)]));
        expect(layers).to.deep.equal(["acls", "groups", "routes", "checks", "gateways", "gateways"]);
        const back = { source: "192.0.2.66", sourcePort: 4444, destination: "10.0.1.10", port: 40_000 };
        expect(layerOf([sent, left, packet("router", "acl-in-private", back)])).to.equal("acls");
    });

    it("is never what dropped another row's packet", () => {
        const other = packet("router", "acl-out-private", { sourcePort: 40_001 });
        expect(layerOf([sent, left, other])).to.equal("");
        expect(layerOf([packet("agent-host", "sent", { group: 50_004 })])).to.equal("");
    });

    it("is found behind a balancer, which writes another destination", () => {
        expect(layerOf([sent, left, packet("edge-host", "in", { destination: "10.0.2.10", port: 443 })])).to.equal(
            "host-firewall",
        );
    });

    it("is the service that answered, by the port that it was asked from", () => {
        const said = (event: object) => ({ lines: [JSON.stringify({ port: 40_000, ...event })] });
        const because = (text: string) => said({ kind: "aws", allowed: false, because: text });
        expect(layerOf([sent, left], because("no allow in the endpoint policy"))).to.equal("endpoint-policies");
        expect(layerOf([sent, left], because("no allow in the identity policy"))).to.equal("iam");
        expect(layerOf([sent, left], said({ kind: "imds", status: 401 }))).to.equal("imds-tokens");
        expect(layerOf([sent, left], said({ kind: "imds", status: 200 }))).to.equal("");
    });

    it("is the resolver that refused a name with the row's own nonce", () => {
        const lines = [JSON.stringify({ kind: "dns", name: "n00.attacker.test", action: "BLOCK" })];
        expect(layerOf([], { lines })).to.equal("dns-firewall");
        expect(layerOf([], { lines, nonce: "n01" })).to.equal("");
    });

    it("is the program behind the port of a host that took it", () => {
        const taken = (port: number) => [
            sent,
            left,
            ...["in", "taken"].map((mark) => packet("edge-host", mark, { port })),
        ];
        expect([4000, 443, 9999].map((port) => layerOf(taken(port)))).to.deep.equal([
            "gateway-policy",
            "nginx-rules",
            "",
        ]);
    });

    it("is the container's network where nothing left the container", () => {
        expect(layerOf([], { row: { from: "agent" } })).to.equal("container-network");
        expect(layerOf([])).to.equal("");
    });
});
