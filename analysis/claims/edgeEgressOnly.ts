import type { NetworkGraph } from "../graph/model";
import { check, hostOf, partsOf, endpoint } from "./ask";
import type { Claim } from "./claim";
import { neighbours, portsTo } from "./egressOnly";

/** The one host that has the internet: which ports it may open there, and what of its bounds no plan shows. */
export function edgeEgressOnly(graph: NetworkGraph): Claim[] {
    return partsOf(graph, "edge").map((part) => ({
        id: "web-proxy-egress-only",
        statement: "The web proxy opens tcp 443 to the internet, what it is meant to open inside, and nothing else",
        restsOn: "security groups, network ACLs, routes and gateways, over IPv4 and IPv6",
        doesNotCover:
            "where tcp 443 leads: to any address, bounded by user on the host, by the gateways' fixed upstreams and by DNS; " +
            "what passes in a call to an approved LLM (claim gateway-forwards-only); the users' browsers, which hold what OpenHands shows them",
        checks: [
            check(graph, "unreachable", part.resource.urn, {
                from: hostOf(part),
                to: endpoint(graph, "internet", "to"),
                besides: portsTo(part, "internet"),
            }),
            check(graph, "unreachable", part.resource.urn, {
                from: hostOf(part),
                to: endpoint(graph, "internet6", "to"),
            }),
            ...neighbours(graph, part),
        ],
    }));
}
