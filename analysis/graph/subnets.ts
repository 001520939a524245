import type { NetworkIntent } from "../../model/intent";
import type { Linker } from "./linker";
import type { Acl, AclEntry, Interface, Route, RouteTable, RouteTarget, Subnet, Vpc } from "./model";
import type { Notes } from "./notes";
import type { GraphResource } from "./resource";
import { flag, integer, isUnknown, list, object, text, texts } from "./values";

/** VPCs, and their subnets with the ACL and the route table that each really has. */

const vpcTypes = ["aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc"] as const;
const subnetTypes = ["aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet"] as const;
const aclTypes = ["aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"] as const;
const tableTypes = ["aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable"] as const;
const gatewayTypes = ["aws:ec2/internetGateway:InternetGateway"] as const;

/** AWS's own ACL, where nobody adopted it: everything, both ways, both families. */
const openAcl: Acl = (() => {
    const entries = ["0.0.0.0/0", "::/0"].map((cidr, i): AclEntry => {
        return {
            urn: "",
            number: 100 + i,
            allow: true,
            protocol: "-1",
            from: undefined,
            to: undefined,
            cidr,
            partial: false,
        };
    });
    return { name: "default ACL, which allows everything", ingress: entries, egress: entries };
})();

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type SubnetDraft = Mutable<Subnet>;

export class Subnets {
    readonly vpcs = new Map<string, Vpc>();
    readonly subnets = new Map<string, SubnetDraft>();
    /** Route tables by URN, so that gateway endpoints can name them. */
    readonly tables = new Map<string, RouteTable & { routes: Route[] }>();
    private readonly natRoutes: { readonly route: Mutable<Route>; readonly nat: GraphResource }[] = [];

    constructor(
        private readonly linker: Linker,
        private readonly notes: Notes,
    ) {
        for (const vpc of linker.ofType(...vpcTypes)) this.vpcs.set(vpc.urn, this.vpc(vpc));
        const acls = new Map(linker.ofType(...aclTypes).map((acl) => [acl.urn, this.acl(acl)]));
        for (const table of linker.ofType(...tableTypes))
            this.tables.set(table.urn, { name: table.name, routes: this.inlineRoutes(table) });
        for (const route of linker.ofType("aws:ec2/route:Route")) this.standaloneRoute(route);
        for (const subnet of linker.ofType(...subnetTypes)) this.subnet(subnet, acls);
    }

    /** The default VPC, which only the component that looked it up can see. */
    addLookedUp(resource: GraphResource, { lookedUp }: NetworkIntent): void {
        if (!lookedUp) return;
        const internet = lookedUp.routes.some(({ target }) => target.startsWith("igw-"));
        const vpc: Vpc = {
            key: lookedUp.vpcId,
            name: "default VPC",
            cidrs: [lookedUp.cidr],
            dnsSupport: true,
            hasInternetGateway: internet,
        };
        this.vpcs.set(vpc.key, vpc);
        const routes = lookedUp.routes.map(({ destination, target }): Route => {
            const known: RouteTarget = target.startsWith("igw-")
                ? { kind: "internet-gateway" }
                : { kind: "unmodelled", what: target };
            return { urn: resource.urn, destination, target: known };
        });
        const table: RouteTable = { name: "main route table of the default VPC", routes };
        if (!lookedUp.defaultNaclAllowsAll)
            this.notes.unknown(resource, "the default VPC's ACL is not known", "look at it, and say so");
        for (const { id, cidr, mapPublicIpOnLaunch } of lookedUp.subnets) {
            this.subnets.set(id, {
                key: id,
                name: id,
                vpc,
                cidrs: [cidr],
                mapPublicIp: mapPublicIpOnLaunch,
                assignIpv6: false,
                acl: openAcl,
                table,
            });
        }
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

    /** The subnet that a property of a resource names. */
    of(resource: GraphResource, property: string): Subnet[] {
        return this.linker.links(resource, property, ...subnetTypes).flatMap(({ targets, exact, foreign }) => {
            if (foreign !== undefined) {
                const lookedUp = this.subnets.get(foreign);
                if (!lookedUp)
                    this.notes.unknown(
                        resource,
                        `${property} names ${foreign}, a subnet outside the stack`,
                        "bring the subnet into the stack",
                    );
                return lookedUp ? [lookedUp] : [];
            }
            if (!exact)
                this.notes.unknown(
                    resource,
                    `${property} may be one of ${targets.length} subnets`,
                    "pass the subnet's id",
                );
            return targets.flatMap((target) => this.subnets.get(target.urn) ?? []);
        });
    }

    private vpc(resource: GraphResource): Vpc {
        const { props } = resource;
        const more = this.linker
            .ofType("aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation")
            .filter((association) => this.names(association, "vpcId", resource, vpcTypes))
            .flatMap((association) => text(association.props.cidrBlock) ?? []);
        if (isUnknown(resource, "cidrBlock")) this.notes.unknown(resource, "cidrBlock is not known", "write it");
        const attached = this.linker.ofType(
            ...gatewayTypes,
            "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
        );
        return {
            key: resource.urn,
            name: resource.name,
            cidrs: [...texts(props.cidrBlock), ...texts(props.ipv6CidrBlock), ...more],
            dnsSupport: flag(props.enableDnsSupport) ?? true,
            hasInternetGateway: attached.some((gateway) => this.names(gateway, "vpcId", resource, vpcTypes)),
        };
    }

    private subnet(resource: GraphResource, acls: ReadonlyMap<string, Acl>): void {
        const { targets, exact } = this.linker.link(resource, "vpcId", ...vpcTypes);
        const vpc = targets.length > 0 ? this.vpcs.get(targets[0].urn) : undefined;
        if (!vpc || !exact) {
            this.notes.unknown(resource, "its VPC is not known", "pass the VPC's id");
            return;
        }
        for (const property of ["cidrBlock", "mapPublicIpOnLaunch", "assignIpv6AddressOnCreation"]) {
            if (isUnknown(resource, property))
                this.notes.unknown(resource, `${property} is not known`, "write it as a plain value");
        }
        this.subnets.set(resource.urn, {
            key: resource.urn,
            name: resource.name,
            vpc,
            cidrs: [...texts(resource.props.cidrBlock), ...texts(resource.props.ipv6CidrBlock)],
            mapPublicIp: flag(resource.props.mapPublicIpOnLaunch) ?? resource.type.includes("defaultSubnet"),
            assignIpv6: flag(resource.props.assignIpv6AddressOnCreation) ?? false,
            acl: this.aclOf(resource, targets[0], acls),
            table: this.tableOf(resource, targets[0]),
        });
    }

    private names(resource: GraphResource, property: string, target: GraphResource, types: readonly string[]): boolean {
        return this.linker.links(resource, property, ...types).some(({ targets }) => targets.includes(target));
    }

    private aclOf(subnet: GraphResource, vpc: GraphResource, acls: ReadonlyMap<string, Acl>): Acl {
        const owners = [
            ...this.linker.ofType(...aclTypes).filter((acl) => this.names(acl, "subnetIds", subnet, subnetTypes)),
            ...this.linker
                .ofType("aws:ec2/networkAclAssociation:NetworkAclAssociation")
                .filter((association) => this.names(association, "subnetId", subnet, subnetTypes))
                .flatMap((association) => this.linker.link(association, "networkAclId", ...aclTypes).targets),
        ];
        if (new Set(owners).size > 1) this.notes.unknown(subnet, "has two network ACLs", "associate one");
        if (owners.length > 0) return acls.get(owners[0].urn) ?? openAcl;
        const adopted = this.linker.ofType("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl").find((acl) => {
            const id = acl.props.defaultNetworkAclId;
            return id === undefined
                ? this.dependsOn(acl, "defaultNetworkAclId", vpc)
                : id === vpc.outputs.defaultNetworkAclId;
        });
        return (adopted && acls.get(adopted.urn)) ?? openAcl;
    }

    private dependsOn = (resource: GraphResource, property: string, target: GraphResource) =>
        resource.propertyDependencies[property]?.includes(target.urn) ?? false;

    private acl(resource: GraphResource): Acl {
        const inline = (property: "ingress" | "egress") => {
            if (isUnknown(resource, property))
                this.notes.unknown(resource, `${property} entries are not known`, "use standalone entries");
            return list(resource.props[property]).map((entry) =>
                this.aclEntry(resource, object(entry), "ruleNo", "action"),
            );
        };
        const standalone = (egress: boolean) =>
            this.linker
                .ofType("aws:ec2/networkAclRule:NetworkAclRule")
                .filter(
                    (rule) =>
                        (flag(rule.props.egress) ?? false) === egress &&
                        this.names(rule, "networkAclId", resource, aclTypes),
                )
                .map((rule) => this.aclEntry(rule, rule.props, "ruleNumber", "ruleAction"));
        const sorted = (entries: AclEntry[]) => entries.flat().sort((a, b) => a.number - b.number);
        return {
            name: resource.name,
            ingress: sorted([...inline("ingress").flat(), ...standalone(false).flat()]),
            egress: sorted([...inline("egress").flat(), ...standalone(true).flat()]),
        };
    }

    private aclEntry(
        resource: GraphResource,
        entry: Readonly<Record<string, unknown>>,
        number: string,
        action: string,
    ): AclEntry[] {
        const cidrs = [...texts(entry.cidrBlock), ...texts(entry.ipv6CidrBlock)];
        const order = integer(entry[number]);
        if (order === undefined || cidrs.length === 0) {
            this.notes.unknown(resource, "an ACL entry lacks its number or its block", "write them as plain values");
        }
        const protocol = String(entry.protocol ?? "-1");
        const icmpType = integer(entry.icmpType);
        return cidrs.map((cidr) => ({
            urn: resource.urn,
            number: order ?? 0,
            allow: text(entry[action])?.toLowerCase() === "allow",
            protocol,
            from: integer(entry.fromPort),
            to: integer(entry.toPort),
            cidr,
            partial: /^(icmp|icmpv6|1|58)$/i.test(protocol) && icmpType !== undefined && icmpType !== -1,
        }));
    }

    private tableOf(subnet: GraphResource, vpc: GraphResource): RouteTable {
        const associations = this.linker
            .ofType("aws:ec2/routeTableAssociation:RouteTableAssociation")
            .filter((association) => this.names(association, "subnetId", subnet, subnetTypes))
            .flatMap((association) => this.linker.link(association, "routeTableId", ...tableTypes).targets);
        if (new Set(associations).size > 1) this.notes.unknown(subnet, "has two route tables", "associate one");
        const explicit = associations[0] && this.tables.get(associations[0].urn);
        return explicit ?? this.mainTable(vpc);
    }

    private mainTable(vpc: GraphResource): RouteTable {
        const main = this.linker
            .ofType("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation")
            .filter((association) => this.names(association, "vpcId", vpc, vpcTypes))
            .flatMap((association) => this.linker.link(association, "routeTableId", ...tableTypes).targets)[0];
        const adopted = this.linker.ofType("aws:ec2/defaultRouteTable:DefaultRouteTable").find((table) => {
            const id = table.props.defaultRouteTableId;
            return id === undefined
                ? this.dependsOn(table, "defaultRouteTableId", vpc)
                : id === vpc.outputs.defaultRouteTableId || id === vpc.outputs.mainRouteTableId;
        });
        const found = main ?? adopted;
        return (found && this.tables.get(found.urn)) ?? { name: `main route table of ${vpc.name}`, routes: [] };
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
        for (const target of targets) this.tables.get(target.urn)?.routes.push(route);
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
