import type { Allowlist } from "../../model/allowlist";
import { type HostRole, hostRoles } from "../../model/intent";

/** One attempt from one host, with the answer that the design promises. Run in the twin and on deployed hosts. */
export interface Probe {
    readonly id: string;
    readonly from: HostRole;
    readonly to: string;
    readonly port: number;
    readonly protocol: "tcp" | "udp";
    readonly expect: "allowed" | "blocked";
    readonly why: string;
}

/** Places that no stack approves: a web site, a public resolver by each of its protocols, an external bucket, metadata. */
const forbidden = [
    { to: "example.com", port: 443, protocol: "tcp", why: "a name that is not approved" },
    { to: "1.1.1.1", port: 443, protocol: "tcp", why: "an address without a name, DNS over HTTPS" },
    { to: "8.8.8.8", port: 53, protocol: "udp", why: "an external resolver" },
    { to: "1.1.1.1", port: 853, protocol: "tcp", why: "DNS over TLS" },
    { to: "192.0.2.1", port: 80, protocol: "tcp", why: "plain HTTP" },
    { to: "192.0.2.1", port: 443, protocol: "udp", why: "QUIC" },
    { to: "192.0.2.1", port: 22, protocol: "tcp", why: "SSH to the outside" },
] as const;

/** Every host against every destination of the list, and against what no list holds. */
export function probeMatrix(list: Allowlist): Probe[] {
    return hostRoles.flatMap((from) => [
        ...list.map((destination): Probe => {
            const client = destination.clients.find(({ role }) => role === from);
            return {
                id: `${from}-${destination.name}`,
                from,
                to: destination.host,
                port: destination.port,
                protocol: "tcp",
                expect: client ? "allowed" : "blocked",
                why: client ? `${client.process}: ${destination.why}` : `${destination.name} is not for this host`,
            };
        }),
        ...forbidden.map((attempt, i): Probe => ({
            id: `${from}-forbidden-${i}`,
            from,
            expect: "blocked",
            ...attempt,
        })),
    ]);
}
