import type { Interface } from "../graph/model";
import { type Precision, routedBy } from "./filters";
import type { Family } from "../../model/addresses";
import { crossing, type Hop } from "./session";

/** What lies between two interfaces, their security groups apart. */
export function subnetPath(from: Interface, to: Interface, family: Family, precision: Precision): Hop[] {
    const near = from.subnet.vpc === to.subnet.vpc;
    return [...(near ? [] : [peeringHop(from, to, family)]), ...crossing(from.subnet, to.subnet, precision)];
}

/** Two interfaces of one VPC, or of two that are peered. */
export const isNeighbour = (from: Interface, to: Interface): boolean =>
    from.subnet.vpc === to.subnet.vpc || from.subnet.vpc.peers.has(to.subnet.vpc.key);

export function peeringHop(from: Interface, to: Interface, family: Family): Hop {
    const { table } = from.subnet;
    const other = to.subnet.vpc;
    return {
        at: `route table ${table.name}, to ${other.name} by peering`,
        allows: routedBy(
            from.subnet,
            ({ target }) => target.kind === "peering" && target.vpcs.includes(other.key),
            family,
        ),
        fix: `add a route to the peering connection to ${table.name}`,
    };
}
