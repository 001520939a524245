import type { AccessConfig, NetworkConfig } from "../../model/config";
import type { Tier } from "../../model/intent";
import { ports } from "../../model/ports";
import { tierCidrs } from "./addresses";

/**
 * The network ACL of each tier, as data. ACLs are stateless, so every flow needs its return half: replies to a Linux
 * client go to 32768-60999 (Linux, ip_local_port_range), to a load balancer or NAT gateway to 1024-65535 (AWS: ephemeral
 * ports). They separate tiers, not hosts of one subnet; security groups do the rest.
 */

export interface AclRule {
    readonly name: string;
    readonly egress: boolean;
    readonly number: number;
    readonly action: "allow" | "deny";
    /** "-1" is every protocol. */
    readonly protocol: "tcp" | "-1";
    readonly from: number;
    readonly to: number;
    readonly cidr?: string;
    readonly ipv6Cidr?: string;
}

/** AWS's default quota of rules per direction of one network ACL (VPC quotas). */
export const aclQuota = 20;

const anywhere = "0.0.0.0/0";
const linuxClient = [32768, 60999] as const;
const anyClient = [1024, 65535] as const;

type Network = Pick<NetworkConfig, "mode" | "cidr" | "azCount">;
type Access = Pick<AccessConfig, "authorizedCidrs" | "sshCidrs">;
interface Line {
    readonly why: string;
    readonly cidrs: readonly string[];
    readonly from: number;
    readonly to: number;
}

const line = (why: string, cidrs: readonly string[], from: number, to: number = from): Line => ({
    why,
    cidrs,
    from,
    to,
});

export function aclRules(tier: Tier, network: Network, access: Access): AclRule[] {
    const lines = { public: publicLines, private: privateLines, edge: edgeLines }[tier](network, access);
    return [...numbered(lines.ingress, false), ...numbered(lines.egress, true)];
}

/** The longest list of any tier: what AWS's quota is compared with. */
export function largestAcl(
    network: Network,
    access: Access,
): { tier: Tier; direction: "ingress" | "egress"; rules: number } {
    const lists = (["public", "private", "edge"] as const).flatMap((tier) => {
        const rules = aclRules(tier, network, access);
        return ([false, true] as const).map((egress) => ({
            tier,
            direction: egress ? ("egress" as const) : ("ingress" as const),
            rules: rules.filter((rule) => rule.egress === egress).length,
        }));
    });
    return lists.reduce((most, list) => (list.rules > most.rules ? list : most));
}

interface Lines {
    readonly ingress: readonly Line[];
    readonly egress: readonly Line[];
}

/** Load balancers and NAT gateways. */
function publicLines({ mode, cidr, azCount }: Network, { authorizedCidrs, sshCidrs }: Access): Lines {
    const edge = tierCidrs(cidr, "edge", azCount);
    const workloads = tierCidrs(cidr, "private", azCount);
    const behindNat = mode === "nat" ? [...edge, ...workloads] : edge;
    const clients = [...new Set([...authorizedCidrs, ...sshCidrs])];
    return {
        ingress: [
            line("https-clients", authorizedCidrs, ports.https),
            line("http-clients", authorizedCidrs, ports.http),
            line("ssh-clients", sshCidrs, ports.ssh),
            line("https-to-nat", behindNat, ports.https),
            line("replies", [anywhere], ...anyClient),
        ],
        egress: [
            line("https", [anywhere], ports.https),
            line("http-to-edge", edge, ports.http),
            line("ssh-to-edge", sshCidrs.length > 0 ? edge : [], ports.ssh),
            line("verifier", workloads, ports.verifier),
            line("replies-to-clients", clients, ...anyClient),
            line("replies-from-nat", behindNat, ...linuxClient),
        ],
    };
}

/** Behind an NLB that keeps client addresses, the edge sees the clients themselves. */
function edgeLines({ cidr, azCount }: Network, { authorizedCidrs, sshCidrs }: Access): Lines {
    const loadBalancers = tierCidrs(cidr, "public", azCount);
    const workloads = tierCidrs(cidr, "private", azCount);
    const clients = [...new Set([...authorizedCidrs, ...sshCidrs])];
    return {
        ingress: [
            line("https-clients", authorizedCidrs, ports.https),
            line("http-clients", authorizedCidrs, ports.http),
            line("ssh-clients", sshCidrs, ports.ssh),
            line("health-checks", loadBalancers, ports.https),
            line("llm-gateway", workloads, ports.llmGateway),
            line("package-gateway", workloads, ports.packageGateway),
            line("replies", [anywhere], ...linuxClient),
        ],
        egress: [
            line("https", [anywhere], ports.https),
            line("openhands", workloads, ports.openHands),
            line("replies-to-clients", clients, ...anyClient),
            line("replies-to-health-checks", loadBalancers, ...anyClient),
            line("replies-to-workloads", workloads, ...linuxClient),
        ],
    };
}

/** OpenHands, the verifier and the interface endpoints. ACLs take no prefix lists: S3 needs 443 out and replies in. */
function privateLines({ cidr, azCount }: Network): Lines {
    const loadBalancers = tierCidrs(cidr, "public", azCount);
    const own = tierCidrs(cidr, "private", azCount);
    const edge = tierCidrs(cidr, "edge", azCount);
    const endpointClients = own.length > 1 ? [...edge, ...own] : edge;
    return {
        ingress: [
            line("openhands", edge, ports.openHands),
            line("verifier", loadBalancers, ports.verifier),
            line("endpoints", endpointClients, ports.https),
            line("replies", [anywhere], ...linuxClient),
        ],
        egress: [
            line("https", [anywhere], ports.https),
            line("llm-gateway", edge, ports.llmGateway),
            line("package-gateway", edge, ports.packageGateway),
            line("replies-to-load-balancer", loadBalancers, ...anyClient),
            line("replies-to-hosts", endpointClients, ...linuxClient),
        ],
    };
}

/**
 * The first purpose has numbers from 100, the next from 200, and so on: one more block of addresses appends to its own hundred
 * and moves no other rule. Last the IPv6 denial, explicit so that nobody has to know the implicit one.
 */
function numbered(lines: readonly Line[], egress: boolean): AclRule[] {
    const direction = egress ? "out" : "in";
    const rules = lines.flatMap(({ why, cidrs, from, to }, hundred) =>
        cidrs.map((cidr, i): AclRule => {
            const number = 100 * (hundred + 1) + i;
            return {
                name: `${direction}-${why}-${i}`,
                egress,
                number,
                action: "allow",
                protocol: "tcp",
                from,
                to,
                cidr,
            };
        }),
    );
    return [
        ...rules,
        {
            name: `${direction}-no-ipv6`,
            egress,
            number: 32000,
            action: "deny",
            protocol: "-1",
            from: 0,
            to: 0,
            ipv6Cidr: "::/0",
        },
    ];
}
