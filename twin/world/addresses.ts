/**
 * Where things are that no plan says: an internet that ends at this machine (RFC 5737, RFC 3849), and real addresses where the
 * attempt to reach them is what is tested. Each list is what one thing answers at.
 */
export const world = {
    attacker: ["192.0.2.66", "2001:db8::66"],
    /** AWS's public addresses. */
    aws: ["192.0.2.52"],
    /** S3's own, the same as the gateway endpoint's: it depends on the route which of the two a packet meets. */
    s3: ["52.216.1.1"],
    /** A resolver that answers everybody about everything. */
    resolvers: ["192.0.2.53", "8.8.8.8", "1.1.1.1", "9.9.9.9"],
    /** Of api.anthropic.com's published range; whoever asks it for another name meets another tenant. */
    llm: ["160.79.104.10"],
    mirror: ["192.0.2.80"],
} as const;

/** AWS's services at addresses of their own in every VPC. */
export const linkLocal = { imds: "169.254.169.254", resolver: "169.254.169.253", time: "169.254.169.123" } as const;

export interface Client {
    /** The place; its namespace bears the same name. */
    readonly name: string;
    readonly address: string;
    readonly address6: string;
}

/** "internet" of the places is called so here: the network has a namespace of that name. */
export const clients: readonly Client[] = [
    { name: "user", address: "203.0.113.9", address6: "2001:db8:a::9" },
    { name: "passerby", address: "203.0.113.10", address6: "2001:db8:a::10" },
    { name: "outsider", address: "198.51.100.77", address6: "2001:db8:b::77" },
];

/** Names that belong to the attacker, and every name below them. */
export const attackerDomain = "attacker.test";
