import type { Interface } from "../../../analysis/graph/model";
import type { Tier } from "../../../model/intent";
import { stackRule } from "../../framework/rule";
import { each, intentsOf, networkOf } from "../network";

/** Who lives where: docs/design.md, "The network". */
const homes: Readonly<Record<string, Tier>> = {
    agent: "private",
    verifier: "private",
    edge: "edge",
    balancer: "public",
    nat: "public",
    endpoint: "private",
};

export const tierResidents = stackRule("isolation", {
    id: "tier-residents",
    severity: "high",
    title: "Load balancers and NAT gateways live in the public tier, a NAT gateway in a zone of the edge, the web proxy on the edge, workloads and endpoints in the private tier",
    why: "Routes and ACLs are made for tiers: what lives in another has that one's.",
    remediation: "Put it into a subnet of its own tier.",
    source: "docs/design.md#the-network",
    rows: [54, 60, 62, 84],
    designSpecific: true,
    evaluate(context) {
        const graph = networkOf(context);
        const planned = intentsOf(graph).flatMap(({ subnets }) => subnets);
        const tierOf = ({ subnet }: Interface) => planned.find(({ cidr }) => subnet.cidrs.includes(cidr))?.tier;
        const zonesOfEdge = new Set(planned.filter(({ tier }) => tier === "edge").map(({ zone }) => zone));
        const zoneOf = ({ subnet }: Interface) => planned.find(({ cidr }) => subnet.cidrs.includes(cidr))?.zone;
        const isAway = (networkInterface: Interface) =>
            networkInterface.kind === "nat" && !zonesOfEdge.has(zoneOf(networkInterface) ?? "");
        const roleOf = (networkInterface: Interface) =>
            graph.parts.find(({ interfaces }) => interfaces.includes(networkInterface))?.role ?? networkInterface.kind;
        return each(
            // A network that was looked up has no tiers.
            planned.length === 0 ? [] : graph.interfaces,
            ({ owner }) => owner.urn,
            (networkInterface) => {
                const home = homes[roleOf(networkInterface)];
                if (home !== undefined && tierOf(networkInterface) !== home)
                    return [
                        `${networkInterface.name} is in ${networkInterface.subnet.name}, which is no subnet of the ${home} tier`,
                    ];
                return isAway(networkInterface)
                    ? [
                          `${networkInterface.name} is in ${networkInterface.subnet.name}, a zone without anybody that it is for`,
                      ]
                    : [];
            },
        );
    },
});
