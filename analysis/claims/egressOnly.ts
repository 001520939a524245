import type { Peer, Role } from "../../model/intent";
import type { Interface, NetworkGraph, Part } from "../graph/model";
import type { TransportPort } from "../reachability/reach";
import { endpointChecks } from "./endpointsNamed";
import { check, hostOf, interfaceEndpoint, partsOf, endpoint } from "./ask";
import type { Check, Claim } from "./claim";

/** What a workload reaches: what its component registered, and nothing else. One claim a workload, for each family and service. */
export function egressOnly(graph: NetworkGraph): Claim[] {
    return partsOf(graph, "agent", "verifier").map((part) => ({
        id: `${part.role}-egress-only`,
        statement: `${titles[part.role]} opens connections to the gateways on the web proxy, the AWS endpoints and this account's S3, and to nothing else`,
        restsOn: "security groups, network ACLs, routes, gateways and the S3 endpoint's policy, over IPv4 and IPv6",
        doesNotCover:
            "what the gateways let through (claim gateway-forwards-only) and AWS services do with a request; names (claim no-dns-exfiltration); other accounts' use of our own keys",
        checks: [
            ...["internet", "internet6", "s3:foreign"].map((to) =>
                check(graph, "unreachable", part.resource.urn, { from: hostOf(part), to: endpoint(graph, to, "to") }),
            ),
            ...neighbours(graph, part),
            ...endpointChecks(graph, part),
        ],
    }));
}

const titles: Readonly<Record<Role, string>> = {
    agent: "OpenHands",
    verifier: "The label verifier",
    edge: "The web proxy",
    network: "The network",
    artifacts: "The artifact store",
    release: "The release store",
};

/** Every other interface of the network: closed, but for the ports that intent opens. */
export function neighbours(graph: NetworkGraph, part: Part): Check[] {
    const members = new Set(part.interfaces);
    return graph.interfaces
        .filter((other) => !members.has(other))
        .map((other) =>
            check(graph, "unreachable", part.resource.urn, {
                from: hostOf(part),
                to: interfaceEndpoint(other),
                besides: opened(graph, part, other),
            }),
        );
}

function opened(graph: NetworkGraph, part: Part, other: Interface): TransportPort[] {
    const role = graph.parts.find(({ interfaces }) => interfaces.includes(other))?.role;
    const peer = other.kind === "endpoint" ? "endpoints" : role;
    // What has the internet may find there the public addresses of balancers and NAT gateways, of this stack as of any.
    const onInternet = other.kind === "balancer" || other.kind === "nat";
    return portsTo(part, peer, ...(onInternet ? (["internet"] as const) : []));
}

/** The ports that a part is meant to open to any of these peers. */
export const portsTo = ({ intent }: Part, ...peers: readonly (Peer | undefined)[]): TransportPort[] =>
    intent.reaches.filter(({ peer }) => peers.includes(peer)).map(({ protocol, port }) => ({ protocol, port }));
