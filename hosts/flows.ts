import type { FirewallSet } from "../design/derive/hostFirewall";
import { ports } from "../model/ports";
import type { HostConfig } from "./config";

/** One flow that a host has, seen from the host. Whatever no flow names is refused by its firewall. */
export interface HostFlow {
    /** Unique on the host: "users-https", "log-shipper", "time". */
    readonly name: string;
    readonly direction: "in" | "out";
    readonly protocol: "tcp" | "udp";
    readonly port: number;
    /** Blocks of the other end. "any" where only names bound it (DNS, endpoint policies and fixed upstreams do). */
    readonly peers: readonly string[] | "any";
    /** Set when the other end is the agent's container. */
    readonly interface?: typeof agentBridge.name;
}

/** The container's network on the agent's host: an internal bridge, on which it has no route and no resolver. */
export const agentBridge = {
    name: "agent0",
    network: "172.30.0.0/24",
    host: "172.30.0.1",
    container: "172.30.0.2",
    /** Git's remote of the projects, in a container of its own. */
    git: "172.30.0.3",
    /** OpenHands' own port in the container (facts of the image: PORT), and git's. */
    port: 8000,
} as const;

/** AWS's link-local services, which no security group filters. */
export const linkLocal = { metadata: "169.254.169.254", resolver: "169.254.169.253", time: "169.254.169.123" } as const;

const tcp = (direction: HostFlow["direction"], name: string, port: number, peers: HostFlow["peers"]): HostFlow => ({
    name,
    direction,
    protocol: "tcp",
    port,
    peers,
});

/** Every flow of a host: what every host has, what the list of destinations gives its processes, and its role's own. */
export function hostFlows(config: HostConfig): HostFlow[] {
    return [...everyHost(), ...listed(config), ...ofRole(config)];
}

const everyHost = (): HostFlow[] => [
    tcp("out", "metadata", 80, [linkLocal.metadata]),
    { ...tcp("out", "resolver-udp", 53, [linkLocal.resolver]), protocol: "udp" },
    tcp("out", "resolver-tcp", 53, [linkLocal.resolver]),
    { ...tcp("out", "time", 123, [linkLocal.time]), protocol: "udp" },
    // A lease is renewed at the VPC's router, or by broadcast when that does not answer.
    { ...tcp("out", "dhcp", 67, ["0.0.0.0/0"]), protocol: "udp" },
];

/** The flow of a process, or of its part for one LLM endpoint: "llm-gateway-anthropic". */
export const nameOfSet = ({ process, endpoint }: FirewallSet): string =>
    endpoint === undefined ? process : `${process}-${endpoint}`;

const listed = ({ firewall }: HostConfig): HostFlow[] =>
    firewall.map((set) => tcp("out", nameOfSet(set), set.port, set.cidrs.length > 0 ? set.cidrs : "any"));

function ofRole(config: HostConfig): HostFlow[] {
    if (config.role === "edge") {
        const { site, llmGateway, packageGateway, openHands } = config;
        const users = [...site.authorizedCidrs, ...site.balancers];
        return [
            tcp("in", "users-https", 443, users),
            tcp("in", "users-http", 80, users),
            ...(site.sshCidrs.length > 0 ? [tcp("in", "ssh", ports.ssh, site.sshCidrs)] : []),
            tcp("in", "llm-gateway", llmGateway.port, llmGateway.clients),
            tcp("in", "package-gateway", packageGateway.port, packageGateway.clients),
            tcp("out", "openhands", openHands.port, [openHands.address]),
        ];
    }
    const { packageGateway } = config;
    const packages = tcp("out", "packages", packageGateway.port, [packageGateway.address]);
    if (config.role === "verifier") return [packages, tcp("in", "labels", config.port, config.balancers)];
    const { llmGateway, port } = config;
    const bridge = { interface: agentBridge.name } as const;
    return [
        packages,
        tcp("in", "openhands", port, [llmGateway.address]),
        tcp("out", "llm-gateway", llmGateway.port, [llmGateway.address]),
        { ...tcp("in", "container-llm", llmGateway.port, [agentBridge.container]), ...bridge },
        { ...tcp("out", "container", agentBridge.port, [agentBridge.container]), ...bridge },
        { ...tcp("out", "container-git", agentBridge.port, [agentBridge.git]), ...bridge },
    ];
}
