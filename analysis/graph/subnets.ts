import type { NetworkIntent } from "../../model/intent";
import type { Linker } from "./linker";
import type { Acl, AclEntry, Route, RouteTable, RouteTarget, Subnet, Vpc } from "./model";
import type { Notes } from "./notes";
import type { GraphResource } from "./resource";
import { Tables } from "./tables";
import { aclTypes, subnetTypes, vpcTypes } from "./types";
import { flag, integer, isProtocol, isUnknown, lacksPorts, list, object, text, texts } from "./values";

/** VPCs, and their subnets with the ACL and the route table that each really has. */

const gatewayTypes = ["aws:ec2/internetGateway:InternetGateway"] as const;
const blockTypes = [
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
    "aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation",
] as const;
const adoptedType = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl";

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
    readonly tables: Tables;

    constructor(
        private readonly linker: Linker,
        private readonly notes: Notes,
    ) {
        for (const vpc of linker.ofType(...vpcTypes)) this.vpcs.set(vpc.urn, this.vpc(vpc));
        const acls = new Map(linker.ofType(...aclTypes).map((acl) => [acl.urn, this.acl(acl)]));
        this.noteAdoptedElsewhere();
        this.tables = new Tables(linker, notes);
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
            blocksPublicAccess: false,
            peers: new Set(),
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
        for (const { id, cidr, zone, mapPublicIpOnLaunch } of lookedUp.subnets) {
            this.subnets.set(id, {
                key: id,
                name: id,
                vpc,
                zone,
                cidrs: [cidr],
                mapPublicIp: mapPublicIpOnLaunch,
                assignIpv6: false,
                acl: openAcl,
                table,
            });
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
            .ofType(...blockTypes)
            .filter((association) => this.linker.names(association, "vpcId", resource, ...vpcTypes))
            .flatMap(({ props: own }) => [...texts(own.cidrBlock), ...texts(own.ipv6CidrBlock)]);
        // What AWS chose, where it has been chosen.
        const v6 = text(props.ipv6CidrBlock) ?? text(resource.outputs.ipv6CidrBlock);
        const cidrs = [...texts(props.cidrBlock ?? resource.outputs.cidrBlock), ...more, ...texts(v6)];
        for (const property of ["cidrBlock", "ipv6CidrBlock", "enableDnsSupport"].filter((name) =>
            isUnknown(resource, name),
        ))
            this.notes.unknown(resource, `${property} is not known`, "write it as a plain value");
        if (cidrs.length === 0) this.notes.unknown(resource, "its address block is not known", "write cidrBlock");
        const attached = this.linker.ofType(
            ...gatewayTypes,
            "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
        );
        return {
            key: resource.urn,
            name: resource.name,
            cidrs,
            dnsSupport: flag(props.enableDnsSupport) ?? true,
            hasInternetGateway: attached.some((gateway) => this.linker.names(gateway, "vpcId", resource, ...vpcTypes)),
            blocksPublicAccess: this.linker
                .ofType("aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions")
                .some(({ props: options }) => options.internetGatewayBlockMode !== "off"),
            peers: this.peersOf(resource),
        };
    }

    private peersOf(vpc: GraphResource): Set<string> {
        const ends = (connection: GraphResource) =>
            ["vpcId", "peerVpcId"].flatMap((property) => this.linker.link(connection, property, ...vpcTypes).targets);
        const connections = this.linker.ofType("aws:ec2/vpcPeeringConnection:VpcPeeringConnection").map(ends);
        const others = connections.filter((both) => both.includes(vpc)).flat();
        return new Set(others.filter((other) => other !== vpc).map(({ urn }) => urn));
    }

    private subnet(resource: GraphResource, acls: ReadonlyMap<string, Acl>): void {
        const { targets, exact } = this.linker.link(resource, "vpcId", ...vpcTypes);
        const vpc = targets.length > 0 ? this.vpcs.get(targets[0].urn) : undefined;
        if (!vpc || !exact) {
            this.notes.unknown(resource, "its VPC is not known", "pass the VPC's id");
            return;
        }
        for (const property of ["cidrBlock", "ipv6CidrBlock", "mapPublicIpOnLaunch", "assignIpv6AddressOnCreation"]) {
            if (isUnknown(resource, property))
                this.notes.unknown(resource, `${property} is not known`, "write it as a plain value");
        }
        if (resource.props.cidrBlock === undefined && flag(resource.props.ipv6Native) !== true)
            this.notes.unknown(resource, "its address block is not known", "write cidrBlock");
        this.subnets.set(resource.urn, {
            key: resource.urn,
            name: resource.name,
            vpc,
            zone: text(resource.props.availabilityZone) ?? text(resource.props.availabilityZoneId),
            cidrs: [...texts(resource.props.cidrBlock), ...texts(resource.props.ipv6CidrBlock)],
            mapPublicIp: flag(resource.props.mapPublicIpOnLaunch) ?? resource.type.includes("defaultSubnet"),
            assignIpv6: flag(resource.props.assignIpv6AddressOnCreation) ?? false,
            acl: this.aclOf(resource, targets[0], acls),
            table: this.tables.of(resource, targets[0]),
        });
    }

    private aclOf(subnet: GraphResource, vpc: GraphResource, acls: ReadonlyMap<string, Acl>): Acl {
        const owners = [
            ...this.linker
                .ofType(...aclTypes)
                .filter((acl) => this.linker.names(acl, "subnetIds", subnet, ...subnetTypes)),
            ...this.linker
                .ofType("aws:ec2/networkAclAssociation:NetworkAclAssociation")
                .filter((association) => this.linker.names(association, "subnetId", subnet, ...subnetTypes))
                .flatMap((association) => this.linker.link(association, "networkAclId", ...aclTypes).targets),
        ];
        if (new Set(owners).size > 1) this.notes.unknown(subnet, "has two network ACLs", "associate one");
        if (owners.length > 0) return acls.get(owners[0].urn) ?? openAcl;
        const adopted = this.linker.ofType(adoptedType).find((acl) => this.isMadeWith(acl, vpc));
        if (!adopted && vpc.type === "aws:ec2/defaultVpc:DefaultVpc")
            this.notes.unknown(vpc, "the ACL of a default VPC is not known", "adopt it with ec2.DefaultNetworkAcl");
        return (adopted && acls.get(adopted.urn)) ?? openAcl;
    }

    private isMadeWith(acl: GraphResource, vpc: GraphResource): boolean {
        const id = text(acl.props.defaultNetworkAclId);
        return (
            (id !== undefined && id === vpc.outputs.defaultNetworkAclId) ||
            this.linker.dependsOn(acl, "defaultNetworkAclId", vpc) ||
            (vpc.id !== "" && acl.outputs.vpcId === vpc.id)
        );
    }

    private noteAdoptedElsewhere(): void {
        const vpcs = this.linker.ofType(...vpcTypes);
        for (const acl of this.linker.ofType(adoptedType)) {
            if (!vpcs.some((vpc) => this.isMadeWith(acl, vpc)))
                this.notes.unknown(acl, "whose VPC's ACL it is, is not known", "pass the VPC's defaultNetworkAclId");
        }
    }

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
                        this.linker.names(rule, "networkAclId", resource, ...aclTypes),
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
        if (!isProtocol(protocol)) this.notes.unknown(resource, `${protocol} is no known protocol`, "write its number");
        if (lacksPorts(protocol, entry.fromPort, entry.toPort))
            this.notes.unknown(resource, "an ACL entry lacks its ports", "write fromPort and toPort");
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
}
