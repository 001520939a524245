import type { Allowlist, Client } from "../model/allowlist";
import type { Role } from "../model/intent";

/** One nftables set on a host: what one Unix user may reach. */
export interface FirewallSet {
    readonly process: Client;
    readonly port: 443;
    readonly hosts: readonly string[];
    /** Published ranges of all its hosts; empty when any of them publishes none, since the set could not hold it. */
    readonly cidrs: readonly string[];
}

/** The uid x destination table of one host. */
export function firewallSets(list: Allowlist, role: Role): FirewallSet[] {
    const rows = list.flatMap((destination) =>
        destination.clients.filter((client) => client.role === role).map(({ process }) => ({ process, destination })),
    );
    return [...new Set(rows.map(({ process }) => process))].sort().map((process) => {
        const own = rows.filter((row) => row.process === process).map(({ destination }) => destination);
        const bounded = own.every(({ cidrs }) => cidrs.length > 0);
        return {
            process,
            port: 443,
            hosts: own.map(({ host }) => host),
            cidrs: bounded ? own.flatMap(({ cidrs }) => cidrs) : [],
        };
    });
}
