import type { Linker } from "./linker";
import type { Interface, Route, RouteTable, RouteTarget } from "./model";
import type { Notes } from "./notes";
import type { GraphResource } from "./resource";
import { prefixLists } from "./prefixLists";
import { flag, isUnknown, list, object, text, texts } from "./values";
import { subnetTypes, tableTypes, vpcTypes } from "./types";

const peeringType = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection";
const gatewayTypes = ["aws:ec2/internetGateway:InternetGateway"] as const;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Route tables with their routes in both forms, and which table each subnet has. */
export class Tables {
    /** By URN, so that gateway endpoints can name them. */
    readonly byUrn = new Map<string, RouteTable & { routes: Route[] }>();
    private readonly natRoutes: { readonly route: Mutable<Route>; readonly nat: GraphResource }[] = [];

    constructor(
        private readonly linker: Linker,
        private readonly notes: Notes,
    ) {
        for (const table of linker.ofType(...tableTypes)) {
            this.byUrn.set(table.urn, { name: table.name, routes: this.inlineRoutes(table) });
        }
        for (const route of linker.ofType("aws:ec2/route:Route")) this.standaloneRoute(route);
    }

    /** Routes to NAT gateways can be completed only when their interfaces exist. */
    completeNatRoutes(interfaceOf: (nat: GraphResource) => Interface | undefined): void {
        for (const { route, nat } of this.natRoutes) {
            const found = interfaceOf(nat);
            route.target = found
                ? { kind: "nat", nat: found }
                : { kind: "unmodelled", what: `NAT gateway ${nat.name} without a known subnet` };
        }
    }

    of(subnet: GraphResource, vpc: GraphResource): RouteTable {
        const associations = this.linker
            .ofType("aws:ec2/routeTableAssociation:RouteTableAssociation")
            .filter((association) => this.linker.names(association, "subnetId", subnet, ...subnetTypes))
            .flatMap((association) => this.linker.link(association, "routeTableId", ...tableTypes).targets);
        if (new Set(associations).size > 1) this.notes.unknown(subnet, "has two route tables", "associate one");
        const explicit = associations[0] && this.byUrn.get(associations[0].urn);
        return explicit ?? this.mainTable(vpc);
    }

    private mainTable(vpc: GraphResource): RouteTable {
        const main = this.linker
            .ofType("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation")
            .filter((association) => this.linker.names(association, "vpcId", vpc, ...vpcTypes))
            .flatMap((association) => this.linker.link(association, "routeTableId", ...tableTypes).targets)[0];
        const adopted = this.linker.ofType("aws:ec2/defaultRouteTable:DefaultRouteTable").find((table) => {
            const id = text(table.props.defaultRouteTableId);
            const named =
                id !== undefined && [vpc.outputs.defaultRouteTableId, vpc.outputs.mainRouteTableId].includes(id);
            return named || this.linker.dependsOn(table, "defaultRouteTableId", vpc);
        });
        const found = main ?? adopted;
        return (found && this.byUrn.get(found.urn)) ?? { name: `main route table of ${vpc.name}`, routes: [] };
    }

    private inlineRoutes(table: GraphResource): Route[] {
        if (isUnknown(table, "routes")) this.notes.unknown(table, "its routes are not known", "use standalone routes");
        const made = table.propertyDependencies.routes ?? [];
        return list(table.props.routes)
            .map(object)
            .flatMap((route) => {
                // A route's own references count as those of the whole list.
                const propertyDependencies = Object.fromEntries(Object.keys(route).map((property) => [property, made]));
                const holder = { ...table, props: route, propertyDependencies };
                return this.routes(holder, ["cidrBlock", "ipv6CidrBlock", "destinationPrefixListId"]);
            });
    }

    private standaloneRoute(resource: GraphResource): void {
        const routes = this.routes(resource, [
            "destinationCidrBlock",
            "destinationIpv6CidrBlock",
            "destinationPrefixListId",
        ]);
        const { targets, exact, foreign } = this.linker.link(resource, "routeTableId", ...tableTypes, ...vpcTypes);
        if (!exact)
            this.notes.unknown(resource, `belongs to one of ${targets.length} route tables`, "pass the table's id");
        for (const target of targets) this.byUrn.get(target.urn)?.routes.push(...routes);
        if (foreign !== undefined || targets.some(({ type }) => !(tableTypes as readonly string[]).includes(type))) {
            this.notes.unknown(
                resource,
                "adds a route to a table that the stack does not have",
                "adopt the table with ec2.DefaultRouteTable",
            );
        }
    }

    /** One route a block: a customer's prefix list is as many. */
    private routes(resource: GraphResource, [v4, v6, prefixList]: readonly string[]): Route[] {
        const { props } = resource;
        const lists = prefixLists(this.linker, resource, prefixList);
        const blocks = [...texts(props[v4]), ...texts(props[v6]), ...lists.flatMap(({ cidrs }) => cidrs ?? [])];
        if (lists.some(({ cidrs }) => cidrs === undefined) || (blocks.length === 0 && lists.length === 0)) {
            this.notes.unknown(resource, "a route's destination is not known", "write it as a plain block");
        }
        return blocks.map((destination) => {
            const route: Mutable<Route> = { urn: resource.urn, destination, target: this.target(resource) };
            const nat = this.linker.link(resource, "natGatewayId", "aws:ec2/natGateway:NatGateway");
            if (nat.targets.length > 0) this.natRoutes.push({ route, nat: nat.targets[0] });
            if (!nat.exact)
                this.notes.unknown(
                    resource,
                    `leads to one of ${nat.targets.length} NAT gateways`,
                    "pass the gateway's id",
                );
            return route;
        });
    }

    private target(resource: GraphResource): RouteTarget {
        const { props } = resource;
        const properties = new Set([
            ...Object.keys(props),
            ...Object.keys(resource.propertyDependencies),
            ...resource.unknown,
        ]);
        const named = [...properties].filter(
            (property) =>
                /(Id|Arn)$/.test(property) &&
                !/^(routeTableId|destinationPrefixListId|vpcId|ownerId)$/.test(property) &&
                (text(props[property]) !== undefined || isUnknown(resource, property)),
        );
        if (named.length === 0) return { kind: "blackhole" };
        switch (named[0]) {
            case "natGatewayId":
                return { kind: "unmodelled", what: "a NAT gateway outside the stack" };
            case "gatewayId":
                return this.gateway(resource);
            case "egressOnlyGatewayId":
                return { kind: "egress-only" };
            case "vpcPeeringConnectionId":
                return this.peering(resource);
            default:
                return { kind: "unmodelled", what: `${named[0]} ${text(props[named[0]]) ?? "(not known yet)"}` };
        }
    }

    private gateway(resource: GraphResource): RouteTarget {
        const { targets, foreign } = this.linker.link(resource, "gatewayId", ...gatewayTypes);
        if (targets.length > 0) return { kind: "internet-gateway" };
        if (foreign === "local") return { kind: "local" };
        return { kind: "unmodelled", what: `gateway ${foreign ?? "(not known yet)"}, which is not of the stack` };
    }

    private peering(resource: GraphResource): RouteTarget {
        const { targets, exact } = this.linker.link(resource, "vpcPeeringConnectionId", peeringType);
        const ends = targets.flatMap((connection) => [
            this.linker.link(connection, "vpcId", ...vpcTypes),
            this.linker.link(connection, "peerVpcId", ...vpcTypes),
        ]);
        for (const connection of targets.filter((one) => !this.isAccepted(one)))
            this.notes.unknown(
                connection,
                "nobody in the stack accepts the peering",
                "set autoAccept, or add an accepter",
            );
        const vpcs = ends.flatMap((end) => (end.exact ? end.targets.map(({ urn }) => urn) : []));
        return exact && vpcs.length === 2
            ? { kind: "peering", vpcs }
            : { kind: "unmodelled", what: "a peering connection whose two VPCs are not both of the stack" };
    }

    private isAccepted(connection: GraphResource): boolean {
        const accepters = this.linker.ofType("aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter");
        return (
            flag(connection.props.autoAccept) === true ||
            accepters.some((own) => this.linker.names(own, "vpcPeeringConnectionId", connection, peeringType))
        );
    }
}
