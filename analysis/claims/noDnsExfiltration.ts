import type { NetworkGraph } from "../graph/model";
import { check, hostOf, place } from "./ask";
import type { Claim } from "./claim";

export function noDnsExfiltration(graph: NetworkGraph): Claim[] {
    if (graph.parts.length === 0) return [];
    return [
        {
            id: "no-dns-exfiltration",
            statement: "No host can resolve a name that is not approved, by the VPC's resolver or by another",
            restsOn:
                "DNS Firewall (approved names, then everything blocked, failing closed) and no way to port 53 or 853 of a foreign resolver",
            doesNotCover: "what can be told by which approved names are asked for, and when",
            checks: graph.parts.flatMap((part) => {
                const ask = (to: string, protocol?: string, port?: number) =>
                    check(graph, "unreachable", part.resource.urn, {
                        from: hostOf(part),
                        to: place(graph, to, "to"),
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
            }),
        },
    ];
}
