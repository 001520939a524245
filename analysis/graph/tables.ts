import type { Linker } from "./linker";
import type { Interface, Route, RouteTable, RouteTarget } from "./model";
import type { Notes } from "./notes";
import type { GraphResource } from "./resource";
import { isUnknown, list, object, text } from "./values";
import { subnetTypes, tableTypes, vpcTypes } from "./types";

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
            const id = table.props.defaultRouteTableId;
            return id === undefined
                ? this.linker.dependsOn(table, "defaultRouteTableId", vpc)
                : id === vpc.outputs.defaultRouteTableId || id === vpc.outputs.mainRouteTableId;
        });
        const found = main ?? adopted;
        return (found && this.byUrn.get(found.urn)) ?? { name: `main route table of ${vpc.name}`, routes: [] };
    }

    private inlineRoutes(table: GraphResource): Route[] {
        if (isUnknown(table, "routes")) this.notes.unknown(table, "its routes are not known", "use standalone routes");
        return list(table.props.routes).map((route) =>
            this.route(table, object(route), ["cidrBlock", "ipv6CidrBlock", "destinationPrefixListId"]),
        );
    }

    private standaloneRoute(resource: GraphResource): void {
        const route = this.route(resource, resource.props, [
            "destinationCidrBlock",
            "destinationIpv6CidrBlock",
            "destinationPrefixListId",
        ]);
        const { targets, exact, foreign } = this.linker.link(resource, "routeTableId", ...tableTypes, ...vpcTypes);
        if (!exact)
            this.notes.unknown(resource, `belongs to one of ${targets.length} route tables`, "pass the table's id");
        for (const target of targets) this.byUrn.get(target.urn)?.routes.push(route);
        const main = this.linker
            .ofType(...vpcTypes)
            .find(
                ({ outputs }) =>
                    foreign !== undefined && [outputs.mainRouteTableId, outputs.defaultRouteTableId].includes(foreign),
            );
        if (main || targets.some(({ type }) => (vpcTypes as readonly string[]).includes(type))) {
            this.notes.unknown(
                resource,
                "adds a route to a main table that the stack does not adopt",
                "adopt the table with ec2.DefaultRouteTable",
            );
        }
    }

    private route(
        resource: GraphResource,
        props: Readonly<Record<string, unknown>>,
        destinations: readonly string[],
    ): Route {
        const destination = destinations.flatMap((property) => text(props[property]) ?? [])[0];
        if (destination === undefined)
            this.notes.unknown(resource, "a route's destination is not known", "write it as a plain value");
        const route: Mutable<Route> = {
            urn: resource.urn,
            destination: destination ?? "0.0.0.0/0",
            target: this.target(resource, props),
        };
        const inline = resource.type.includes("outeTable:");
        const nat = this.linker.link(
            inline ? { ...resource, props } : resource,
            "natGatewayId",
            "aws:ec2/natGateway:NatGateway",
        );
        if (nat.targets.length > 0) this.natRoutes.push({ route, nat: nat.targets[0] });
        if (!nat.exact)
            this.notes.unknown(resource, `leads to one of ${nat.targets.length} NAT gateways`, "pass the gateway's id");
        return route;
    }

    private target(resource: GraphResource, props: Readonly<Record<string, unknown>>): RouteTarget {
        const named = (property: string) =>
            (props[property] !== undefined && props[property] !== "") || isUnknown(resource, property);
        if (named("natGatewayId")) return { kind: "unmodelled", what: "a NAT gateway outside the stack" };
        if (named("gatewayId")) {
            const id = text(props.gatewayId);
            const own = this.linker.link({ ...resource, props }, "gatewayId", ...gatewayTypes).targets.length > 0;
            if (own || id?.startsWith("igw-")) return { kind: "internet-gateway" };
            return id === "local"
                ? { kind: "blackhole" }
                : { kind: "unmodelled", what: `gateway ${id ?? "that is not known"}` };
        }
        const others = Object.keys(props).filter(
            (key) => /Id$|Arn$/.test(key) && !/^(routeTableId|destinationPrefixListId)$/.test(key) && text(props[key]),
        );
        return others.length > 0
            ? { kind: "unmodelled", what: `${others[0]} ${props[others[0]]}` }
            : { kind: "blackhole" };
    }
}
