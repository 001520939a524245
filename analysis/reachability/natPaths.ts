import type { Interface } from "../graph/model";
import { nobody, type Precision, routedBy } from "./filters";
import { addressesIn, groupHop, internetHop, isAllOf } from "./ends";
import type { Interval } from "../../model/addresses";
import { allPorts, box, type HeaderSet, intersect, subtract } from "./headers";
import { subnetPath } from "./subnetPath";
import { clientPorts, crossing, entering, type Hop, leaving, type Path } from "./session";

export function natsOf(from: Interface): Interface[] {
    const nats = from.subnet.table.routes.flatMap(({ target }) => (target.kind === "nat" ? [target.nat] : []));
    return [...new Set(nats)];
}

function toNatHop(from: Interface, nat: Interface): Hop {
    const { table } = from.subnet;
    return {
        at: `route table ${table.name}, to ${nat.name}`,
        allows: routedBy(from.subnet, ({ target }) => target.kind === "nat" && target.nat === nat, 4),
        fix: `add a route to ${nat.name} to ${table.name}`,
    };
}

/** To a peered VPC: the other end sees the gateway's address. */
export function throughNatTo(from: Interface, to: Interface, nat: Interface, leave: Hop): Hop[] {
    const translated = (hop: Hop): Hop => ({
        ...hop,
        allows: relabelled(hop.allows, "source", nat, from, "may"),
        by: undefined,
        rules: undefined,
    });
    return [
        leave,
        ...crossing(from.subnet, nat.subnet, "may"),
        toNatHop(from, nat),
        ...subnetPath(nat, to, 4, "may").map(translated),
        translated(groupHop(to, "ingress", nobody, "may")),
    ];
}

/** NAT rewrites the source; both of its legs are asked, there and back (AWS: NAT gateway basics). It has no security group. */
export function throughNat(
    from: Interface,
    nat: Interface,
    leave: Hop,
    precision: Precision,
): Pick<Path, "name" | "forward" | "back" | "through"> {
    const publicAddress: Hop = {
        at: `public address of ${nat.name}`,
        allows: nat.publicIpv4 ? [box(4)] : [],
        fix: "give the NAT gateway an address",
    };
    const crosses = from.subnet !== nat.subnet;
    // The second leg is asked with the gateway's address in place of the host's.
    const translated = (hop: Hop, end: "source" | "destination"): Hop => ({
        ...hop,
        allows: relabelled(hop.allows, end, nat, from, precision),
        // The rule was asked about the gateway's address: the host's would find another.
        by: undefined,
    });
    return {
        name: `${from.name} -> ${nat.name} -> internet`,
        through: nat,
        forward: [
            leave,
            ...(crosses ? [leaving(from.subnet, precision)] : []),
            toNatHop(from, nat),
            ...(crosses ? [entering(nat.subnet, precision)] : []),
            translated(leaving(nat.subnet, precision), "source"),
            translated(internetHop(nat, 4), "source"),
            publicAddress,
        ],
        back: [
            translated(forEveryPort(entering(nat.subnet, precision), clientPorts.any), "destination"),
            ...crossing(nat.subnet, from.subnet, precision),
        ],
    };
}

/**
 * What a filter says of the translator's address, said of the host's. A translator that has any address of its subnet passes certainly
 * only what passes for all of them.
 */
function relabelled(
    allows: HeaderSet,
    end: "source" | "destination",
    translator: Interface,
    host: Interface,
    precision: Precision,
): HeaderSet {
    return addressesIn(translator, 4).flatMap((seen) =>
        intersect(allows, [box(4, { [end]: seen })])
            .filter((header) => precision === "may" || isAllOf(header[end], seen))
            .flatMap((header) => addressesIn(host, 4).map((meant) => ({ ...header, [end]: meant }))),
    );
}

/** The headers of which every port of a range passes, with the ports then left open: the translator picks one of the range. */
function forEveryPort(hop: Hop, range: Interval): Hop {
    const missing = subtract([box(4, { port: range })], hop.allows);
    const broken = missing.map((header) => ({ ...header, port: allPorts }));
    return { ...hop, allows: subtract([box(4)], broken) };
}
