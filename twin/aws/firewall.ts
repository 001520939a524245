/** Route 53 Resolver DNS Firewall (AWS: Route 53 developer guide, "DNS Firewall rule actions", "Rule settings in DNS Firewall"). */
export interface DomainRule {
    /** The lowest is asked first, and the first that matches decides. */
    readonly priority: number;
    readonly action: "ALLOW" | "BLOCK" | "ALERT";
    /** What a blocked query is answered with. */
    readonly response: "NODATA" | "NXDOMAIN";
    /** Whether only the name that was asked is looked at, and not where its CNAMEs lead. */
    readonly trustsRedirection: boolean;
    /** Exact names; "*.x" is every name below x and not x; "*" is all. */
    readonly domains: readonly string[];
}

/** The world's DNS: records by type, by name; "*.x" has those of every name below x that has none of its own. */
export type Zone = ReadonlyMap<string, Readonly<Record<string, readonly string[]>>>;

/** What the resolver does with a query. */
export interface Resolution {
    /** The name, and each that a CNAME led to. */
    readonly chain: readonly string[];
    readonly rule: DomainRule | undefined;
    readonly answer: "records" | "NODATA" | "NXDOMAIN";
}

/** Longer chains are refused by resolvers. */
const longestChain = 10;

/**
 * @param name in lower case, without the last dot
 * @returns how the query ends; the records are those of the chain's last name
 */
export function resolve(name: string, zone: Zone, rules: readonly DomainRule[]): Resolution {
    const chain = [name];
    for (let next = cname(zone, name); next !== undefined && chain.length < longestChain; next = cname(zone, next)) {
        chain.push(next);
    }
    const rule = [...rules].sort((a, b) => a.priority - b.priority).find((candidate) => applies(candidate, chain));
    if (rule?.action === "BLOCK") return { chain, rule, answer: rule.response };
    return { chain, rule, answer: recordsAt(zone, chain[chain.length - 1]) ? "records" : "NXDOMAIN" };
}

const cname = (zone: Zone, name: string) => recordsAt(zone, name)?.CNAME?.[0];

/** The records of a name: its own, or those of the nearest wildcard above it. */
export function recordsAt(zone: Zone, name: string): Readonly<Record<string, readonly string[]>> | undefined {
    const labels = name.split(".");
    const above = labels.map((_, index) => `*.${labels.slice(index + 1).join(".")}`);
    return [name, ...above].map((one) => zone.get(one)).find((records) => records !== undefined);
}

/** A rule that blocks does so for any name of the chain; one that allows must know every name of it. */
function applies({ action, trustsRedirection, domains }: DomainRule, chain: readonly string[]): boolean {
    const inspected = trustsRedirection ? chain.slice(0, 1) : chain;
    const listed = (name: string) => domains.some((domain) => stands(domain.toLowerCase(), name));
    return action === "BLOCK" ? inspected.some(listed) : inspected.every(listed);
}

const stands = (domain: string, name: string) =>
    domain === "*" || (domain.startsWith("*.") ? name.endsWith(domain.slice(1)) : domain === name);
