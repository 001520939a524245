import type { Allowlist, Client } from "../../model/allowlist";
import type { Role } from "../../model/intent";

/** One nftables set on a host: what one Unix user may reach. */
export interface FirewallSet {
    readonly process: Client;
    /**
     * Set where the process has a set, and with it a user, for each LLM endpoint: one without published ranges would otherwise open every
     * address to what is sent to the others.
     */
    readonly endpoint?: string;
    readonly port: 443;
    readonly hosts: readonly string[];
    /** Published ranges of all its hosts; empty when any of them publishes none, since the set could not hold it. */
    readonly cidrs: readonly string[];
}

/** The uid x destination table of one host. */
export function firewallSets(list: Allowlist, role: Role): FirewallSet[] {
    const rows = list.flatMap((destination) =>
        destination.clients
            .filter((client) => client.role === role)
            .map(({ process }) => ({ process, endpoint: destination.gateway && destination.name, destination })),
    );
    const key = ({ process, endpoint = "" }: (typeof rows)[number]) => `${process} ${endpoint}`;
    return [...new Set(rows.map(key))].sort().map((one) => {
        const own = rows.filter((row) => key(row) === one);
        const { process, endpoint } = own[0];
        const reached = own.map(({ destination }) => destination);
        const bounded = reached.every(({ cidrs }) => cidrs.length > 0);
        return {
            process,
            ...(endpoint !== undefined && { endpoint }),
            port: 443,
            hosts: reached.map(({ host }) => host),
            cidrs: bounded ? reached.flatMap(({ cidrs }) => cidrs) : [],
        };
    });
}
