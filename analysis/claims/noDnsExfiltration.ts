import type { NetworkGraph, Part } from "../graph/model";
import { check, hostOf, endpoint } from "./ask";
import type { Check, Claim } from "./claim";

export function noDnsExfiltration(graph: NetworkGraph): Claim[] {
    if (graph.parts.length === 0) return [];
    return [
        {
            id: "no-dns-exfiltration",
            statement: "No host can resolve a name that is not approved, by the VPC's resolver or by another",
            restsOn:
                "DNS Firewall (approved names, then everything blocked, failing closed) and no way to port 53 or 853 of an external resolver",
            doesNotCover: "what can be told by which approved names are asked for, and when",
            checks: [...graph.parts.flatMap((part) => asked(graph, part)), ...names(graph)],
        },
    ];
}

/** DNS Firewall lets exactly the names resolve that the network means. */
function names(graph: NetworkGraph): Check[] {
    return graph.networks
        .filter(({ intent }) => intent.approvedDomains.length > 0)
        .map(({ resource, intent }) => {
            const approved = new Set(intent.approvedDomains.map(plain));
            const allowed = [...graph.dnsFirewalls.values()].flatMap(({ rules }) =>
                rules.filter(({ action }) => action !== "BLOCK").flatMap(({ domains }) => domains ?? []),
            );
            const others = [...new Set(allowed)].filter((name) => !approved.has(plain(name)));
            return {
                asks: "a name that DNS Firewall allows and the network does not mean",
                needs: "unreachable",
                urn: resource.urn,
                answer: () =>
                    others.length === 0
                        ? { verdict: "unreachable", path: [], why: ["every allowed name is an approved one"] }
                        : { verdict: "reachable", path: [], why: [`${others.join(", ")}: remove it from the list`] },
            };
        });
}

const plain = (name: string) => name.toLowerCase().replace(/\.$/, "");

function asked(graph: NetworkGraph, part: Part): Check[] {
    const ask = (to: string, protocol?: string, port?: number) =>
        check(graph, "unreachable", part.resource.urn, {
            from: hostOf(part),
            to: endpoint(graph, to, "to"),
            protocol,
            port,
        });
    return [
        ask("dns"),
        ask("internet", "udp", 53),
        ask("internet", "tcp", 53),
        ask("internet", "tcp", 853),
        ask("internet6", "udp", 53),
    ];
}
