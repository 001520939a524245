import { isIP } from "node:net";
import type { Interface, NetworkGraph } from "../graph/model";
import { cidrFamily, cidrInterval, overlap } from "./headers";

/** One end of a question. */
export type Place =
    | {
          readonly kind: "internet";
          readonly family: 4 | 6;
          readonly cidrs: readonly string[] | undefined;
          readonly text: string;
      }
    | { readonly kind: "interfaces"; readonly interfaces: readonly Interface[]; readonly text: string }
    | { readonly kind: "service"; readonly service: Service; readonly text: string };

export const services = ["dns", "imds", "time", "s3:bucket", "s3:foreign"] as const;
export type Service = (typeof services)[number];

/** A place that the graph does not have, or that names several. */
export class UnknownPlace extends Error {}

/** "internet", "internet6", a CIDR, a resource's logical name or URN; as a destination also a service. @throws UnknownPlace */
export function placeOf(graph: NetworkGraph, text: string, end: "from" | "to"): Place {
    if (text === "internet") return { kind: "internet", family: 4, cidrs: undefined, text };
    if (text === "internet6") return { kind: "internet", family: 6, cidrs: undefined, text };
    const service = services.find((name) => name === text);
    if (service && end === "to") return { kind: "service", service, text };
    if (service) throw new UnknownPlace(`--from ${text}: a service opens no connections; write it as --to`);
    if (/^[0-9a-f.:]+(\/\d+)?$/i.test(text) && (text.includes(".") || text.includes(":")) && !text.startsWith("urn:"))
        return block(graph, text);
    return { kind: "interfaces", interfaces: named(graph, text), text };
}

function block(graph: NetworkGraph, text: string): Place {
    const [address, prefix] = text.split("/");
    const family = isIP(address);
    if (family === 0 || (prefix !== undefined && Number(prefix) > (family === 4 ? 32 : 128))) {
        throw new UnknownPlace(`${text} is not an address block: write one such as 203.0.113.0/24`);
    }
    const inside = graph.vpcs.find(({ cidrs }) =>
        cidrs.some(
            (cidr) => cidrFamily(cidr) === family && overlap(cidrInterval(cidr), cidrInterval(text)) !== undefined,
        ),
    );
    if (inside)
        throw new UnknownPlace(`${text} is inside the VPC ${inside.name}: name the resource that has the address`);
    return { kind: "internet", family: family as 4 | 6, cidrs: [text], text };
}

/** A name that several resources share means those that have an address; if that still leaves several, it is ambiguous. */
function named(graph: NetworkGraph, text: string): Interface[] {
    const resources = graph.resources.filter(({ urn, name }) => urn === text || name === text);
    if (resources.length === 0) {
        const known = [...new Set(graph.interfaces.map(({ name }) => name))].sort();
        throw new UnknownPlace(`nothing is called ${text}; these have addresses: ${known.join(", ") || "none"}`);
    }
    const exact = resources.filter(({ urn }) => urn === text);
    const candidates = exact.length > 0 ? exact : resources;
    const owners = candidates.filter((resource) => graph.interfaces.some(({ owner }) => owner === resource));
    const below =
        owners.length > 0
            ? owners
            : candidates.filter(({ custom }) => !custom).flatMap((part) => hostsBelow(graph, part.urn));
    const distinct = [...new Set(below)];
    if (distinct.length === 0) throw new UnknownPlace(`${text} has no address in the network`);
    if (distinct.length > 1) {
        throw new UnknownPlace(`${text} may be ${distinct.map(({ urn }) => urn).join(" or ")}: write the URN`);
    }
    return graph.interfaces.filter(({ owner }) => owner === distinct[0]);
}

/** A component stands for the hosts below it. */
const hostsBelow = (graph: NetworkGraph, urn: string) =>
    graph.parts
        .filter(({ resource }) => resource.urn === urn)
        .flatMap(({ interfaces }) => interfaces.map(({ owner }) => owner));
