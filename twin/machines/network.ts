import { networkOfPlan } from "../../analysis/graph/ofPlan";
import type { Plan } from "../../model/plan";
import { compile, type Compiled } from "../compile";
import { endpointPlace, gatewayEndpointAddress } from "../compile/endpoints";
import { gatewayDevice } from "../compile/gateways";
import { internetPlace } from "../compile/internet";
import { everythingOn, type Layer } from "../compile/layers";
import { addLines, fillScript, namespaceOf } from "../run/script";
import type { PlannedInstance } from "../aws/account";
import { tokenReason } from "../aws/imds";
import { clients, type Client, linkLocal, world } from "../world/addresses";
import { command, tryCommand } from "./command";
import type { Room } from "./room";

/** Where everything is that the network of the plan has: namespaces as `ip netns` lists them, and addresses. */
export interface Network {
    readonly compiled: Compiled;
    /** Of a place by its name in the compiled network, or of a client of the internet. */
    namespace(place: string): string;
    /** The namespace of an instance by its private address. */
    ofInstance(address: string): string;
    instances(): readonly { readonly namespace: string; readonly address: string }[];
    /** Where each endpoint answers, by the endpoint's id. */
    endpoints(): readonly { readonly id: string; readonly namespace: string; readonly address: string }[];
    /** By which the internet knows a thing, by the name of its resource in the program. */
    publicAddress(name: string): string | undefined;
}

export function networkOf({ id }: Room, plan: Plan, off: ReadonlySet<Layer> = new Set()): Network {
    const graph = networkOfPlan(plan);
    const strangers = Object.values(world).flat();
    const compiled = compile(graph, strangers, { ...everythingOn, off });
    const { wires, gatewayEndpoints } = compiled.wiring;
    const namespace = (place: string) => namespaceOf(id, place);
    return {
        compiled,
        namespace,
        ofInstance: (address) => {
            const wire = wires.find((one) => one.interface.kind === "instance" && one.addresses.includes(address));
            if (!wire) throw new Error(`the network has no instance with the address ${address}`);
            return namespace(wire.place);
        },
        instances: () =>
            wires
                .filter((wire) => wire.interface.kind === "instance")
                .map((wire) => ({ namespace: namespace(wire.place), address: wire.addresses[0] })),
        endpoints: () => [
            ...gatewayEndpoints.map(({ resource, service }, i) => {
                const address = gatewayEndpointAddress(service);
                return { id: resource.id, namespace: namespace(endpointPlace(i)), address };
            }),
            ...wires
                .filter((wire) => wire.interface.kind === "endpoint")
                .map((wire) => {
                    const { id: own } = wire.interface.owner;
                    return { id: own, namespace: namespace(wire.place), address: wire.addresses[0] };
                }),
        ],
        publicAddress: (name) => wires.find((wire) => wire.interface.owner.name === name)?.publicAddress,
    };
}

/** Makes the namespaces, the cables between them and their rules, and hangs the internet's clients on it. */
export async function build({ id }: Room, { compiled, namespace }: Network): Promise<void> {
    await command("ip", ["-batch", "-"], addLines(id, compiled));
    await command("sh", [], fillScript(id, compiled.namespaces));
    for (const client of clients) await attach(client, namespace);
    const out = gatewayDevice(0);
    // What the world sends of its own accord bears the attacker's address.
    for (const { cidrs } of compiled.wiring.vpcs) {
        for (const cidr of cidrs.filter((one) => !one.includes(":"))) {
            await command("ip", [
                "-n",
                namespace(internetPlace),
                "route",
                "change",
                cidr,
                "via",
                nextHop,
                "dev",
                out,
                "src",
                world.attacker[0],
            ]);
        }
    }
}

/**
 * How many hops the answer lives that carries a token, and no other answer of the metadata service (AWS: EC2 user guide, "PUT response hop
 * limit"). It is known by its status line.
 */
export async function limitHops(
    { namespace, compiled }: Network,
    instances: readonly PlannedInstance[],
): Promise<void> {
    const limits = compiled.wiring.wires.flatMap(({ device, addresses }) =>
        instances
            .filter(({ address }) => addresses.includes(address))
            .map(({ hopLimit }) => `oifname "${device}" ip saddr ${linkLocal.imds} ${isToken} ip ttl set ${hopLimit}`),
    );
    const chain = ["type filter hook output priority filter", ...limits].join("\n");
    const table = "table ip twin_metadata";
    const rules = `${table}\ndelete ${table}\n${table} {\nchain output {\n${chain}\n}\n}\n`;
    await inside(namespace("router"), "nft", ["-f", "-"], rules);
}

/** Behind "HTTP/1.1 200 ". */
const isToken = `@ih,${13 * 8},${tokenReason.length * 8} 0x${Buffer.from(tokenReason).toString("hex")}`;

/** The internet gateway's end of its cable (`internetAddress` of twin/compile). */
const nextHop = "100.127.100.2";

/** A machine of the internet with one address, for which the internet's namespace stands in the way of everything else. */
async function attach({ name, address, address6 }: Client, namespace: (place: string) => string): Promise<void> {
    const [own, hub, device] = [namespace(name), namespace(internetPlace), `c-${name}`.slice(0, 15)];
    await command("ip", ["netns", "add", own]);
    await command("ip", ["-n", hub, "link", "add", device, "type", "veth", "peer", "name", "eth0", "netns", own]);
    const hubLines = [
        `link set ${device} up`,
        `route add ${address}/32 dev ${device}`,
        `addr add fe80::1/64 dev ${device} nodad`,
        `route add ${address6}/128 via fe80::2 dev ${device}`,
    ];
    await command("ip", ["-n", hub, "-batch", "-"], hubLines.join("\n"));
    const proxy = [`net.ipv4.conf.${device}.proxy_arp=1`, `net.ipv4.neigh.${device}.proxy_delay=0`];
    await inside(hub, "sysctl", ["-qw", ...proxy, `net.ipv4.conf.${device}.rp_filter=0`]);
    const lines = [
        ...["link set lo up", "link set eth0 up", `addr add ${address}/32 dev eth0`, "route add default dev eth0"],
        ...[
            `addr add ${address6}/128 dev eth0 nodad`,
            "addr add fe80::2/64 dev eth0 nodad",
            "route add ::/0 via fe80::1 dev eth0",
        ],
    ];
    await command("ip", ["-n", own, "-batch", "-"], lines.join("\n"));
}

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
