import type { Family } from "../../model/addresses";
import type { GatewayEndpoint, GroupRule, Interface, NetworkGraph } from "../graph/model";
import type { GraphResource } from "../graph/resource";
import { once } from "./answer";
import { blocksOf, type Name, namesIn } from "./blocks";
import { classesOf, grouped } from "./classes";
import { groupHop, takesConnections } from "./ends";
import { nobody } from "./filters";
import { type Found, foundOn, type Paths } from "./found";
import { internetSeenFrom } from "./internet";
import { matrixOf } from "./matrix";
import { isMany } from "./reach";
import { opened, portsOnly, type Sector, sectorsOf } from "./sectors";
import { httpsAnywhere, throughAnyGateway } from "./services";
import type { Path } from "./session";
import { inside, inward, outward } from "./paths";

/** One end of a connection: a resource with addresses in the network, or something outside it. */
export type Party =
    | { readonly kind: "member"; readonly resource: GraphResource }
    | { readonly kind: "outside"; readonly block: string }
    | { readonly kind: "gateway"; readonly endpoint: GatewayEndpoint };

/** What one party may open towards another. */
export interface Connection {
    readonly from: Party;
    readonly to: Party;
    readonly through: Path["through"];
    readonly sector: Sector;
    /** True: whole sessions work. False: packets may arrive, and `doubt` says what that depends on. */
    readonly certain: boolean;
    readonly doubt: string;
    /** The rules of security groups that let it through. */
    readonly rules: readonly GroupRule[];
}

/**
 * Every connection that a network lets through, as far as the model knows it: between all pairs that the matrix does not prove apart, and
 * with the internet in both directions. While the graph has unknowns there may be more. NAT gateways are on the way of others: they open
 * nothing and take nothing, and functions take nothing. DNS, the metadata service and time nothing filters: they are no connections here.
 */
export function connectionsOf(graph: NetworkGraph): readonly Connection[] {
    const known = found.get(graph) ?? allOf(graph);
    found.set(graph, known);
    return known;
}

/** Table and picture ask for the same: it is worked out once. */
const found = new WeakMap<NetworkGraph, readonly Connection[]>();

function allOf(graph: NetworkGraph): Connection[] {
    const members = grouped(graph.interfaces, ({ owner }) => owner.urn).map((interfaces): Member => ({
        party: { kind: "member", resource: interfaces[0].owner },
        interfaces,
        opens: interfaces.filter(({ kind }) => kind !== "nat"),
    }));
    const mayMeet = pairsOf(graph);
    const known = namesIn(graph);
    return members.flatMap((one) => [
        ...members.flatMap((other) => between(graph, one, other, mayMeet)),
        ...([4, 6] as const).flatMap((family) => [
            ...fromInternet(graph, one, family, known),
            ...toInternet(one, family, known),
        ]),
        ...graph.gatewayEndpoints.flatMap((endpoint) => toGateway(graph, one, endpoint)),
    ]);
}

/** Everything that one resource has in the network, and what of it opens connections. */
interface Member {
    readonly party: Party;
    readonly interfaces: readonly Interface[];
    readonly opens: readonly Interface[];
}

type MayMeet = (from: Interface, to: Interface) => boolean;

/** Whether the matrix leaves it open that packets of one interface arrive at another. */
function pairsOf(graph: NetworkGraph): MayMeet {
    const classes = classesOf(graph);
    const matrix = matrixOf(graph, classes);
    const classOf = new Map(
        classes.flatMap(({ members }, i) => members.map((networkInterface) => [networkInterface, i] as const)),
    );
    return (from, to) => from === to || matrix.found(classOf.get(from)!, classOf.get(to)!) !== "unreachable";
}

/** Where an end may be: a resource that is spread over subnets is in one or some of them. */
function placements(interfaces: readonly Interface[]): Interface[][] {
    if (!interfaces.some(({ spread }) => spread)) return interfaces.length === 0 ? [] : [[...interfaces]];
    return grouped(interfaces, ({ subnet }) => subnet.key);
}

function between(graph: NetworkGraph, from: Member, to: Member, mayMeet: MayMeet): Connection[] {
    // What a resource sends to itself does not cross the network, unless it stands for several.
    const meets: MayMeet = (source, target) =>
        (source.owner !== target.owner || (source === target && isMany(source))) && mayMeet(source, target);
    const paths = placements(from.opens).flatMap((sources) =>
        placements(to.interfaces.filter(takesConnections)).map((targets): Paths => {
            const pairs = sources.flatMap((source) =>
                targets.filter((target) => meets(source, target)).map((target) => [source, target] as const),
            );
            return (precision) => pairs.flatMap(([source, target]) => inside(graph, source, target, precision));
        }),
    );
    if (paths.length === 0) return [];
    return foundOn(paths, portsOnly, undefined).map(({ rules, ...found }) => {
        return { ...found, from: from.party, to: to.party, rules: rules(found.sector) };
    });
}

function fromInternet(graph: NetworkGraph, to: Member, family: Family, known: readonly Name[]): Connection[] {
    const paths = placements(to.interfaces).map(
        (interfaces): Paths =>
            (precision) =>
                interfaces.flatMap((networkInterface) => inward(graph, networkInterface, undefined, family, precision)),
    );
    const found = foundOn(paths, (set) => opened(set, "destination"), "source");
    return found.flatMap((one) =>
        named(one, to, family, known).map(({ block, ...more }) => ({ ...one, ...more, from: block, to: to.party })),
    );
}

function toInternet(from: Member, family: Family, known: readonly Name[]): Connection[] {
    const paths = placements(from.opens).map(
        (interfaces): Paths =>
            (precision) =>
                interfaces.flatMap((networkInterface) => outward(networkInterface, undefined, family, precision)),
    );
    const found = foundOn(paths, (set) => opened(set, "source"), "destination");
    return found.flatMap((one) =>
        named(one, from, family, known).map(({ block, ...more }) => ({ ...one, ...more, from: from.party, to: block })),
    );
}

/** What is found with the internet, told by the blocks that rules call it. */
function named({ sector, rules }: Found, inner: Member, family: Family, known: readonly Name[]) {
    const internet = internetSeenFrom(inner.interfaces[0].subnet, undefined, family);
    return blocksOf(sector.addresses, internet, known, family).map(({ text, addresses }) => {
        const part: Sector = { ...sector, addresses };
        return { block: { kind: "outside", block: text } as const, sector: part, rules: rules(part) };
    });
}

function toGateway(graph: NetworkGraph, from: Member, endpoint: GatewayEndpoint): Connection[] {
    const found = from.opens.map((networkInterface) => throughAnyGateway(graph, networkInterface, endpoint));
    const open = found.filter(({ verdict }) => verdict !== "unreachable");
    if (open.length === 0) return [];
    const rules = from.opens.flatMap((networkInterface) =>
        groupHop(networkInterface, "egress", nobody, "may").rules!(httpsAnywhere),
    );
    const certain = open.some(({ verdict }) => verdict === "reachable");
    return sectorsOf(portsOnly(httpsAnywhere), undefined).map((sector) => ({
        from: from.party,
        to: { kind: "gateway", endpoint },
        through: undefined,
        sector,
        certain,
        doubt: certain ? "" : once(open.flatMap(({ why }) => why)).join("; "),
        rules: once(rules),
    }));
}
