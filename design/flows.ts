import type { HostRole } from "../model/intent";
import { ports } from "../model/ports";

/** Who may be at an end of a connection inside the network: clients outside, what stands before the hosts, the hosts, and AWS's endpoints. */
export type Party = "users" | "operators" | "network-balancer" | "application-balancer" | HostRole | "endpoints";

/** One connection that is meant to work inside the network. Whatever no row names is refused. */
export interface Flow {
    /** What network ACLs call it. Several flows of one name are one line there. */
    readonly name: string;
    /** What the two rules of the security groups are called after their component. */
    readonly rule: string;
    readonly from: Party;
    readonly to: Party;
    /** TCP. */
    readonly port: number;
    readonly why: string;
}

const row = (name: string, rule: string, from: Party, to: Party, port: number, why: string): Flow => ({
    name,
    rule,
    from,
    to,
    port,
    why,
});

/**
 * Every connection inside the network, written once: what security groups, network ACLs, intent, the gateways' clients and AWS's quotas
 * say of it is derived from here (`derive/`). Where hosts go outside is `destinations.ts`. The order is the order of the ACLs' lines.
 */
export const flows: readonly Flow[] = [
    row("https-clients", "clients", "users", "edge", ports.https, "people to OpenHands"),
    row("http-clients", "clients", "users", "edge", ports.http, "redirected to HTTPS"),
    row("ssh-clients", "clients", "operators", "edge", ports.ssh, "opened by configuration only"),
    row("https-clients", "clients", "users", "application-balancer", ports.https, "people to the verifier"),
    row("http-clients", "clients", "users", "application-balancer", ports.http, "redirected to HTTPS"),
    row("health-checks", "nlb", "network-balancer", "edge", ports.https, "whether nginx is up"),
    row("openhands", "users", "edge", "agent", ports.openHands, "web proxy to OpenHands"),
    row("llm-gateway", "llm", "agent", "edge", ports.llmGateway, "OpenHands to the LLM gateway"),
    row("package-gateway", "packages", "agent", "edge", ports.packageGateway, "OpenHands host to the package gateway"),
    row(
        "package-gateway",
        "packages",
        "verifier",
        "edge",
        ports.packageGateway,
        "verifier host to the package gateway",
    ),
    row("verifier", "alb", "application-balancer", "verifier", ports.verifier, "load balancer to the verifier"),
    row("endpoints", "endpoints", "edge", "endpoints", ports.https, "web proxy to AWS endpoints"),
    row("endpoints", "endpoints", "agent", "endpoints", ports.https, "agent to AWS endpoints"),
    row("endpoints", "endpoints", "verifier", "endpoints", ports.https, "verifier to AWS endpoints"),
];
