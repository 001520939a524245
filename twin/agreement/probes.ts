import type { Family } from "../../model/addresses";
import { protocolsOf, targetsFrom } from "../compile/balancers";
import { ofFamily } from "../compile/blocks";
import { egressOnlyDevice, gatewayDevice } from "../compile/gateways";
import { internetPlace } from "../compile/internet";
import type { Balancing } from "../compile/layers";
import type { Wire, Wiring } from "../compile/wiring";
import { clientPorts, type End, type Question } from "./questions";

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

/**
 * A way to ask: an address and a port of the other end, or of a balancer in front of it. A probe from each of the client's ports between
 * which an ACL may make a difference: the first, the last, and where an entry begins or ends.
 */
export interface Door {
    readonly balancing: Balancing;
    readonly probes: readonly Probe[];
}

const firstId = 0x20000000;

/** The doors of every question, in its order. */
export function doorsOf(wiring: Wiring, questions: readonly Question[]): Door[][] {
    let id = firstId;
    const borders = bordersOf(wiring, new Set(questions.map(({ port }) => port)));
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
                return { balancing, probes: portsOf(question.from, borders).map(probe) };
            }),
        ),
    );
}

const protocolNumber = ({ protocol, family }: Question): number =>
    protocol === "tcp" ? 6 : protocol === "udp" ? 17 : family === 4 ? 1 : 58;

/**
 * Ports at which an ACL's entries begin, or behind which they end. One that is asked for is left to the next: two hosts that ask each
 * other for the port that both ask from make one connection out of two.
 */
const bordersOf = ({ subnets }: Wiring, asked: ReadonlySet<number>): number[] =>
    [...new Set(subnets.map(({ acl }) => acl))]
        .flatMap(({ ingress, egress }) => [...ingress, ...egress])
        .filter(({ protocol }) => /^(tcp|udp|6|17)$/i.test(protocol))
        .flatMap(({ from = 0, to = 65_535 }) => [from, to + 1])
        .map((port) => (asked.has(port) ? port + 1 : port));

function portsOf(from: End, borders: readonly number[]): number[] {
    const linux = from.kind === "interface" && from.wire.interface.kind === "instance" && from.wire.interface.linux;
    const [first, last] = linux ? clientPorts.linux : clientPorts.any;
    return [...new Set([first, ...borders.filter((port) => first < port && port < last), last])];
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

/** With "=": from whom was asked, not from a translator on the way. */
const returnsTo = (wiring: Wiring, from: End): string[] =>
    from.kind === "stranger" ? outward(wiring).map((mark) => `${mark}=`) : [`router>${from.wire.device}=`];
