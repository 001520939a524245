import { firewallRows, type FirewallConfig } from "../../../hosts/pieces/firewall";
import { agentBridge, type HostFlow } from "../../../hosts/flows";

/** One attempt, and what must become of it. */
export interface PacketProbe {
    readonly id: string;
    readonly direction: "in" | "out" | "forward" | "lo";
    readonly user?: string;
    /** Of an incoming attempt: its source. */
    readonly from?: string;
    readonly to: string;
    readonly protocol: "tcp" | "udp";
    readonly port: number;
    readonly expect: "answer" | "refused";
}

/** Somewhere that no block of a flow holds, and any port that no flow has. */
export const elsewhere = { 4: "198.18.7.7", 6: "2001:db8:7::7" } as const;
const anywhere = { 4: "198.51.100.7", 6: "2001:db8::7" } as const;
export const otherPorts = [22, 25, 8443] as const;

/** One address of the flow's peers for each family that it has. */
export function peersOf({ peers }: HostFlow): string[] {
    if (peers === "any") return [anywhere[4], anywhere[6]];
    const first = (block: string | undefined) => (block === undefined ? [] : [firstHost(block)]);
    return [
        ...first(peers.find((block) => !block.includes(":"))),
        ...first(peers.find((block) => block.includes(":"))),
    ];
}

/** The second address of a block, or the one that stands without a length. */
function firstHost(block: string): string {
    const [address, length] = block.split("/");
    if (length === "0") return anywhere[4];
    if (length === undefined) return address;
    return address.includes(":") ? `${address}1` : address.replace(/\d+$/, (last) => String(Number(last) + 1));
}

/** Every row, and everything beside it: another user, another destination, another port, the other protocol. */
export function probesOf(config: FirewallConfig, host: string, users: readonly string[]): PacketProbe[] {
    const rows = firewallRows(config);
    const may = (user: string, flow: HostFlow) =>
        rows.some(
            (row) =>
                row.user === user &&
                row.flow.protocol === flow.protocol &&
                row.flow.port === flow.port &&
                (row.flow.peers === "any" || row.flow.name === flow.name),
        );
    const out = config.flows.filter(({ direction }) => direction === "out");
    const outgoing = users.flatMap((user) =>
        out.flatMap((flow) =>
            peersOf(flow).map((to) => attempt({ user, to, ...flow }, may(user, flow) ? "answer" : "refused")),
        ),
    );
    const beside = users.flatMap((user) =>
        (["tcp", "udp"] as const).flatMap((protocol) => [
            ...([4, 6] as const).map((family) =>
                attempt({ direction: "out", user, to: elsewhere[family], protocol, port: otherPorts[0] }, "refused"),
            ),
            attempt({ direction: "out", user, to: elsewhere[4], protocol, port: otherPorts[2] }, "refused"),
        ]),
    );
    return [...outgoing, ...bounded(rows), ...beside, ...incoming(config, host), ...through, loopback];
}

/** What the container sends past its host. */
const through = (["tcp", "udp"] as const).flatMap((protocol) =>
    ([4, 6] as const).map((family) =>
        attempt(
            { direction: "forward", from: "container", to: elsewhere[family], protocol, port: otherPorts[0] },
            "refused",
        ),
    ),
);

const loopback: PacketProbe = {
    id: "loopback",
    direction: "lo",
    user: "nobody",
    to: "127.0.0.1",
    protocol: "tcp",
    port: otherPorts[0],
    expect: "answer",
};

/** A user that may reach a flow's peers may not reach its port elsewhere. */
const bounded = (rows: ReturnType<typeof firewallRows>) =>
    rows.flatMap(({ user, flow }) =>
        user === undefined || flow.peers === "any" || rows.some((row) => covers(row, user, flow))
            ? []
            : ([4, 6] as const)
                  .filter((family) => family === 6 || !flow.peers.includes("0.0.0.0/0"))
                  .map((family) => attempt({ ...flow, user, to: elsewhere[family] }, "refused")),
    );

const covers = (row: ReturnType<typeof firewallRows>[number], user: string, flow: HostFlow) =>
    row.user === user && row.flow.peers === "any" && row.flow.port === flow.port && row.flow.protocol === flow.protocol;

function incoming({ flows, listens }: FirewallConfig, host: string): PacketProbe[] {
    const open = flows.filter(({ direction, name }) => direction === "in" && listens.some(({ flow }) => flow === name));
    const attempts = open.flatMap((flow) => {
        const to = flow.interface === undefined ? host : agentBridge.host;
        return [
            ...peersOf(flow)
                .filter((from) => !from.includes(":"))
                .map((from) => attempt({ ...flow, from, to }, "answer")),
            attempt({ ...flow, from: elsewhere[4], to: host }, "refused"),
        ];
    });
    const closed = otherPorts.flatMap((port) =>
        (["tcp", "udp"] as const).flatMap((protocol) => [
            attempt({ direction: "in", from: elsewhere[4], to: host, protocol, port }, "refused"),
            attempt({ direction: "in", from: elsewhere[6], to: "fd00::10", protocol, port }, "refused"),
            attempt({ direction: "in", from: agentBridge.container, to: agentBridge.host, protocol, port }, "refused"),
            attempt({ direction: "in", from: agentBridge.container, to: host, protocol, port }, "refused"),
        ]),
    );
    return [...attempts, ...closed];
}

function attempt(
    { direction, user, from, to, protocol, port }: Omit<PacketProbe, "id" | "expect">,
    expect: PacketProbe["expect"],
): PacketProbe {
    const id = `${direction} ${user ?? from} -> ${to} ${protocol}/${port}`;
    return { id, direction, user, from, to, protocol, port, expect };
}
