import type { Allowlist, Destination, Route } from "../../model/allowlist";
import type { Role } from "../../model/intent";

/** One way out of a host's security group: 443 to the endpoints' group, to the S3 prefix list, or to the internet. */
export interface EgressRule {
    readonly route: Route;
    readonly port: 443;
    readonly hosts: readonly string[];
}

/** A group rule cannot hold a name, so what the group says is the set of ways; names are held by gateway and DNS. */
export function egressRules(list: Allowlist, role: Role): EgressRule[] {
    const reachable = list.filter((destination) => destination.clients.some((client) => client.role === role));
    const by = (route: Route) => reachable.filter((destination) => destination.route === route);
    return (["endpoint", "s3", "internet"] as const)
        .map((route) => ({ route, port: 443 as const, hosts: hostsOf(by(route)) }))
        .filter(({ hosts }) => hosts.length > 0);
}

const hostsOf = (list: readonly Destination[]) => list.map(({ host }) => host);
