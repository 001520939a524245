import { command, tryCommand } from "./command";
import type { Room } from "./room";

/** Where the machines of a run are: which network namespace is whose, made by whoever compiles the network. */
export interface Wiring {
    /** Of a host by role, of a place of the internet, of the VPC's router. */
    namespace(name: string): string;
}

/** One interface of the plain network: a name and its address. */
export interface Node {
    readonly name: string;
    readonly address: string;
}

/** The router is called this; its loopback holds what AWS serves at addresses of its own. */
export const router = "router";

/**
 * Every node behind one router that passes everything, a veth each: what a network of the plan is compared with, since a packet that
 * does not arrive here is nobody's merit. What leaves the VPC bears the NAT gateway's address, because AWS's policies read it.
 */
export async function plainNetwork(
    { prefix }: Room,
    nodes: readonly Node[],
    services: readonly string[],
    nat: { readonly inside: string; readonly address: string },
): Promise<Wiring> {
    const namespace = (name: string) => `${prefix}${name}`;
    const hub = namespace(router);
    for (const name of [router, ...nodes.map((node) => node.name)]) {
        await command("ip", ["netns", "add", namespace(name)]);
        await command("ip", ["-n", namespace(name), "link", "set", "lo", "up"]);
    }
    const at = services.map((address) => `address add ${address}/32 dev lo`);
    await command("ip", ["-n", hub, "-batch", "-"], [...at, ...nodes.flatMap(routerSide(namespace))].join("\n"));
    await inside(hub, "sysctl", ["-qw", "net.ipv4.ip_forward=1", ...proxies(nodes)]);
    for (const node of nodes) {
        await command("ip", ["-n", namespace(node.name), "-batch", "-"], nodeSide(node).join("\n"));
    }
    const bears = `ip saddr ${nat.inside} ip daddr != ${nat.inside} snat to ${nat.address}`;
    const chain = `type nat hook postrouting priority srcnat\n${bears}`;
    await inside(hub, "nft", ["-f", "-"], `table ip twin {\nchain out {\n${chain}\n}\n}\n`);
    return { namespace };
}

const routerSide =
    (namespace: (name: string) => string) =>
    ({ name, address }: Node): string[] => [
        `link add v-${name} type veth peer name eth0 netns ${namespace(name)}`,
        `link set v-${name} up`,
        `route add ${address}/32 dev v-${name}`,
    ];

/** A node thinks that everything is on its link, and the router answers for it. */
const nodeSide = ({ address }: Node): string[] => [
    `address add ${address}/32 dev eth0`,
    "link set eth0 up",
    "route add default dev eth0",
];

const proxies = (nodes: readonly Node[]) =>
    nodes.flatMap(({ name }) => [
        `net.ipv4.conf.v-${name}.proxy_arp=1`,
        `net.ipv4.neigh.v-${name}.proxy_delay=0`,
        `net.ipv4.conf.v-${name}.rp_filter=0`,
    ]);

/** Runs a program in a network namespace. */
export function inside(namespace: string, program: string, args: readonly string[], input = ""): Promise<string> {
    return command("ip", ["netns", "exec", namespace, program, ...args], input);
}

/** Deletes every network namespace of the room, and with them their interfaces and rules. */
export async function removeNamespaces({ prefix }: Room): Promise<void> {
    const { stdout } = await tryCommand("ip", ["netns", "list"]);
    const names = stdout.split("\n").map((line) => line.split(" ")[0]);
    for (const name of names.filter((one) => one.startsWith(prefix))) await tryCommand("ip", ["netns", "delete", name]);
}
