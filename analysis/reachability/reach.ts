import type { Interface, NetworkGraph } from "../graph/model";
import type { Answer } from "./answer";
import { judge, once, type PrecisePaths } from "./answer";
import type { Precision } from "./filters";
import type { Interval } from "../../model/addresses";
import {
    allPorts,
    allProtocols,
    box,
    type HeaderSet,
    intersect,
    portInterval,
    protocolInterval,
    protocolNumbers,
    subtract,
} from "./headers";
import { isPublic } from "./ends";
import { internetSeenFrom } from "./internet";
import type { Endpoint, Member, Service } from "./endpoints";
import { arbitraryNames, decisive, metadata, storage, time, type Finding } from "./services";
import { clientPorts, type Path } from "./session";
import { inside, inward, outward } from "./paths";

/** What is asked: which packets from where to where. Without protocol and port: any packet. */
export interface Question {
    readonly from: Endpoint;
    readonly to: Endpoint;
    /** "tcp", "udp", "icmp", "icmpv6", a protocol number, or "-1". */
    readonly protocol?: string;
    readonly port?: number;
    /** Leaves these out: "anything but the ingress points". */
    readonly besides?: readonly TransportPort[];
    /** Nothing but these headers, such as one family, or one type of ICMP. */
    readonly within?: HeaderSet;
}

export interface TransportPort {
    readonly protocol: "tcp" | "udp";
    readonly port: number;
}

/** Answers a question about a graph. A proof is given only while the graph has no unknowns. */
export function reach(graph: NetworkGraph, question: Question): Answer {
    const { from, to } = question;
    // A block holds members and addresses outside: that one of them gets there is enough.
    const answer = decisive(
        occupants(from, to).flatMap((source) =>
            occupants(to, from).map((target) => {
                const asked = askSpread(graph, { ...question, from: source.endpoint, to: target.endpoint });
                return source.surely && target.surely ? asked : doubtful(asked);
            }),
        ),
    );
    if (answer.verdict === "unknown" || graph.gaps.length === 0) return withGiven(graph, question, answer);
    const doubts = graph.gaps.map(({ urn, what, fix }) => `${urn.split("::").slice(2).join(" ")}: ${what}; ${fix}`);
    return {
        verdict: "unknown",
        path: [],
        why: ["the network is not known in whole, so nothing is proved", ...doubts],
        hangsOn: doubts.join("; "),
    };
}

/** What an answer takes for given is said with it. */
function withGiven({ assumptions }: NetworkGraph, { from, to }: Question, answer: Answer): Answer {
    const ours = from.kind === "interfaces" && to.kind !== "service" && from.interfaces.some(({ linux }) => linux);
    const [low, high] = clientPorts.linux;
    const given = [
        ...assumptions,
        ...(answer.verdict === "reachable" && ours
            ? [`${from.text} uses Linux's client ports, ${low} to ${high} (net.ipv4.ip_local_port_range)`]
            : []),
    ];
    return given.length === 0 ? answer : { ...answer, why: [...answer.why, ...given.map((one) => `given: ${one}`)] };
}

interface Occupant {
    readonly endpoint: Endpoint;
    readonly surely: boolean;
}

function occupants(endpoint: Endpoint, other: Endpoint): Occupant[] {
    if (endpoint.kind !== "internet" || endpoint.inside === undefined) return [{ endpoint, surely: true }];
    const { inside, ...outsiders } = endpoint;
    const isOther = ({ interface: networkInterface }: Member) =>
        other.kind === "interfaces" && other.interfaces.includes(networkInterface);
    const members = inside
        .filter((member) => !isOther(member))
        .map(({ interface: networkInterface, surely }): Occupant => {
            return {
                endpoint: { kind: "interfaces", interfaces: [networkInterface], text: networkInterface.name },
                surely,
            };
        });
    return [{ endpoint: outsiders, surely: true }, ...members];
}

const doubtful = (answer: Answer): Answer =>
    answer.verdict === "reachable"
        ? {
              verdict: "unknown",
              path: answer.path,
              why: ["the address that it has may not be of the block", ...answer.why],
          }
        : answer;

function askSpread(graph: NetworkGraph, { from, to, ...rest }: Question): Answer {
    const each = placements(from).flatMap((source) =>
        placements(to).map((target) => askOne(graph, { ...rest, from: source, to: target })),
    );
    return agreed(each);
}

const askOne = (graph: NetworkGraph, question: Question): Answer =>
    question.to.kind === "service" ? askService(graph, question, question.to.service) : askPaths(graph, question);

/** An end that is spread over subnets is asked about in each: only what holds in all of them is proved. */
function placements(endpoint: Endpoint): Endpoint[] {
    if (endpoint.kind !== "interfaces" || !endpoint.interfaces.some(({ spread }) => spread)) return [endpoint];
    const subnets = [...new Set(endpoint.interfaces.map(({ subnet }) => subnet))];
    return subnets.map((subnet) => ({
        ...endpoint,
        interfaces: endpoint.interfaces.filter((networkInterface) => networkInterface.subnet === subnet),
    }));
}

function agreed(answers: readonly Answer[]): Answer {
    const [first, ...others] = answers;
    const other = others.find(({ verdict }) => verdict !== first.verdict);
    if (!other) return first;
    const why = [first, other].map(
        ({ verdict, path, why: reasons }) => `${verdict}: ${[...path, ...reasons].join("; ")}`,
    );
    return { verdict: "unknown", path: [], why: ["it hangs on the subnet that AWS chooses", ...why] };
}

function askService(graph: NetworkGraph, { from }: Question, service: Service): Answer {
    if (from.kind !== "interfaces")
        return { verdict: "unreachable", path: [], why: [`${service} answers inside the VPC only`] };
    const ask: Record<Service, (networkInterface: Interface) => Finding> = {
        dns: (networkInterface) => arbitraryNames(graph, networkInterface),
        imds: metadata,
        time,
        "s3:bucket": (networkInterface) => storage(graph, networkInterface, "own"),
        "s3:foreign": (networkInterface) => storage(graph, networkInterface, "external"),
    };
    return decisive(from.interfaces.map(ask[service]));
}

function askPaths(graph: NetworkGraph, question: Question): Answer {
    const limits = headers(question);
    const precise = (precision: Precision) =>
        pathsOf(graph, question, precision).map((path) => ({ ...path, asked: intersect(path.asked, limits) }));
    // A path on which nobody could ask is none.
    const real = (precision: Precision) => precise(precision).filter(({ asked }) => asked.length > 0);
    const paths: PrecisePaths = { may: real("may"), must: real("must") };
    const answer = judge(paths, noPath(question));
    const { from, to } = question;
    const itself =
        from.kind === "interfaces" &&
        to.kind === "interfaces" &&
        to.interfaces.some((networkInterface) => from.interfaces.includes(networkInterface));
    return itself && answer.verdict === "unreachable"
        ? { verdict: "unknown", path: [], why: [`what ${from.text} sends to itself does not cross the network`] }
        : answer;
}

/** Why not even a path could be drawn: what the ends lack. */
function noPath({ from, to }: Question): string {
    if (from.kind === "interfaces" && to.kind === "internet") {
        return once(from.interfaces.map((networkInterface) => noPathOut(networkInterface, to))).join("; ");
    }
    if (to.kind === "interfaces" && from.kind === "internet") {
        return once(to.interfaces.map((networkInterface) => noPathIn(networkInterface, from))).join("; ");
    }
    return `there is no way from ${from.text} to ${to.text}`;
}

type Internet = Endpoint & { readonly kind: "internet" };

/** Addresses that the internet does not carry are nowhere outside: no group, ACL or gateway would change that. */
const isNowhere = ({ subnet }: Interface, { cidrs, family }: Internet): boolean =>
    cidrs !== undefined && internetSeenFrom(subnet, cidrs, family).length === 0;

function noPathOut(networkInterface: Interface, to: Internet): string {
    if (isNowhere(networkInterface, to))
        return `nothing routes ${to.text} from ${networkInterface.name}: it is private, and no resource of the stack that ${networkInterface.name} could get to has it`;
    const { table } = networkInterface.subnet;
    const address = isPublic(networkInterface, to.family) ? "has a public address, but" : "has no public address, and";
    return `${networkInterface.name} ${address} route table ${table.name} has no way to the internet for it`;
}

function noPathIn(networkInterface: Interface, from: Internet): string {
    if (isNowhere(networkInterface, from))
        return `nothing routes ${from.text} to ${networkInterface.name}: it is private, and not of its network`;
    return isPublic(networkInterface, from.family)
        ? `${networkInterface.name} has a public address, but ${networkInterface.subnet.vpc.name} has no internet gateway`
        : `${networkInterface.name} has no public address, and no load balancer that keeps the client's address leads to it`;
}

function pathsOf(graph: NetworkGraph, { from, to }: Question, precision: Precision): Path[] {
    if (from.kind === "interfaces" && to.kind === "interfaces") {
        return from.interfaces.flatMap((source) =>
            to.interfaces.flatMap((target) =>
                source === target && !isMany(source) ? [] : inside(graph, source, target, precision),
            ),
        );
    }
    if (from.kind === "internet" && to.kind === "interfaces") {
        return to.interfaces.flatMap((target) => inward(graph, target, from.cidrs, from.family, precision));
    }
    if (from.kind === "interfaces" && to.kind === "internet") {
        return from.interfaces.flatMap((source) => outward(source, to.cidrs, to.family, precision));
    }
    return [];
}

/** One interface of the model that stands for several: a group of hosts has others of its kind to talk to. */
export const isMany = ({ owner }: Interface): boolean => /^aws:(autoscaling|ecs|elasticache|rds)\//.test(owner.type);

function headers({ protocol, port, besides = [], within }: Question): HeaderSet {
    const numbers: Interval = protocol === undefined ? allProtocols : (protocolInterval(protocol) ?? allProtocols);
    const asPort: Interval =
        port === undefined ? allPorts : portInterval(numbers[0] === numbers[1] ? numbers : [6n, 6n], port, port);
    // A port without a protocol asks about those that have ports.
    const protocols: readonly Interval[] =
        port !== undefined && protocol === undefined
            ? [
                  [6n, 6n],
                  [17n, 17n],
              ]
            : [numbers];
    const families = [4, 6] as const;
    const asked = families.flatMap((family) =>
        protocols.map((interval) => box(family, { protocol: interval, port: asPort })),
    );
    const left = besides.flatMap((one) => families.map((family) => box(family, exactly(one))));
    const meant = subtract(asked, left);
    return within === undefined ? meant : intersect(meant, within);
}

function exactly({ protocol, port }: TransportPort): { readonly protocol: Interval; readonly port: Interval } {
    const number = protocolNumbers[protocol];
    return { protocol: [number, number], port: [BigInt(port), BigInt(port)] };
}
