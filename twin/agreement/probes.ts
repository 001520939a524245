import type { Family } from "../../model/addresses";
import { protocolsOf, targetsFrom } from "../compile/balancers";
import { ofFamily } from "../compile/blocks";
import { endpointPlace, gatewayEndpointAddress } from "../compile/endpoints";
import { egressOnlyDevice, endpointDevice, gatewayDevice } from "../compile/gateways";
import { internetPlace } from "../compile/internet";
import type { Balancing } from "../compile/layers";
import { routerPlace } from "../compile/router";
import type { Wire, Wiring } from "../compile/wiring";
import { clientPorts, type Question } from "./questions";

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
    /** The namespace that a whole session must be with; for those packets that begin one. */
    readonly session: string | undefined;
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
    const wires = new Map(wiring.wires.map((wire) => [wire.place, wire]));
    return questions.map((question) => {
        const [from, to] = [wires.get(question.from.name), wires.get(question.to.name)];
        const sources = from ? from.addresses.filter(ofFamily(question.family)) : [question.from.name];
        const ports = portsOf(from, borders);
        return ways(wiring, question, from, to).flatMap(({ destination, port, balancing }) =>
            sources.map((source): Door => {
                const probes = ports.map((sourcePort, i) => ({
                    id: id++,
                    namespace: from?.place ?? internetPlace,
                    source,
                    destination,
                    protocol: protocolNumber(question),
                    sourcePort,
                    port,
                    arrives: arrivalsAt(wiring, question, to),
                    returns: returnsTo(wiring, from),
                    session:
                        question.protocol === "tcp" && [0, ports.length - 1].includes(i)
                            ? (to?.place ?? answererOf(wiring, question))
                            : undefined,
                }));
                return { balancing, probes };
            }),
        );
    });
}

const protocolNumber = ({ protocol, family }: Question): number =>
    protocol === "tcp" ? 6 : protocol === "udp" ? 17 : family === 4 ? 1 : 58;

/**
 * Ports at which an ACL's entries begin, or behind which they end. Of ports that are asked for the next is taken: two hosts that ask each
 * other for the port that both ask from make one connection out of two.
 */
const bordersOf = ({ subnets }: Wiring, asked: ReadonlySet<number>): number[] =>
    [...new Set(subnets.map(({ acl }) => acl))]
        .flatMap(({ ingress, egress }) => [...ingress, ...egress])
        .filter(({ protocol }) => /^(tcp|udp|6|17)$/i.test(protocol))
        .flatMap(({ from = 0, to = 65_535 }) => [from, to + 1])
        .map((port) => {
            let free = port;
            while (asked.has(free)) free += 1;
            return free;
        });

function portsOf(from: Wire | undefined, borders: readonly number[]): number[] {
    const linux = from?.interface.kind === "instance" && from.interface.linux;
    const [first, last] = linux ? clientPorts.linux : clientPorts.any;
    return [...new Set([first, ...borders.filter((port) => first < port && port < last), last])];
}

interface DoorWay {
    readonly destination: string;
    readonly port: number;
    readonly balancing: Balancing;
}

function ways(wiring: Wiring, question: Question, from: Wire | undefined, to: Wire | undefined): DoorWay[] {
    const { port, family } = question;
    if (to === undefined) {
        const destination = serviceAddresses[question.to.name] ?? question.to.name;
        return [{ destination, port, balancing: "answering" }];
    }
    const own = addressesFor(from, to, family).map((destination): DoorWay => ({
        destination,
        port,
        balancing: "answering",
    }));
    return [...own, ...(family === 4 ? throughBalancers(wiring, question, from, to) : [])];
}

/** Where one end may call another: by its addresses inside, and by the public one. From outside a private address is refused, and seen. */
function addressesFor(from: Wire | undefined, wire: Wire, family: Family): string[] {
    const inside = wire.addresses.filter(ofFamily(family));
    const outside = family === 4 && wire.publicAddress !== undefined ? [wire.publicAddress] : [];
    if (from === undefined) return outside.length > 0 ? outside : inside;
    return [...inside, ...outside];
}

/** Listeners that lead to the port of the target and keep the client's address. */
function throughBalancers(wiring: Wiring, { protocol, port }: Question, from: Wire | undefined, to: Wire): DoorWay[] {
    return wiring.balancers.flatMap((balancer) =>
        balancer.listeners
            .filter((listener) => protocolsOf(listener).some((own) => own === protocol))
            .flatMap((listener) =>
                listener.targets.flatMap((target, i) =>
                    target.interface === to.interface && target.keepsClient && target.port === port
                        ? balancer.interfaces
                              .map((node) => wiring.wireOf.get(node)!)
                              .filter((node) => node !== from && targetsFrom(node, balancer, listener).includes(target))
                              .flatMap((node) => addressesFor(from, node, 4))
                              .map((destination): DoorWay => {
                                  return { destination, port: listener.port, balancing: { toTarget: i } };
                              })
                        : [],
                ),
            ),
    );
}

const serviceAddresses: Readonly<Record<string, string>> = {
    imds: "169.254.169.254",
    time: "169.254.169.123",
    "s3:bucket": gatewayEndpointAddress("s3"),
};

const storageAt = ({ gatewayEndpoints }: Wiring): number =>
    gatewayEndpoints.findIndex(({ service }) => service === "s3");

/** Metadata and time are answered by the router itself, S3 by its endpoint. */
function answererOf(wiring: Wiring, { to }: Question): string {
    if (to.kind !== "service") return internetPlace;
    return to.name === "s3:bucket" ? endpointPlace(storageAt(wiring)) : routerPlace;
}

const outward = ({ vpcs }: Wiring): string[] =>
    vpcs.flatMap((_, v) => [gatewayDevice(v), egressOnlyDevice(v)]).map((device) => `${internetPlace}<${device}`);

function arrivalsAt(wiring: Wiring, { to: end }: Question, to: Wire | undefined): string[] {
    if (end.name === "s3:bucket") return [`router>${endpointDevice(storageAt(wiring))}`];
    // The router says what it took for itself.
    if (end.kind === "service") return ["!arrived"];
    if (to === undefined) return outward(wiring);
    // Balancers say what their listeners took.
    return to.interface.kind === "balancer" ? ["!arrived"] : [`router>${to.device}`];
}

/** With "=": from whom was asked, not from a translator on the way. */
const returnsTo = (wiring: Wiring, from: Wire | undefined): string[] =>
    (from === undefined ? outward(wiring) : [`router>${from.device}`]).map((mark) => `${mark}=`);
