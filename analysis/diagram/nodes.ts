import type { Balancer, GatewayEndpoint, Interface, InterfaceEndpoint, NetworkGraph } from "../graph/model";
import type { GraphResource } from "../graph/resource";
import { partOf } from "../graph/roles";
import { once } from "../reachability/answer";
import type { Connection } from "../reachability/connections";
import type { SceneNode, SceneSubnet } from "./scene";

const INSTANCE = "aws:ec2/instance:Instance";
const NAT = "aws:ec2/natGateway:NatGateway";

/** The cards inside the network, and which card stands for a resource. */
export interface Cards {
    readonly nodes: readonly SceneNode[];
    readonly keyOf: (resource: GraphResource) => string;
}

/** Everything that has an address in the network, and what should have one and the model does not know where. */
export function cardsOf(
    graph: NetworkGraph,
    subnets: readonly SceneSubnet[],
    connections: readonly Connection[],
): Cards {
    const { linker, interfaces, balancers, gatewayEndpoints } = graph;
    const places = (owner: GraphResource): string[] => {
        const keys = interfaces
            .filter((networkInterface) => networkInterface.owner === owner)
            .map(({ subnet }) => subnet.key);
        return subnets.map(({ key }) => key).filter((key) => keys.includes(key));
    };
    const hosts = once([
        ...linker.ofType(INSTANCE),
        ...interfaces.filter(({ kind }) => ["instance", "other", "client"].includes(kind)).map(({ owner }) => owner),
    ]);
    const { endpoints, cardOf } = endpointNodes(graph, places);
    return {
        nodes: [
            ...balancers.map((balancer) => balancerNode(balancer, graph, places(balancer.resource), connections)),
            ...linker.ofType(NAT).map((nat) => natNode(nat, places(nat))),
            ...hosts.map((host) => hostNode(host, graph, places(host))),
            ...endpoints,
            ...gatewayEndpoints.map(gatewayNode),
        ],
        keyOf: (resource) => cardOf.get(resource) ?? resource.urn,
    };
}

/** "WebProxy" for an instance below a component of type isolated:edge:WebProxy; else the resource's own name. */
function titleOf(resource: GraphResource, graph: NetworkGraph): string {
    const type = resource.type === INSTANCE ? partOf(resource, graph.linker)?.component.type : undefined;
    return type === undefined ? resource.name : type.slice(type.lastIndexOf(":") + 1);
}

function hostNode(host: GraphResource, graph: NetworkGraph, subnets: readonly string[]): SceneNode {
    const interfaces = graph.interfaces.filter(({ owner }) => owner === host);
    const isHost = host.type === INSTANCE || interfaces.some(({ kind }) => kind === "instance");
    const addresses = interfaces.flatMap((one) => [...one.addresses, ...one.addresses6]);
    const fixed = addresses.filter((address) => !address.includes("/"));
    // "t3.small" of an instance, "rds/instance" of what AWS runs.
    const type = host.type === INSTANCE ? String(host.props.instanceType ?? "type not known") : host.type.split(":")[1];
    return {
        key: host.urn,
        kind: isHost ? "host" : "service",
        name: host.name,
        title: titleOf(host, graph),
        lines: [
            `${fixed.length > 0 ? few(fixed, 2) : "address chosen by AWS"} · ${type}`,
            ...once(interfaces.flatMap(({ groups = [] }) => groups.map(({ name }) => name))),
        ],
        badge: badgeOf(
            isPublic(host, interfaces) && "public address",
            isUnclear(host, interfaces, graph) && "not known in whole",
        ),
        subnets,
        role: partOf(host, graph.linker)?.role ?? null,
    };
}

/** True unless the plan shows that there is none. */
const isPublic = (host: GraphResource, interfaces: readonly Interface[]): boolean =>
    interfaces.length === 0
        ? host.props.associatePublicIpAddress !== false
        : interfaces.some(({ publicIpv4, publicIpv6 }) => publicIpv4 || publicIpv6);

/** True when the model does not know where it is, or what lets packets in and out of it. */
const isUnclear = (resource: GraphResource, interfaces: readonly Interface[], { gaps }: NetworkGraph): boolean =>
    interfaces.length === 0 || gaps.some(({ urn }) => urn === resource.urn);

function badgeOf(...warnings: readonly (string | false)[]): string | null {
    return warnings.filter((warning) => warning !== false).join(", ") || null;
}

function balancerNode(
    { resource, interfaces, internetFacing, listeners }: Balancer,
    graph: NetworkGraph,
    subnets: readonly string[],
    connections: readonly Connection[],
): SceneNode {
    const kinds: Record<string, string> = { network: "NLB", application: "ALB", gateway: "Gateway LB" };
    const kind = kinds[String(resource.props.loadBalancerType ?? "application")] ?? "Load balancer";
    const ports = once(listeners.map(({ protocol, port }) => `${protocol.toLowerCase()} ${port || ""}`.trim())).sort();
    const inward = connections.filter(({ to }) => to.kind === "member" && to.resource === resource);
    const sources = once(inward.flatMap(({ from }) => (from.kind === "outside" ? [from.block] : [])));
    return {
        key: resource.urn,
        kind: "balancer",
        name: resource.name,
        title: `${kind} ${String(resource.props.name ?? resource.name)}`,
        lines: [
            `${internetFacing ? "ingress" : "internal"} · ${ports.join(", ") || "no listener"}`,
            sources.length === 0 ? "no address block admitted" : `from ${few(sources, 2)}`,
        ],
        badge: badgeOf(
            // A network load balancer without a group admits everybody.
            interfaces.some(({ groups }) => groups === undefined) && "no security group",
            isUnclear(resource, interfaces, graph) && "not known in whole",
        ),
        subnets,
        role: partOf(resource, graph.linker)?.role ?? null,
    };
}

function natNode(nat: GraphResource, subnets: readonly string[]): SceneNode {
    return {
        key: nat.urn,
        kind: "nat",
        name: nat.name,
        title: "NAT gateway",
        lines: ["out only, never in"],
        badge: null,
        subnets,
        role: null,
    };
}

/** Interface endpoints behind the same groups and in the same subnets are one card. */
function endpointNodes({ interfaceEndpoints }: NetworkGraph, places: (owner: GraphResource) => string[]) {
    const cards = new Map<string, InterfaceEndpoint[]>();
    const cardOf = new Map<GraphResource, string>();
    for (const endpoint of interfaceEndpoints) {
        const groups = once(
            endpoint.interfaces.flatMap((networkInterface) =>
                (networkInterface.groups ?? []).map((group) => group.key),
            ),
        );
        const key = `endpoints ${[...groups, ...places(endpoint.resource)].join(" ")}`;
        cards.set(key, [...(cards.get(key) ?? []), endpoint]);
        cardOf.set(endpoint.resource, key);
    }
    const endpoints = [...cards].map(([key, alike]): SceneNode => {
        const services = alike.map(({ service, resource }) => service || resource.name).sort();
        return {
            key,
            kind: "interface-endpoints",
            name: alike.map(({ resource }) => resource.name).join(" "),
            title: "Interface endpoints",
            // Three services a line.
            lines: services.flatMap((_, i) => (i % 3 === 0 ? [services.slice(i, i + 3).join(" · ")] : [])),
            badge: null,
            subnets: places(alike[0].resource),
            role: null,
        };
    });
    return { endpoints, cardOf };
}

function gatewayNode({ resource, service, policy }: GatewayEndpoint): SceneNode {
    return {
        key: resource.urn,
        kind: "gateway-endpoint",
        name: resource.name,
        title: `${(service || resource.name).toUpperCase()} gateway endpoint`,
        lines: [policyLine(policy)],
        badge: null,
        subnets: [],
        role: null,
    };
}

function policyLine(policy: unknown): string {
    if (policy === undefined) return "no policy: every bucket of every account";
    return JSON.stringify(policy).includes("aws:ResourceAccount") ? "policy: own account only" : "with a policy";
}

/** "a, b and 3 more" */
export function few(items: readonly string[], most: number): string {
    if (items.length <= most) return items.join(", ");
    return `${items.slice(0, most).join(", ")} and ${items.length - most} more`;
}
