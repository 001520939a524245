import { addressText, type Family } from "../../model/addresses";
import type { Interface } from "../../analysis/graph/model";
import { internetSeenFrom } from "../../analysis/reachability/internet";
import { isWholeFamily, meet, ofFamily } from "../compile/blocks";
import { serviceBlock } from "../compile/prefixLists";
import { type Network, publicBlock, type Wiring } from "../compile/wiring";

/** One end of a question: the place of an interface, an address on the internet, or a service of AWS by its name in `reach`. */
export interface End {
    readonly kind: "place" | "stranger" | "service";
    readonly name: string;
}

export interface Kind {
    readonly protocol: "tcp" | "udp" | "icmp";
    /** Of TCP and UDP; ICMP is asked by an echo request. */
    readonly port: number;
}

export interface Question extends Kind {
    readonly from: End;
    readonly to: End;
    readonly family: Family;
}

/** Client ports: Linux's on hosts of the design (net.ipv4.ip_local_port_range), else what AWS names as ephemeral. */
export const clientPorts = { linux: [32_768, 60_999], any: [1024, 65_535] } as const;

/** Two hosts that ask each other for the port that both ask from make one connection out of two: such a port is not asked for. */
const isClientPort = (port: number): boolean =>
    Object.values(clientPorts)
        .flat()
        .some((own) => own === port);

const tcpPorts = 9;
const udpPorts = 4;
const usual = { tcp: [443, 80, 22, 53, 3000, 4000, 8000, 5432, 31_337], udp: [53, 123, 443, 4000] } as const;

/** Fourteen kinds of packets: ports that rules of the network name, where a rule begins and behind its end, then usual ones; and a ping. */
export function kindsOf(network: Network): Kind[] {
    const groups = [...new Set(network.interfaces.flatMap((own) => own.groups ?? []))];
    const acls = [...new Set(network.interfaces.map(({ subnet }) => subnet.acl))];
    const rules = [...groups, ...acls].flatMap(({ ingress, egress }) => [...ingress, ...egress]);
    const listened = network.interfaces.flatMap(({ listens = [] }) => listens);
    const aimed = network.balancers.flatMap(({ listeners }) =>
        listeners.flatMap(({ targets }) => targets.map(({ port }) => port)),
    );
    const portsOf = (protocol: "tcp" | "udp", count: number) => {
        const named = rules.filter((rule) =>
            new RegExp(`^(${protocol}|${protocol === "tcp" ? 6 : 17})$`, "i").test(rule.protocol),
        );
        const singles = named.flatMap(({ from, to }) => (from !== undefined && from === to ? [from] : []));
        const heard = listened.flatMap((one) => (one.protocol === protocol ? (one.port ?? []) : []));
        const borders = named.flatMap(({ from = 0, to = 65_535 }) => [from, to + 1]);
        const all = [...heard, ...aimed, ...singles, ...borders, ...usual[protocol]];
        const apart = all.map((port) => (isClientPort(port) ? port + (port === 65_535 ? -1 : 1) : port));
        return [...new Set(apart)].filter((port) => port > 0 && port < 65_536).slice(0, count);
    };
    return [
        ...portsOf("tcp", tcpPorts).map((port): Kind => ({ protocol: "tcp", port })),
        ...portsOf("udp", udpPorts).map((port): Kind => ({ protocol: "udp", port })),
        { protocol: "icmp", port: 0 },
    ];
}

const mostStrangers = 4;
const nobody: Readonly<Record<Family, string>> = { 4: "8.8.8.8", 6: "2600:9000::7" };

/** Addresses that stand for the internet: one of each block that the network's rules tell apart, and one that no rule names. */
export function strangersOf(network: Network): string[] {
    const families = ([4, 6] as const).filter((family) => network.interfaces.some((own) => addresses(own, family) > 0));
    return families.flatMap((family) =>
        [...new Set([...standins(network, family), nobody[family]])].slice(-mostStrangers),
    );
}

const addresses = (own: Interface, family: Family) => (family === 4 ? own.addresses : own.addresses6).length;

function standins(network: Network, family: Family): string[] {
    const subnets = [...new Set(network.interfaces.map(({ subnet }) => subnet))];
    const groups = [...new Set(network.interfaces.flatMap((own) => own.groups ?? []))];
    const named = [
        ...groups
            .flatMap(({ ingress, egress }) => [...ingress, ...egress])
            .flatMap(({ peer }) => {
                return peer.kind === "cidr" ? [peer.cidr] : peer.kind === "prefix-list" ? (peer.cidrs ?? []) : [];
            }),
        ...subnets.flatMap(({ acl }) => [...acl.ingress, ...acl.egress]).map(({ cidr }) => cidr),
        ...subnets.flatMap(({ table }) => table.routes).map(({ destination }) => destination),
    ];
    const ours = [
        publicBlock,
        ...network.gatewayEndpoints.flatMap(({ service }) => serviceBlock(service) ?? []),
        ...network.vpcs.flatMap(({ cidrs }) => cidrs),
    ];
    return [...new Set(named)]
        .filter(ofFamily(family))
        .filter((cidr) => !isWholeFamily(cidr) && !ours.some((own) => meet(own, cidr)))
        .flatMap((cidr) => {
            const [part] = internetSeenFrom(subnets[0], [cidr], family);
            if (part === undefined) return [];
            const [low, high] = part;
            return [addressText(family, low + 7n < high ? low + 7n : high)];
        });
}

/** Services of AWS, and the packet that asks for each. S3 is asked where it has a gateway endpoint. */
const servicePackets: Readonly<Record<string, Kind>> = {
    imds: { protocol: "tcp", port: 80 },
    time: { protocol: "udp", port: 123 },
    "s3:bucket": { protocol: "tcp", port: 443 },
};

/** Every interface with an address and each service; of S3 only from hosts, since of others the proof says less than packets do. */
export function serviceQuestionsOf({ wires, gatewayEndpoints }: Wiring): Question[] {
    const withStorage = gatewayEndpoints.some(({ service }) => service === "s3");
    return wires
        .filter(({ addresses: own }) => own.some(ofFamily(4)))
        .flatMap((wire) =>
            Object.entries(servicePackets)
                .filter(([name]) => name !== "s3:bucket" || (withStorage && wire.interface.kind === "instance"))
                .map(([name, kind]): Question => {
                    const from = { kind: "place", name: wire.place } as const;
                    return { from, to: { kind: "service", name }, family: 4, ...kind };
                }),
        );
}

/** Every ordered pair of interfaces and strangers, each kind of packet, each family that both ends have. */
export function questionsOf({ wires }: Wiring, kinds: readonly Kind[], strangers: readonly string[]): Question[] {
    const ends = [
        ...wires.map(({ place, addresses }) => ({ end: { kind: "place", name: place } as const, addresses })),
        ...strangers.map((own) => ({ end: { kind: "stranger", name: own } as const, addresses: [own] })),
    ];
    return ends.flatMap(({ end: from, addresses: sources }) =>
        ends
            .filter(({ end: to }) => to !== from && (to.kind === "place" || from.kind === "place"))
            .flatMap(({ end: to, addresses: destinations }) =>
                ([4, 6] as const)
                    .filter((family) => [sources, destinations].every((own) => own.some(ofFamily(family))))
                    .flatMap((family) => kinds.map((kind) => ({ from, to, family, ...kind }))),
            ),
    );
}

/** For a person: "openhands -> web-proxy tcp 4000 (IPv4)". */
export const questionText = ({ from, to, family, protocol, port }: Question): string =>
    `${from.name} -> ${to.name} ${protocol}${protocol === "icmp" ? "" : ` ${port}`} (IPv${family})`;
