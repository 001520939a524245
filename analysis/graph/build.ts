import { holds } from "../../model/addresses";
import { balancers } from "./balancers";
import { dnsFirewalls, gatewayEndpoints, interfaceEndpoints } from "./endpoints";
import { noteExclusive } from "./exclusive";
import { Groups } from "./groups";
import { hostIntentOf, networkIntentOf } from "./intent";
import { Interfaces } from "./interfaces";
import { Linker } from "./linker";
import type { Balancer, Gap, NetworkGraph, Part, Subnet } from "./model";
import { Gaps } from "./gaps";
import type { GraphResource } from "./resource";
import { noteExternalInterfaces, noteOnlyRead } from "./outside";
import { isHostRole, roleOf } from "./roles";
import { Subnets } from "./subnets";
import { noteUnmodelled } from "./unmodelled";
import { noteAmbiguous } from "./ambiguous";

/**
 * Builds the one typed model that policies, proof and `reach` ask, from resources of any source. `doubts` are what else is known to
 * be unknown: nothing is proved while there are any.
 */
export function buildGraph(resources: readonly GraphResource[], doubts: readonly Gap[] = []): NetworkGraph {
    const linker = new Linker(resources);
    const gaps = new Gaps();
    for (const { urn, what, fix } of doubts) gaps.add({ urn }, what, fix);
    const subnets = new Subnets(linker, gaps);
    const networks = resources
        .filter((resource) => roleOf(resource) === "network")
        .flatMap((resource) => {
            const intent = networkIntentOf(resource, gaps);
            return intent ? [{ resource, intent }] : [];
        });
    for (const { resource, intent } of networks) subnets.addLookedUp(resource, intent);
    subnets.addDefault();
    const lookedUp = [...subnets.vpcs.values()].filter(({ key }) => linker.urn(key) === undefined);
    const groups = new Groups(linker, gaps, lookedUp);
    const interfaces = new Interfaces(linker, subnets, groups, gaps);
    subnets.tables.completeNatRoutes((nat) => interfaces.of(nat)[0]);
    noteOddRoutes([...subnets.subnets.values()], gaps);
    const lookedUpIds = lookedUp.map(({ key }) => key);
    noteUnmodelled(linker, [...lookedUpIds, ...subnets.subnets.keys()], gaps);
    noteExternalInterfaces(linker, gaps);
    noteOnlyRead(linker, gaps);
    noteAmbiguous(linker, gaps);
    noteExclusive(linker, gaps);
    const loadBalancers = balancers(linker, interfaces, gaps);
    return {
        vpcs: [...subnets.vpcs.values()],
        subnets: [...subnets.subnets.values()],
        interfaces: interfaces.all(),
        balancers: loadBalancers,
        gatewayEndpoints: gatewayEndpoints(linker, subnets, gaps),
        interfaceEndpoints: interfaceEndpoints(linker, interfaces, gaps),
        dnsFirewalls: dnsFirewalls(linker, gaps),
        parts: parts(linker, interfaces, loadBalancers, gaps),
        networks,
        gaps: gaps.all(),
        assumptions: gaps.assumptions(),
        resources,
        linker,
        account: networks[0]?.intent.account ?? accountOf(resources),
    };
}

/** Routes to things the model has no rules for, and routes that leave the local one aside. */
function noteOddRoutes(subnets: readonly Subnet[], gaps: Gaps): void {
    for (const { table, vpc, key } of subnets) {
        const destinations = table.routes.map(({ destination }) => destination);
        if (new Set(destinations).size < destinations.length)
            gaps.add({ urn: key }, `${table.name} has two routes for one destination`, "write one");
        if (vpc.peers.size > 0 && table.routes.some(({ target }) => target.kind === "firewall"))
            gaps.add({ urn: key }, "a firewall before a peering connection is not modelled", "route it apart");
        for (const { urn, destination, target } of table.routes) {
            if (target.kind === "unmodelled")
                gaps.add(
                    { urn },
                    `leads to ${target.what}`,
                    "lead it to an internet gateway or a NAT gateway of the stack",
                );
            const inside = vpc.cidrs.some((cidr) => holds(cidr, destination));
            if (inside && target.kind !== "local" && target.kind !== "firewall")
                gaps.add({ urn }, `takes ${destination} out of the VPC's local route`, "remove the route");
        }
    }
}

function parts(linker: Linker, interfaces: Interfaces, loadBalancers: readonly Balancer[], gaps: Gaps): Part[] {
    return linker.resources
        .flatMap((resource) => {
            const role = roleOf(resource);
            return isHostRole(role) ? [{ resource, role }] : [];
        })
        .map(({ resource, role }) => {
            const below = (owner: GraphResource) => linker.ancestors(owner).includes(resource);
            return {
                role,
                resource,
                intent: hostIntentOf(resource, gaps),
                interfaces: interfaces.all().filter(({ owner, kind }) => kind === "instance" && below(owner)),
                balancers: loadBalancers.filter((balancer) => below(balancer.resource)),
            };
        });
}

function accountOf(resources: readonly GraphResource[]): string | undefined {
    const counts = new Map<string, number>();
    // What was only read may be of another account.
    for (const { outputs } of resources.filter(({ external }) => !external)) {
        const [, account] = /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12}):/.exec(String(outputs.arn ?? "")) ?? [];
        if (account) counts.set(account, (counts.get(account) ?? 0) + 1);
    }
    return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
