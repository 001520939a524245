import type { Balancer, Interface, NetworkGraph, Part } from "../graph/model";
import type { Role } from "../../model/intent";
import type { Answer } from "../reachability/answer";
import { addressText, cidrFamily, cidrInterval, type Interval } from "../../model/addresses";
import { box, subtract } from "../reachability/headers";
import { endpointOf, type Endpoint } from "../reachability/endpoints";
import { type Question, reach } from "../reachability/reach";
import type { Check } from "./claim";

/** Vocabulary that claims share: parts, endpoints and questions. */

export const partsOf = (graph: NetworkGraph, ...roles: readonly Role[]): Part[] =>
    graph.parts.filter(({ role }) => roles.includes(role));

export const hostOf = (part: Part): Endpoint => ({
    kind: "interfaces",
    interfaces: part.interfaces,
    text: part.resource.name,
});

export const balancerEndpoint = (balancer: Balancer): Endpoint => ({
    kind: "interfaces",
    interfaces: balancer.interfaces,
    text: `load balancer ${balancer.resource.name}`,
});

export const interfaceEndpoint = (networkInterface: Interface): Endpoint => ({
    kind: "interfaces",
    interfaces: [networkInterface],
    text: networkInterface.name,
});

export const endpoint = endpointOf;

export function check(graph: NetworkGraph, needs: Check["needs"], urn: string, asked: Question): Check {
    const { from, to, protocol, port, besides = [] } = asked;
    const what = port === undefined ? "" : ` ${protocol ?? "port"} ${port}`;
    const but =
        besides.length === 0 ? "" : `, anything but ${besides.map((one) => `${one.protocol} ${one.port}`).join(", ")}`;
    return {
        asks: `${from.text} -> ${to.text}${what}${but}`,
        needs,
        urn,
        answer: (): Answer => reach(graph, asked),
    };
}

export const internet = (graph: NetworkGraph): Endpoint[] => [
    endpoint(graph, "internet", "from"),
    endpoint(graph, "internet6", "from"),
];

/** Everybody on the internet but the given blocks, as as few blocks as intervals allow. */
export function everybodyBut(cidrs: readonly string[]): Endpoint {
    const others = subtract(
        [box(4, { destination: [0n, 0n] })],
        cidrs.filter((cidr) => cidrFamily(cidr) === 4).map((cidr) => box(4, { source: cidrInterval(cidr) })),
    ).flatMap(({ source }) => blocksOf(source));
    return {
        kind: "internet",
        family: 4,
        cidrs: others,
        text: cidrs.length > 0 ? `internet but ${cidrs.join(", ")}` : "internet",
    };
}

export const blocksEndpoint = (cidrs: readonly string[]): Endpoint => ({
    kind: "internet",
    family: 4,
    cidrs,
    text: cidrs.join(", "),
});

/** An interval as CIDR blocks: the largest aligned block at its start, and so on. */
function blocksOf([low, high]: Interval): string[] {
    const blocks: string[] = [];
    let at = low;
    while (at <= high) {
        let prefix = 32;
        while (prefix > 0 && at % 2n ** BigInt(33 - prefix) === 0n && at + 2n ** BigInt(33 - prefix) - 1n <= high)
            prefix -= 1;
        blocks.push(`${addressText(4, at)}/${prefix}`);
        at += 2n ** BigInt(32 - prefix);
    }
    return blocks;
}
