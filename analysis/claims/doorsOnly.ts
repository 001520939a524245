import type { NetworkGraph, Part } from "../graph/model";
import { balancerEndpoint, blocksEndpoint, check, everybodyBut, hostOf, interfaceEndpoint, endpoint } from "./ask";
import type { Check, Claim } from "./claim";

/** Who gets in from outside: through the ingress points that components registered, from the blocks they registered, and nowhere else. */
export function doorsOnly(graph: NetworkGraph): Claim[] {
    if (graph.parts.length === 0) return [];
    return [
        {
            id: "doors-only",
            statement: "Only the ingress points are reachable from the internet, and only from the authorized blocks",
            restsOn: "public addresses, load balancers, security groups, network ACLs and routes, over IPv4 and IPv6",
            doesNotCover:
                "who sits behind an authorized address, and what an ingress point's software does with a request",
            checks: [...graph.parts.flatMap((part) => checksOf(graph, part)), ...outsiders(graph)],
        },
    ];
}

function checksOf(graph: NetworkGraph, part: Part): Check[] {
    const { ingresses } = part.intent;
    const ofHost = ingresses.filter(({ kind }) => kind !== "alb");
    const ofBalancer = ingresses.filter(({ kind }) => kind !== "instance");
    return [
        ...closedBut(graph, part.resource.urn, hostOf(part), ofHost),
        ...part.balancers.flatMap((balancer) =>
            closedBut(graph, balancer.resource.urn, balancerEndpoint(balancer), ofBalancer),
        ),
    ];
}

/** Whatever else has an address: a balancer or a host of no part has no ingress point. NAT gateways take no connections. */
function outsiders(graph: NetworkGraph): Check[] {
    const parts = new Set(
        graph.parts.flatMap(({ interfaces, balancers }) => [
            ...interfaces,
            ...balancers.flatMap((balancer) => balancer.interfaces),
        ]),
    );
    const others = graph.interfaces.filter(
        (networkInterface) => !parts.has(networkInterface) && !["nat", "client"].includes(networkInterface.kind),
    );
    return others.flatMap((networkInterface) =>
        closedBut(graph, networkInterface.owner.urn, interfaceEndpoint(networkInterface), []),
    );
}

/** Outsiders reach nothing, authorized clients nothing but the ingress points, and IPv6 nothing at all. */
function closedBut(
    graph: NetworkGraph,
    urn: string,
    to: ReturnType<typeof hostOf>,
    ingresses: Part["intent"]["ingresses"],
): Check[] {
    const authorized = [...new Set(ingresses.flatMap(({ from }) => from))];
    const unreachable = (asked: Omit<Parameters<typeof check>[3], "to">) =>
        check(graph, "unreachable", urn, { ...asked, to });
    return [
        unreachable({ from: endpoint(graph, "internet6", "from") }),
        unreachable({ from: everybodyBut(authorized) }),
        ...authorized.map((block) => {
            const open = ingresses.filter(({ from }) => from.includes(block));
            return unreachable({
                from: blocksEndpoint([block]),
                besides: open.map(({ protocol, port }) => ({ protocol, port })),
            });
        }),
    ];
}
