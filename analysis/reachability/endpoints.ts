import { isIP } from "node:net";
import type { Interface, NetworkGraph } from "../graph/model";
import type { GraphResource } from "../graph/resource";
import { isAllOf } from "./ends";
import { cidrFamily, cidrInterval, overlap } from "../../model/addresses";

/** One end of a question. */
export type Endpoint =
    | {
          readonly kind: "internet";
          readonly family: 4 | 6;
          readonly cidrs: readonly string[] | undefined;
          readonly text: string;
          /** Interfaces of the network that may have an address of these blocks. */
          readonly inside?: readonly Member[];
      }
    | { readonly kind: "interfaces"; readonly interfaces: readonly Interface[]; readonly text: string }
    | { readonly kind: "service"; readonly service: Service; readonly text: string };

/** An interface with an address of a block: surely when all its addresses are of it. */
export interface Member {
    readonly interface: Interface;
    readonly surely: boolean;
}

export const services = ["dns", "imds", "time", "s3:bucket", "s3:foreign"] as const;
export type Service = (typeof services)[number];

/** An endpoint that the graph does not have, or that names several. */
export class UnknownEndpoint extends Error {}

/** "internet", "internet6", a CIDR, a resource's logical name or URN; as a destination also a service. @throws UnknownPlace */
export function endpointOf(graph: NetworkGraph, text: string, end: "from" | "to"): Endpoint {
    if (text === "internet") return { kind: "internet", family: 4, cidrs: undefined, text };
    if (text === "internet6") return { kind: "internet", family: 6, cidrs: undefined, text };
    const service = services.find((name) => name === text);
    if (service && end === "to") return { kind: "service", service, text };
    if (service) throw new UnknownEndpoint(`--from ${text}: a service opens no connections; write it as --to`);
    if (graph.resources.some(({ urn, name }) => urn === text || name === text))
        return { kind: "interfaces", interfaces: named(graph, text), text };
    if (/^[0-9a-f.:]+(\/\d+)?$/i.test(text) && (text.includes(".") || text.includes(":")) && !text.startsWith("urn:"))
        return block(graph, text);
    return { kind: "interfaces", interfaces: named(graph, text), text };
}

function block(graph: NetworkGraph, text: string): Endpoint {
    const [address, prefix] = text.split("/");
    const family = isIP(address);
    if (family === 0 || (prefix !== undefined && Number(prefix) > (family === 4 ? 32 : 128))) {
        throw new UnknownEndpoint(`${text} is not an address block: write one such as 203.0.113.0/24`);
    }
    const interval = cidrInterval(text);
    const parts = (addresses: readonly string[]) =>
        addresses.map(cidrInterval).flatMap((address) => {
            const common = overlap(address, interval);
            return common ? [isAllOf(common, address)] : [];
        });
    const inside = graph.interfaces.flatMap((member): Member[] => {
        const addresses = (family === 4 ? member.addresses : member.addresses6).filter(
            (address) => cidrFamily(address) === family,
        );
        const found = parts(addresses);
        if (found.length === 0) return [];
        return [{ interface: member, surely: found.length === addresses.length && found.every(Boolean) }];
    });
    const within = graph.vpcs.find(({ cidrs }) => {
        const blocks = cidrs.filter((cidr) => cidrFamily(cidr) === family).map(cidrInterval);
        return blocks.some(([low, high]) => low <= interval[0] && interval[1] <= high);
    });
    // What is not known may have the address.
    if (within && inside.length === 0 && graph.gaps.length === 0)
        throw new UnknownEndpoint(
            `${text} is inside the VPC ${within.name}, and nothing of the stack has an address of it`,
        );
    return { kind: "internet", family: family as 4 | 6, cidrs: [text], text, ...(inside.length > 0 && { inside }) };
}

/** A name that several resources share means those that have an address; if that still leaves several, it is ambiguous. */
function named(graph: NetworkGraph, text: string): Interface[] {
    const resources = graph.resources.filter(({ urn, name }) => urn === text || name === text);
    if (resources.length === 0) {
        const known = [...new Set(graph.interfaces.map(({ name }) => name))].sort();
        throw new UnknownEndpoint(`nothing is called ${text}; these have addresses: ${known.join(", ") || "none"}`);
    }
    const exact = resources.filter(({ urn }) => urn === text);
    const candidates = exact.length > 0 ? exact : resources;
    const owners = candidates.filter((resource) => graph.interfaces.some(({ owner }) => owner === resource));
    const apart = candidates.filter((candidate) => graph.interfaces.some(({ resource }) => resource === candidate));
    const found = [owners, apart, candidates.flatMap((part) => hostsBelow(graph, part))].find((all) => all.length > 0);
    const distinct = [...new Set(found)];
    // Something whose place in the network is not known: whatever is asked about it is not known either.
    if (distinct.length === 0 && candidates.some(({ urn }) => graph.gaps.some((unknown) => unknown.urn === urn)))
        return [];
    if (distinct.length === 0) throw new UnknownEndpoint(`${text} has no address in the network`);
    if (distinct.length > 1) {
        throw new UnknownEndpoint(`${text} may be ${distinct.map(({ urn }) => urn).join(" or ")}: write the URN`);
    }
    return graph.interfaces.filter(({ owner, resource }) => owner === distinct[0] || resource === distinct[0]);
}

/** A component stands for the hosts below it; where it said no role, for whatever below it has an address. */
function hostsBelow(graph: NetworkGraph, { urn, custom }: GraphResource): GraphResource[] {
    if (custom) return [];
    const part = graph.parts.find(({ resource }) => resource.urn === urn);
    if (part) return part.interfaces.map(({ owner }) => owner);
    const parents = new Map(graph.resources.map((resource) => [resource.urn, resource.parent]));
    const isBelow = (parent: string | undefined): boolean =>
        parent === urn || (!!parent && isBelow(parents.get(parent)));
    return graph.interfaces.map(({ owner }) => owner).filter(({ parent }) => isBelow(parent));
}
