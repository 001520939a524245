import { cidrFamily, type Family } from "../../model/addresses";
import { block, isWholeFamily } from "./blocks";

/** Texts of nftables. Names of counters tell which layer dropped a packet, and the same name goes to log group 1 with the packet. */

export const quoted = (text: string): string => `"${text}"`;

export const set = (items: readonly string[]): string => `{ ${items.join(", ")} }`;

/** Names as nftables takes them: letters, digits, and few signs. */
export const named = (text: string): string => text.replaceAll(/[^A-Za-z0-9_.-]+/g, "-").slice(0, 100);

export class Ruleset {
    private readonly counters = new Set<string>();
    private readonly chains: string[] = [];

    constructor(private readonly table: string) {}

    /** Drops, counts and reports a packet under the name of what refuses it. */
    drop(layer: string): string {
        return this.report(layer, "drop");
    }

    /** Counts and reports a packet, and lets it go on. */
    report(layer: string, verdict: "drop" | "accept"): string {
        const name = named(layer);
        this.counters.add(name);
        return `counter name ${quoted(name)} log prefix ${quoted(name)} group 1 snaplen 128 queue-threshold 1 ${verdict}`;
    }

    chain(name: string, rules: readonly string[]): void {
        this.chains.push(`chain ${name} {\n${rules.map((rule) => `  ${rule}\n`).join("")} }`);
    }

    hook(name: string, hook: string, rules: readonly string[], policy = "accept"): void {
        this.chain(name, [`type ${hook}; policy ${policy};`, ...rules]);
    }

    /** Replaces the table as a whole, in one transaction. */
    text(): string {
        const counters = [...this.counters].sort().map((name) => `counter ${name} { }`);
        const body = [...counters, ...this.chains].map((line) => ` ${line}\n`).join("");
        return `table ${this.table}\ndelete table ${this.table}\ntable ${this.table} {\n${body}}\n`;
    }
}

/** The address at one end of a packet; every address of a family is the family. */
export function at(end: "saddr" | "daddr", cidr: string): string {
    const family = cidrFamily(cidr);
    if (isWholeFamily(cidr)) return `meta nfproto ipv${family}`;
    return `${ipOf(family)} ${end} ${block(cidr)}`;
}

export const ipOf = (family: Family): string => (family === 4 ? "ip" : "ip6");

const numbers: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 };

/** The number of a protocol as rules name it; undefined for every protocol. */
export function protocolNumber(protocol: string): number | undefined {
    const name = protocol.toLowerCase();
    return name === "-1" || name === "all" ? undefined : (numbers[name] ?? Number(name));
}

/** Protocol and ports of a rule. Ports mean something for TCP and UDP only. */
export function protocolAndPorts(protocol: string, from: number | undefined, to: number | undefined): string {
    const number = protocolNumber(protocol);
    if (number === undefined) return "";
    const ports = number === 6 || number === 17 ? ` th dport ${from ?? 0}-${to ?? 65535}` : "";
    return `meta l4proto ${number}${ports}`;
}
