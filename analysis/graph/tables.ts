import { cidrFamily } from "../../model/addresses";
import type { Linker } from "./linker";
import type { Interface, Route, RouteTable, RouteTarget } from "./model";
import type { Gaps } from "./gaps";
import type { GraphResource } from "./resource";
import { prefixLists } from "./prefixLists";
import { flag, isUnknown, itemsOf, lacksItems, list, text, texts } from "./values";
import { subnetTypes, tableTypes, vpcTypes } from "./types";

const peeringType = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection";
const gatewayTypes = ["aws:ec2/internetGateway:InternetGateway"] as const;

const adoptedType = "aws:ec2/defaultRouteTable:DefaultRouteTable";

/** Whether a VPC says that the table which was made with it has this id. */
const hasTable = ({ outputs }: GraphResource, id: string | undefined) =>
    id !== undefined && [outputs.defaultRouteTableId, outputs.mainRouteTableId].includes(id);

/** AWS says a firewall's endpoints in its status, one a zone. */
const hasEndpoint = ({ outputs }: GraphResource, id: string) =>
    JSON.stringify(outputs.firewallStatuses ?? "").includes(JSON.stringify(id));

const unadopted = (vpc: GraphResource) => `main route table of ${vpc.name}`;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

type TableDraft = RouteTable & { readonly routes: Route[] };

const associationType = "aws:ec2/routeTableAssociation:RouteTableAssociation";

/** Route tables with their routes in both forms, and which table each subnet has. */
export class Tables {
    /** By URN. A VPC's URN stands for the table that AWS makes with it. */
    private readonly byUrn = new Map<string, TableDraft>();
    private readonly natRoutes: { readonly route: Mutable<Route>; readonly nat: GraphResource }[] = [];

    constructor(
        private readonly linker: Linker,
        private readonly gaps: Gaps,
    ) {
        for (const table of linker.ofType(...tableTypes)) {
            this.byUrn.set(table.urn, { name: table.name, routes: this.inlineRoutes(table) });
            if (list(table.props.propagatingVgws).length > 0 || isUnknown(table, "propagatingVgws"))
                gaps.add(table, "takes routes from a VPN gateway", "write the routes");
        }
        for (const vpc of linker.ofType(...vpcTypes)) this.byUrn.set(vpc.urn, this.tableOf(vpc));
        this.noteAdoptedElsewhere();
        for (const route of linker.ofType("aws:ec2/route:Route")) this.standaloneRoute(route);
        for (const edge of linker.ofType(associationType).filter(({ props }) => props.gatewayId !== undefined))
            gaps.add(edge, "routes what comes in by a gateway", "associate route tables with subnets only");
    }

    /** Tables that a property names; a VPC, or the id that a VPC says its table has, stands for that table. */
    named(resource: GraphResource, property: string): TableDraft[] {
        return this.linker
            .links(resource, property, ...tableTypes, ...vpcTypes)
            .flatMap(({ targets, exact, external }) => {
                if (!exact)
                    this.gaps.add(
                        resource,
                        `${property} may be one of ${targets.length} route tables`,
                        "pass the table's id",
                    );
                const vpc = this.linker.ofType(...vpcTypes).find((resource) => hasTable(resource, external));
                if (external !== undefined && !vpc)
                    this.gaps.add(
                        resource,
                        `${property} names ${external}, a table that the stack does not have`,
                        "bring the table into the stack, or adopt it with ec2.DefaultRouteTable",
                    );
                return [...targets, ...(vpc ? [vpc] : [])].flatMap(({ urn }) => this.byUrn.get(urn) ?? []);
            });
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

    /** Undefined: the subnet has the main table of a default VPC that no resource stands for. */
    of(subnet: GraphResource, vpc: GraphResource | undefined): RouteTable | undefined {
        const tables = this.linker
            .ofType(associationType)
            .filter((association) => this.linker.names(association, "subnetId", subnet, ...subnetTypes))
            .flatMap((association) => this.named(association, "routeTableId"));
        if (new Set(tables).size > 1) this.gaps.add(subnet, "has two route tables", "associate one");
        if (tables.length === 0 && subnet.external)
            this.gaps.add(
                subnet,
                "was only read: which route table it has does not show",
                "associate a table in the stack, or bring the subnet into it",
            );
        return tables[0] ?? (vpc && this.mainTable(vpc));
    }

    mainTable(vpc: GraphResource): RouteTable {
        const [main] = this.linker
            .ofType("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation")
            .filter((association) => this.linker.names(association, "vpcId", vpc, ...vpcTypes))
            .flatMap((association) => this.named(association, "routeTableId"));
        const made = this.byUrn.get(vpc.urn)!;
        if (!main && made.name === unadopted(vpc) && vpc.external)
            this.gaps.add(
                vpc,
                "was only read: what its main route table leads to does not show",
                "associate a table of the stack with every subnet",
            );
        return main ?? made;
    }

    /** The table that AWS made with a VPC: adopted, or with the local route alone. */
    private tableOf(vpc: GraphResource): TableDraft {
        const adopted = this.linker.ofType(adoptedType).find((table) => this.isAdopted(table, vpc));
        const internet = { urn: vpc.urn, destination: "0.0.0.0/0", target: { kind: "internet-gateway" } } as const;
        const routes = vpc.type === "aws:ec2/defaultVpc:DefaultVpc" ? [internet] : [];
        return (adopted && this.byUrn.get(adopted.urn)) ?? { name: unadopted(vpc), routes };
    }

    private isAdopted(table: GraphResource, vpc: GraphResource): boolean {
        return (
            hasTable(vpc, text(table.props.defaultRouteTableId)) ||
            this.linker.dependsOn(table, "defaultRouteTableId", vpc) ||
            (vpc.id !== "" && table.outputs.vpcId === vpc.id)
        );
    }

    private noteAdoptedElsewhere(): void {
        const vpcs = this.linker.ofType(...vpcTypes);
        for (const table of this.linker.ofType(adoptedType)) {
            if (!vpcs.some((vpc) => this.isAdopted(table, vpc)))
                this.gaps.add(table, "whose VPC's table it is, is not known", "pass the VPC's defaultRouteTableId");
        }
    }

    private inlineRoutes(table: GraphResource): Route[] {
        if (lacksItems(table, "routes")) this.gaps.add(table, "its routes are not known", "use standalone routes");
        return itemsOf(table, "routes").flatMap((route) =>
            this.routes(route, ["cidrBlock", "ipv6CidrBlock", "destinationPrefixListId"]),
        );
    }

    private standaloneRoute(resource: GraphResource): void {
        const routes = this.routes(resource, [
            "destinationCidrBlock",
            "destinationIpv6CidrBlock",
            "destinationPrefixListId",
        ]);
        for (const table of this.named(resource, "routeTableId")) table.routes.push(...routes);
    }

    /** One route a block: a customer's prefix list is as many. */
    private routes(resource: GraphResource, [v4, v6, prefixList]: readonly string[]): Route[] {
        const { props } = resource;
        const lists = prefixLists(this.linker, resource, prefixList);
        const blocks = [...texts(props[v4]), ...texts(props[v6]), ...lists.flatMap(({ cidrs }) => cidrs ?? [])];
        if (lists.some(({ cidrs }) => cidrs === undefined) || (blocks.length === 0 && lists.length === 0)) {
            this.gaps.add(resource, "a route's destination is not known", "write it as a plain block");
        }
        return blocks.map((destination) => {
            const route: Mutable<Route> = { urn: resource.urn, destination, target: this.target(resource) };
            const nat = this.linker.link(resource, "natGatewayId", "aws:ec2/natGateway:NatGateway");
            if (nat.targets.length > 0 && cidrFamily(destination) === 6)
                this.gaps.add(resource, "leads IPv6 to a NAT gateway (NAT64)", "lead it to an egress-only gateway");
            if (nat.targets.length > 0) this.natRoutes.push({ route, nat: nat.targets[0] });
            if (!nat.exact)
                this.gaps.add(resource, `leads to one of ${nat.targets.length} NAT gateways`, "pass the gateway's id");
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
            case "vpcEndpointId":
                return this.firewall(resource);
            case "vpcPeeringConnectionId":
                return this.peering(resource);
            default:
                return { kind: "unmodelled", what: `${named[0]} ${text(props[named[0]]) ?? "(not known yet)"}` };
        }
    }

    private gateway(resource: GraphResource): RouteTarget {
        const { targets, external } = this.linker.link(resource, "gatewayId", ...gatewayTypes);
        if (targets.length > 0) return { kind: "internet-gateway" };
        if (external === "local") return { kind: "local" };
        return { kind: "unmodelled", what: `gateway ${external ?? "(not known yet)"}, which is not of the stack` };
    }

    private firewall(resource: GraphResource): RouteTarget {
        const id = text(resource.props.vpcEndpointId);
        const firewall = this.linker
            .ofType("aws:networkfirewall/firewall:Firewall")
            .find((candidate) =>
                id === undefined
                    ? this.linker.dependsOn(resource, "vpcEndpointId", candidate)
                    : hasEndpoint(candidate, id),
            );
        return firewall
            ? { kind: "firewall", name: firewall.name }
            : { kind: "unmodelled", what: `endpoint ${id ?? "(not known yet)"}, of no firewall of the stack` };
    }

    private peering(resource: GraphResource): RouteTarget {
        const { targets, exact } = this.linker.link(resource, "vpcPeeringConnectionId", peeringType);
        const ends = targets.flatMap((connection) => [
            this.linker.link(connection, "vpcId", ...vpcTypes),
            this.linker.link(connection, "peerVpcId", ...vpcTypes),
        ]);
        for (const connection of targets.filter((one) => !this.isAccepted(one)))
            this.gaps.add(connection, "nobody in the stack accepts the peering", "set autoAccept, or add an accepter");
        const vpcs = ends.flatMap((end) => (end.exact ? end.targets.map(({ urn }) => urn) : []));
        return exact && vpcs.length === 2
            ? { kind: "peering", vpcs }
            : { kind: "unmodelled", what: "a peering connection whose two VPCs are not both of the stack" };
    }

    private isAccepted(connection: GraphResource): boolean {
        const accepters = this.linker
            .ofType("aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter")
            .filter((resource) => this.linker.names(resource, "vpcPeeringConnectionId", connection, peeringType));
        return (
            connection.outputs.acceptStatus === "active" ||
            [connection, ...accepters].some(({ props }) => flag(props.autoAccept))
        );
    }
}
