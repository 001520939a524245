import type { AccessConfig, NetworkConfig } from "../../model/config";
import { hostRoles, type Tier } from "../../model/intent";
import { clientPortRange, ports } from "../../model/ports";
import { tierCidrs } from "../addresses";
import { type Flow, flows, type Party } from "../flows";

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
const { linux: linuxClient, any: anyClient } = clientPortRange;

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
    const lines = tier === "public" ? publicLines(network, access) : hostLines(tier, network, access);
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

/** Where each party of a flow stands. Clients are outside: they stand in no tier. */
const tierOf: Readonly<Partial<Record<Party, Tier>>> = {
    "network-balancer": "public",
    "application-balancer": "public",
    edge: "edge",
    agent: "private",
    verifier: "private",
    endpoints: "private",
};

/** The blocks of each party, as another tier sees them. */
const blocksOf = ({ cidr, azCount }: Network, { authorizedCidrs, sshCidrs }: Access) => {
    const outside: Readonly<Partial<Record<Party, readonly string[]>>> = {
        users: authorizedCidrs,
        operators: sshCidrs,
    };
    return (party: Party): readonly string[] => {
        const tier = tierOf[party];
        return tier === undefined ? (outside[party] ?? []) : tierCidrs(cidr, tier, azCount);
    };
};

/** Lines of one name are one line, and so are their blocks. A flow inside a tier of one subnet crosses no ACL. */
function merged(lines: readonly Line[]): Line[] {
    const names = [...new Set(lines.map(({ why }) => why))];
    return names.map((name) => {
        const alike = lines.filter(({ why }) => why === name);
        return { ...alike[0], cidrs: [...new Set(alike.flatMap(({ cidrs }) => cidrs))] };
    });
}

/** A tier of one subnet asks no ACL about what stays in it. */
const crosses = (flow: Flow, tier: Tier, azCount: number) =>
    azCount > 1 || tierOf[flow.from] !== tier || tierOf[flow.to] !== tier;

/** The tiers of hosts: their flows in and out, 443 to the internet or to AWS, and the replies to both. */
function hostLines(tier: "edge" | "private", network: Network, access: Access): Lines {
    const blocks = blocksOf(network, access);
    const known = flows.filter((flow) => crosses(flow, tier, network.azCount));
    const inward = known.filter(({ to }) => tierOf[to] === tier);
    const outward = known.filter(({ from, port }) => tierOf[from] === tier && port !== ports.https);
    const answered = [...inward.filter(({ from }) => !isHost(from)), ...inward.filter(({ from }) => isHost(from))];
    return {
        ingress: [
            ...merged(inward.map(({ name, from, port }) => line(name, blocks(from), port))),
            line("replies", [anywhere], ...linuxClient),
        ],
        egress: [
            // To the internet, the endpoints and S3, whose prefix list no ACL takes.
            line("https", [anywhere], ports.https),
            ...merged(outward.map(({ name, to, port }) => line(name, blocks(to), port))),
            ...merged(answered.map(({ from }) => line(repliesTo(from, tier), blocks(from), ...clientPortsOf(from)))),
        ],
    };
}

const isHost = (party: Party) => hostRoles.some((role) => role === party);

/** Hosts run Linux; of clients and of AWS's own nodes nobody knows the range (AWS: ephemeral ports). */
const clientPortsOf = (party: Party): readonly [number, number] => (isHost(party) ? linuxClient : anyClient);

function repliesTo(party: Party, tier: "edge" | "private"): string {
    if (tierOf[party] === undefined) return "replies-to-clients";
    if (tier === "edge") return tierOf[party] === "public" ? "replies-to-health-checks" : "replies-to-workloads";
    return tierOf[party] === "public" ? "replies-to-load-balancer" : "replies-to-hosts";
}

/** Load balancers and NAT gateways: what clients ask, what is passed on to hosts, and what hosts ask of the internet. */
function publicLines(network: Network, access: Access): Lines {
    const blocks = blocksOf(network, access);
    const behindNat = [...blocks("edge"), ...(network.mode === "nat" ? blocks("agent") : [])];
    const entering = flows.filter(({ from }) => tierOf[from] === undefined);
    // 443 to the edge is in 443 to anywhere.
    const onward = entering.filter(({ to, port }) => to === "edge" && port !== ports.https);
    const balanced = flows.filter(({ from }) => from === "application-balancer");
    return {
        ingress: [
            ...merged(entering.map(({ name, from, port }) => line(name, blocks(from), port))),
            line("https-to-nat", behindNat, ports.https),
            line("replies", [anywhere], ...anyClient),
        ],
        egress: [
            line("https", [anywhere], ports.https),
            ...onward.map(({ name, from, to, port }) =>
                line(name.replace("-clients", "-to-edge"), blocks(from).length > 0 ? blocks(to) : [], port),
            ),
            ...balanced.map(({ name, to, port }) => line(name, blocks(to), port)),
            ...merged(entering.map(({ from }) => line("replies-to-clients", blocks(from), ...anyClient))),
            line("replies-from-nat", behindNat, ...linuxClient),
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
