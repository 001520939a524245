import type { Allowlist, Destination, Via } from "../model/allowlist";
import type { Role } from "../model/intent";

/** One way out of a host's security group: 443 to the endpoints' group, to the S3 prefix list, or to the internet. */
export interface EgressWay {
    readonly via: Via;
    readonly port: 443;
    readonly hosts: readonly string[];
}

/** A group rule cannot hold a name, so what the group says is the set of ways; names are held by gateway and DNS. */
export function egressWays(list: Allowlist, role: Role): EgressWay[] {
    const reachable = list.filter((destination) => destination.clients.some((client) => client.role === role));
    const by = (via: Via) => reachable.filter((destination) => destination.via === via);
    return (["endpoint", "s3", "internet"] as const)
        .map((via) => ({ via, port: 443 as const, hosts: hostsOf(by(via)) }))
        .filter(({ hosts }) => hosts.length > 0);
}

const hostsOf = (list: readonly Destination[]) => list.map(({ host }) => host);
