import type { NetworkGraph } from "../graph/model";
import type { Answer } from "../reachability/answer";
import type { Claim } from "./claim";

/** Not a question about packets: the address itself, through every way AWS has of giving one. */
export function noPublicAddress(graph: NetworkGraph): Claim[] {
    const hosts = graph.interfaces.filter(({ kind }) => kind === "instance" || kind === "other");
    if (hosts.length === 0) return [];
    return [
        {
            id: "no-public-address",
            statement: "No host has a public address",
            restsOn:
                "instance flags, subnet defaults, Elastic IPs, every interface of every instance, and IPv6 with a route to the internet",
            doesNotCover: "load balancers and NAT gateways, which are meant to have one",
            checks: hosts.map((networkInterface) => ({
                asks: `a public address of ${networkInterface.name}`,
                needs: "unreachable" as const,
                urn: networkInterface.owner.urn,
                answer: (): Answer => {
                    const why = [
                        networkInterface.publicIpv4 ? "it gets a public IPv4 address" : "",
                        networkInterface.hasIpv6 ? "it gets an IPv6 address" : "",
                    ].filter(Boolean);
                    if (why.length > 0) return { verdict: "reachable", path: [networkInterface.name], why };
                    const doubts = graph.gaps.map(({ urn, what }) => `${urn.split("::").slice(2).join(" ")}: ${what}`);
                    return doubts.length > 0
                        ? { verdict: "unknown", path: [], why: doubts }
                        : {
                              verdict: "unreachable",
                              path: [],
                              why: ["no flag, subnet, Elastic IP or IPv6 block gives it one"],
                          };
                },
            })),
        },
    ];
}
