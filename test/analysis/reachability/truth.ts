import type { Net } from "./network";
import { outsiders, outsiders6 } from "./randomNetwork";
import { type Packet, publicOfHost, publicOfNode, Walker } from "./walker";

/** A question about a sketched network, and what packets say to it. */
export interface Asked {
    readonly kind: "inside" | "in" | "out" | "in6" | "out6";
    readonly from: number;
    readonly to: number;
    readonly outsider: number;
    readonly protocol: "tcp" | "udp" | "icmp";
    readonly port: number | undefined;
}

export interface Truth {
    /** The two ends, as a person would type them. */
    readonly from: string;
    readonly to: string;
    /** Some packet arrives. */
    readonly delivered: boolean;
    /** By some way every packet that was tried is answered. */
    readonly answered: boolean;
    /** The way of the packet that arrived. */
    readonly by: string;
}

const numbers = { icmp: 1, tcp: 6, udp: 17 } as const;
const linuxPorts = [32768, 45001, 60999];
const anyPorts = [1024, 30000, 65535];

/** Sends real packets for a question: every way there, several client ports each. */
export function truth(net: Net, asked: Asked): Truth {
    const walker = new Walker(net);
    const { from, to, kind } = asked;
    const ends = endsOf(asked);
    let delivered = false;
    let answered = false;
    let by = "";
    const packet = (source: string, destination: string, sourcePort: number, destinationPort: number): Packet => {
        return { source, destination, protocol: numbers[asked.protocol], sourcePort, destinationPort };
    };
    const attempt = (ports: readonly number[], name: string, send: (port: number, generous: boolean) => Fates) => {
        const [arrived, worked] = [
            ports.some((port) => send(port, true).delivered),
            ports.every((port) => send(port, false).answered),
        ];
        delivered ||= arrived;
        answered ||= worked;
        if (arrived) by = name;
    };
    const port = asked.port ?? 0;
    const source = net.hosts[from];
    if (kind === "out" || kind === "out6") {
        const destination = ends.to;
        const sender = kind === "out" ? source.address : source.address6;
        if (sender !== "")
            attempt(linuxPorts, "out", (sourcePort, generous) =>
                walker.fromHost(from, packet(sender, destination, sourcePort, port), undefined, generous),
            );
    } else {
        for (const path of ingressesOf(net, to, kind, port, asked.protocol)) {
            if (kind === "inside") {
                const sender = path.address.includes(":") ? source.address6 : source.address;
                if (sender === "") continue;
                attempt(linuxPorts, path.address, (sourcePort, generous) =>
                    walker.fromHost(from, packet(sender, path.address, sourcePort, path.port), to, generous),
                );
            } else {
                attempt(anyPorts, path.address, (sourcePort, generous) =>
                    walker.fromInternet(packet(ends.from, path.address, sourcePort, path.port), to, generous),
                );
            }
        }
    }
    return { ...ends, delivered, answered, by };
}

interface Fates {
    readonly delivered: boolean;
    readonly answered: boolean;
}

function endsOf({ kind, from, to, outsider }: Asked): { from: string; to: string } {
    const outside = kind.endsWith("6") ? outsiders6[0] : outsiders[outsider];
    return {
        from: kind.startsWith("in") && kind !== "inside" ? outside : `host${from}`,
        to: kind.startsWith("out") ? outside : `host${to}`,
    };
}

/** Every address and port that may lead to a port of a host: its own addresses, and nodes of balancers in front of it. */
function ingressesOf(net: Net, to: number, kind: Asked["kind"], port: number, protocol: Asked["protocol"]) {
    const host = net.hosts[to];
    const texts =
        kind === "inside"
            ? [host.address, host.address6, publicOfHost(to)]
            : kind === "in"
              ? [publicOfHost(to)]
              : [host.address6];
    const nodes = net.balancers.flatMap((balancer, i) =>
        balancer.targetPort === port && balancer.protocol.toLowerCase() === protocol && kind !== "in6"
            ? balancer.addresses.flatMap((address, j) =>
                  (kind === "inside" ? [address, publicOfNode(i, j)] : [publicOfNode(i, j)]).map((ingress) => ({
                      address: ingress,
                      port: balancer.port,
                  })),
              )
            : [],
    );
    return [...texts.filter((address) => address !== "").map((address) => ({ address, port })), ...nodes];
}
