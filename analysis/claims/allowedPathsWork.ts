import type { Flow } from "../../model/intent";
import type { NetworkGraph, Part } from "../graph/model";
import { balancerEndpoint, blocksEndpoint, check, hostOf, interfaceEndpoint, partsOf, endpoint } from "./ask";
import type { Check, Claim } from "./claim";

/** What is meant to work works end to end: a whole session, replies to every port of the client included. */
export function allowedPathsWork(graph: NetworkGraph): Claim[] {
    if (graph.parts.length === 0) return [];
    return [
        {
            id: "allowed-paths-work",
            statement: "Every connection that the design allows works end to end, replies included",
            restsOn:
                "security groups, network ACLs in both directions, routes and NAT, and Linux's range of client ports",
            doesNotCover: "the hosts' own firewalls and software, and whether a service at the far end answers",
            checks: graph.parts.flatMap((part) => [...ingressChecks(graph, part), ...flowChecks(graph, part)]),
        },
    ];
}

function ingressChecks(graph: NetworkGraph, part: Part): Check[] {
    return part.intent.ingresses.flatMap(({ kind, protocol, port, from }) => {
        const targets = kind === "alb" ? part.balancers.map(balancerEndpoint) : [hostOf(part)];
        const ingresses = targets.flatMap((to) =>
            from.map((block) =>
                check(graph, "reachable", part.resource.urn, { from: blocksEndpoint([block]), to, protocol, port }),
            ),
        );
        return [...ingresses, ...(kind === "instance" ? [] : behindBalancer(graph, part))];
    });
}

/** Every node of a balancer opens connections of its own to the targets: an ALB the second half of its ingress point, an NLB health checks. */
function behindBalancer(graph: NetworkGraph, part: Part): Check[] {
    return part.balancers.flatMap((balancer) =>
        balancer.listeners.flatMap(({ targets }) =>
            targets.flatMap((target) =>
                balancer.interfaces.map((node) =>
                    check(graph, "reachable", balancer.resource.urn, {
                        from: interfaceEndpoint(node),
                        to: interfaceEndpoint(target.interface),
                        protocol: "tcp",
                        port: target.checkedOn,
                    }),
                ),
            ),
        ),
    );
}

function flowChecks(graph: NetworkGraph, part: Part): Check[] {
    return part.intent.reaches.flatMap((flow) =>
        destinations(graph, flow).map((to) =>
            check(graph, "reachable", part.resource.urn, {
                from: hostOf(part),
                to,
                ...(to.kind === "service" ? {} : { protocol: flow.protocol, port: flow.port }),
            }),
        ),
    );
}

function destinations(graph: NetworkGraph, { peer, cidrs }: Flow) {
    switch (peer) {
        case "internet":
            // An approved endpoint in a private block is nothing of the internet, whatever the route to all of it.
            return cidrs === undefined
                ? [endpoint(graph, "internet", "to")]
                : cidrs.map((block) => blocksEndpoint([block]));
        case "s3-own-account":
            return [endpoint(graph, "s3:bucket", "to")];
        case "endpoints":
            return graph.interfaceEndpoints.flatMap(({ interfaces }) => interfaces.map(interfaceEndpoint));
        case "authorized":
            return [];
        default:
            return partsOf(graph, peer).map(hostOf);
    }
}
