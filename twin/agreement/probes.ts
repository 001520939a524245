import type { Family } from "../../model/addresses";
import { protocolsOf, targetsFrom } from "../compile/balancers";
import { ofFamily } from "../compile/blocks";
import { egressOnlyDevice, gatewayDevice } from "../compile/gateways";
import { internetPlace } from "../compile/internet";
import type { Balancing } from "../compile/layers";
import type { Wire, Wiring } from "../compile/wiring";
import type { End, Question } from "./questions";

/** One packet, where it is sent, and where it must be seen. */
export interface Probe {
    readonly id: number;
    readonly namespace: string;
    readonly source: string;
    readonly destination: string;
    readonly protocol: number;
    readonly sourcePort: number;
    readonly port: number;
    /** Marks of which one means that it arrived. */
    readonly arrives: readonly string[];
    /** Marks of which one means that the reply came back. */
    readonly returns: readonly string[];
}

/** A way to ask: an address and a port of the other end, or of a balancer in front of it, and both ends of the client's ports. */
export interface Door {
    readonly balancing: Balancing;
    readonly first: Probe;
    readonly last: Probe;
}

/** Client ports: Linux's on hosts of the design (net.ipv4.ip_local_port_range), else what AWS names as ephemeral. */
const clientPorts = { linux: [32_768, 60_999], any: [1024, 65_535] } as const;

const firstId = 0x20000000;

/** The doors of every question, in its order. */
export function doorsOf(wiring: Wiring, questions: readonly Question[]): Door[][] {
    let id = firstId;
    return questions.map((question) =>
        ways(wiring, question).flatMap(({ destination, port, balancing }) =>
            sourcesOf(question).map((source): Door => {
                const probe = (sourcePort: number): Probe => ({
                    id: id++,
                    namespace: question.from.kind === "stranger" ? internetPlace : question.from.wire.place,
                    source,
                    destination,
                    protocol: protocolNumber(question),
                    sourcePort,
                    port,
                    arrives: arrivalsAt(wiring, question.to),
                    returns: returnsTo(wiring, question.from),
                });
                const [first, last] = portsOf(question.from);
                return { balancing, first: probe(first), last: probe(last) };
            }),
        ),
    );
}

const protocolNumber = ({ protocol, family }: Question): number =>
    protocol === "tcp" ? 6 : protocol === "udp" ? 17 : family === 4 ? 1 : 58;

function portsOf(from: End): readonly [number, number] {
    const linux = from.kind === "interface" && from.wire.interface.kind === "instance" && from.wire.interface.linux;
    return linux ? clientPorts.linux : clientPorts.any;
}

const sourcesOf = ({ from, family }: Question): string[] =>
    from.kind === "stranger" ? [from.address] : from.wire.addresses.filter(ofFamily(family));

interface DoorWay {
    readonly destination: string;
    readonly port: number;
    readonly balancing: Balancing;
}

function ways(wiring: Wiring, question: Question): DoorWay[] {
    const { from, to, port, family } = question;
    if (to.kind === "stranger") return [{ destination: to.address, port, balancing: "answering" }];
    const own = addressesFor(from, to.wire, family).map((destination): DoorWay => ({
        destination,
        port,
        balancing: "answering",
    }));
    return [...own, ...(family === 4 ? throughBalancers(wiring, question, to.wire) : [])];
}

/** Where one end may call another: by its addresses inside, and by the public one. From outside a private address is refused, and seen. */
function addressesFor(from: End, wire: Wire, family: Family): string[] {
    const inside = wire.addresses.filter(ofFamily(family));
    const outside = family === 4 && wire.publicAddress !== undefined ? [wire.publicAddress] : [];
    if (from.kind === "stranger") return outside.length > 0 ? outside : inside;
    return [...inside, ...outside];
}

/** Listeners that lead to the port of the target and keep the client's address. */
function throughBalancers(wiring: Wiring, { from, protocol, port }: Question, to: Wire): DoorWay[] {
    const isFrom = (node: Wire) => from.kind === "interface" && from.wire === node;
    return wiring.balancers.flatMap((balancer) =>
        balancer.listeners
            .filter((listener) => protocolsOf(listener).some((own) => own === protocol))
            .flatMap((listener) =>
                listener.targets.flatMap((target, i) =>
                    target.interface === to.interface && target.keepsClient && target.port === port
                        ? balancer.interfaces
                              .map((node) => wiring.wireOf.get(node)!)
                              .filter((node) => !isFrom(node) && targetsFrom(node, balancer, listener).includes(target))
                              .flatMap((node) => addressesFor(from, node, 4))
                              .map((destination): DoorWay => ({
                                  destination,
                                  port: listener.port,
                                  balancing: { toTarget: i },
                              }))
                        : [],
                ),
            ),
    );
}

const outward = ({ vpcs }: Wiring): string[] =>
    vpcs.flatMap((_, v) => [gatewayDevice(v), egressOnlyDevice(v)]).map((device) => `${internetPlace}<${device}`);

function arrivalsAt(wiring: Wiring, to: End): string[] {
    if (to.kind === "stranger") return outward(wiring);
    // Balancers say what their listeners took.
    return to.wire.interface.kind === "balancer" ? ["!arrived"] : [`router>${to.wire.device}`];
}

const returnsTo = (wiring: Wiring, from: End): string[] =>
    from.kind === "stranger" ? outward(wiring) : [`router>${from.wire.device}`];
