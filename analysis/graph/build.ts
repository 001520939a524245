import { holds } from "../../model/addresses";
import { balancers } from "./balancers";
import { dnsFirewalls, gatewayEndpoints, interfaceEndpoints } from "./endpoints";
import { noteExclusive } from "./exclusive";
import { Groups } from "./groups";
import { hostIntentOf, networkIntentOf } from "./intent";
import { Interfaces } from "./interfaces";
import { Linker } from "./linker";
import type { Balancer, NetworkGraph, Part, Subnet } from "./model";
import { Notes } from "./notes";
import type { GraphResource } from "./resource";
import { noteForeignInterfaces, noteOnlyRead } from "./outside";
import { isHostRole, roleOf } from "./roles";
import { Subnets } from "./subnets";
import { noteUnmodelled } from "./unmodelled";
import { noteVague } from "./vague";

/** Builds the one typed model that policies, proof and `reach` ask, from resources of any source. */
export function buildGraph(resources: readonly GraphResource[]): NetworkGraph {
    const linker = new Linker(resources);
    const notes = new Notes();
    const subnets = new Subnets(linker, notes);
    const networks = resources
        .filter((resource) => roleOf(resource) === "network")
        .flatMap((resource) => {
            const intent = networkIntentOf(resource, notes);
            return intent ? [{ resource, intent }] : [];
        });
    for (const { resource, intent } of networks) subnets.addLookedUp(resource, intent);
    subnets.addDefault();
    const lookedUp = [...subnets.vpcs.values()].filter(({ key }) => linker.urn(key) === undefined);
    const groups = new Groups(linker, notes, lookedUp);
    const interfaces = new Interfaces(linker, subnets, groups, notes);
    subnets.tables.completeNatRoutes((nat) => interfaces.of(nat)[0]);
    noteOddRoutes([...subnets.subnets.values()], notes);
    const lookedUpIds = lookedUp.map(({ key }) => key);
    noteUnmodelled(linker, [...lookedUpIds, ...subnets.subnets.keys()], notes);
    noteForeignInterfaces(linker, notes);
    noteOnlyRead(linker, notes);
    noteVague(linker, notes);
    noteExclusive(linker, notes);
    const loadBalancers = balancers(linker, interfaces, notes);
    return {
        vpcs: [...subnets.vpcs.values()],
        subnets: [...subnets.subnets.values()],
        interfaces: interfaces.all(),
        balancers: loadBalancers,
        gatewayEndpoints: gatewayEndpoints(linker, subnets, notes),
        interfaceEndpoints: interfaceEndpoints(linker, interfaces, notes),
        dnsFirewalls: dnsFirewalls(linker, notes),
        parts: parts(linker, interfaces, loadBalancers, notes),
        networks,
        unknowns: notes.all(),
        assumptions: notes.assumptions(),
        resources,
        linker,
        account: networks[0]?.intent.account ?? accountOf(resources),
    };
}

/** Routes to things the model has no rules for, and routes that leave the local one aside. */
function noteOddRoutes(subnets: readonly Subnet[], notes: Notes): void {
    for (const { table, vpc, key } of subnets) {
        const destinations = table.routes.map(({ destination }) => destination);
        if (new Set(destinations).size < destinations.length)
            notes.unknown({ urn: key }, `${table.name} has two routes for one destination`, "write one");
        if (vpc.peers.size > 0 && table.routes.some(({ target }) => target.kind === "firewall"))
            notes.unknown({ urn: key }, "a firewall before a peering connection is not modelled", "route it apart");
        for (const { urn, destination, target } of table.routes) {
            if (target.kind === "unmodelled")
                notes.unknown(
                    { urn },
                    `leads to ${target.what}`,
                    "lead it to an internet gateway or a NAT gateway of the stack",
                );
            const inside = vpc.cidrs.some((cidr) => holds(cidr, destination));
            if (inside && target.kind !== "local" && target.kind !== "firewall")
                notes.unknown({ urn }, `takes ${destination} out of the VPC's local route`, "remove the route");
        }
    }
}

function parts(linker: Linker, interfaces: Interfaces, loadBalancers: readonly Balancer[], notes: Notes): Part[] {
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
                intent: hostIntentOf(resource, notes),
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
