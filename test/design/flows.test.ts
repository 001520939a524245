import { expect } from "chai";
import { flows } from "../../design/flows";
import { type HostRole, hostRoles } from "../../model/intent";
import { hostFlows } from "../../hosts/flows";
import { agentConfig, edgeConfig, verifierConfig } from "../hosts/configs";

const configs = { edge: edgeConfig, agent: agentConfig, verifier: verifierConfig };

/** Flows between hosts and what stands before them, as the hosts' firewalls have them; whatever runs on one host only is its own. */
const onHost = (role: HostRole, direction: "in" | "out") =>
    hostFlows(configs[role])
        .filter((flow) => flow.direction === direction && flow.interface === undefined && isInside(flow.peers))
        .map(({ port }) => port);

const isInside = (peers: readonly string[] | "any") =>
    peers !== "any" &&
    peers.every((peer) => !peer.startsWith("169.254.") && peer !== "0.0.0.0/0" && !/^160\./.test(peer));

describe("the flows of the design", () => {
    for (const role of hostRoles)
        it(`are what the firewall of ${role} lets in and out`, () => {
            const ports = (end: "from" | "to", other: "from" | "to") =>
                flows
                    .filter((flow) => flow[end] === role && flow[other] !== "endpoints" && flow.from !== "operators")
                    .map(({ port }) => port);
            expect(new Set(onHost(role, "in"))).to.deep.equal(new Set(ports("to", "from")));
            expect(new Set(onHost(role, "out"))).to.deep.equal(new Set(ports("from", "to")));
        });

    it("name each pair of groups and port once", () => {
        const keys = flows.map(({ from, to, port, name }) => [from, to, port, name].join(" "));
        expect(new Set(keys).size).to.equal(keys.length);
    });
});
