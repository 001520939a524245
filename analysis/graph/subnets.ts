import { cidrFamily } from "../../model/addresses";
import type { NetworkIntent } from "../../model/intent";
import { Acls, openAcl } from "./acls";
import type { Linker } from "./linker";
import type { Route, RouteTable, RouteTarget, Subnet, Vpc } from "./model";
import type { Gaps } from "./gaps";
import type { GraphResource } from "./resource";
import { Tables } from "./tables";
import { subnetTypes, vpcTypes } from "./types";
import { flag, isUnknown, text, texts } from "./values";

/** VPCs, and their subnets with the ACL and the route table that each really has. */

const gatewayTypes = ["aws:ec2/internetGateway:InternetGateway"] as const;
const blockTypes = [
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
    "aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation",
] as const;
const defaultVpcType = "aws:ec2/defaultVpc:DefaultVpc";
const defaultSubnetType = "aws:ec2/defaultSubnet:DefaultSubnet";
const instanceType = "aws:ec2/instance:Instance";

/** Every account's default VPC has this block (AWS: default VPCs). */
const defaultBlock = "172.31.0.0/16";
const defaultAssumed =
    "the default VPC is as AWS makes it: public subnets, a route to the internet gateway, an open network ACL";

/** A route to the internet and the local one: the main table of a default VPC, and the own table of a regional NAT gateway. */
const documentedTable = (vpc: Vpc): RouteTable => ({
    name: `main route table of ${vpc.name}`,
    routes: [{ urn: vpc.key, destination: "0.0.0.0/0", target: { kind: "internet-gateway" } }],
});

/** Nothing says where the instance starts: AWS takes a subnet of the default VPC. */
const startsByDefault = ({ props }: GraphResource): boolean =>
    text(props.subnetId) === undefined &&
    ["primaryNetworkInterface", "networkInterfaces", "launchTemplate"].every((name) => props[name] === undefined);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type SubnetDraft = Mutable<Subnet>;

export class Subnets {
    readonly vpcs = new Map<string, Vpc>();
    readonly subnets = new Map<string, SubnetDraft>();
    readonly tables: Tables;
    private readonly acls: Acls;
    /** Where an instance starts whose program names no subnet. */
    private byDefault: Subnet | undefined;

    constructor(
        private readonly linker: Linker,
        private readonly gaps: Gaps,
    ) {
        for (const vpc of linker.ofType(...vpcTypes)) this.vpcs.set(vpc.urn, this.vpc(vpc));
        this.acls = new Acls(linker, gaps, () => gaps.assume(defaultAssumed));
        this.tables = new Tables(linker, gaps);
        for (const subnet of linker.ofType(...subnetTypes)) this.subnet(subnet);
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
            this.gaps.add(resource, "the default VPC's ACL is not known", "look at it, and say so");
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

    /** The default VPC where resources are in it and nothing in the stack stands for it. Call it once all else is there. */
    addDefault(): void {
        const starts = (resource: GraphResource) => startsByDefault(resource) && !isUnknown(resource, "subnetId");
        if (!this.linker.ofType(instanceType).some(starts)) return;
        // Which of several subnets AWS would take, nobody knows: those of the stack may differ from the others.
        if (this.linker.ofType(defaultSubnetType).length > 0) return;
        const [candidate] = this.linker.ofType(defaultVpcType);
        const vpc = candidate ? this.vpcs.get(candidate.urn)! : this.defaultVpc();
        const known = [...this.subnets.values()].find((subnet) => subnet.vpc === vpc);
        this.byDefault = {
            key: `a subnet of ${vpc.key}`,
            name: "a default subnet",
            vpc,
            zone: undefined,
            cidrs: vpc.cidrs,
            mapPublicIp: true,
            assignIpv6: false,
            acl: candidate ? this.acls.ofVpc(candidate) : openAcl,
            table: candidate ? this.tables.mainTable(candidate) : (known?.table ?? documentedTable(vpc)),
        };
        this.gaps.assume(defaultAssumed);
    }

    /** Where an instance starts that names no subnet. */
    ofInstance(resource: GraphResource): Subnet[] {
        const named = this.of(resource, "subnetId");
        const open = named.length === 0 && startsByDefault(resource) && !isUnknown(resource, "subnetId");
        return open && this.byDefault ? [this.byDefault] : named;
    }

    /** A regional NAT gateway is in no subnet: it has a route table of its own, to the internet gateway (AWS: regional NAT gateways). */
    ofRegionalNat(resource: GraphResource): Subnet | undefined {
        const [target] = this.linker.link(resource, "vpcId", ...vpcTypes).targets;
        const vpc = target && this.vpcs.get(target.urn);
        if (!vpc) return undefined;
        const cidrs = vpc.cidrs.filter((cidr) => cidrFamily(cidr) === 4);
        return {
            key: resource.urn,
            name: `the place of ${resource.name}`,
            vpc,
            zone: undefined,
            cidrs,
            mapPublicIp: false,
            assignIpv6: false,
            acl: openAcl,
            table: { ...documentedTable(vpc), name: `own route table of ${resource.name}` },
        };
    }

    /** As AWS makes it with the account, where no resource and no component says what it is. */
    private defaultVpc(): Vpc {
        const lookedUp = [...this.vpcs.values()].find(({ key }) => this.linker.urn(key) === undefined);
        if (lookedUp) return lookedUp;
        const vpc: Vpc = {
            key: "default VPC",
            name: "default VPC",
            cidrs: [defaultBlock],
            dnsSupport: true,
            hasInternetGateway: true,
            blocksPublicAccess: this.blocksPublicAccess(),
            peers: new Set(),
        };
        this.vpcs.set(vpc.key, vpc);
        this.gaps.assume(defaultAssumed);
        return vpc;
    }

    /** The subnet that a property of a resource names. */
    of(resource: GraphResource, property: string): Subnet[] {
        return this.linker.links(resource, property, ...subnetTypes).flatMap(({ targets, exact, external }) => {
            if (external !== undefined) {
                const lookedUp = this.subnets.get(external);
                if (!lookedUp)
                    this.gaps.add(
                        resource,
                        `${property} names ${external}, a subnet outside the stack`,
                        "bring the subnet into the stack",
                    );
                return lookedUp ? [lookedUp] : [];
            }
            if (!exact)
                this.gaps.add(resource, `${property} may be one of ${targets.length} subnets`, "pass the subnet's id");
            return targets.flatMap((target) => this.subnets.get(target.urn) ?? []);
        });
    }

    private vpc(resource: GraphResource): Vpc {
        const { props } = resource;
        const more = this.linker
            .ofType(...blockTypes)
            .filter((association) => this.linker.names(association, "vpcId", resource, ...vpcTypes))
            .flatMap(({ props: entry }) => [...texts(entry.cidrBlock), ...texts(entry.ipv6CidrBlock)]);
        // What AWS chose, where it has been chosen.
        const v6 = text(props.ipv6CidrBlock) ?? text(resource.outputs.ipv6CidrBlock);
        const isDefault = resource.type === defaultVpcType;
        const v4 = props.cidrBlock ?? resource.outputs.cidrBlock ?? (isDefault ? defaultBlock : undefined);
        const cidrs = [...texts(v4), ...more, ...texts(v6)];
        for (const property of ["cidrBlock", "ipv6CidrBlock", "enableDnsSupport"].filter((name) =>
            isUnknown(resource, name),
        ))
            this.gaps.add(resource, `${property} is not known`, "write it as a plain value");
        if (cidrs.length === 0) this.gaps.add(resource, "its address block is not known", "write cidrBlock");
        const attached = this.linker.ofType(
            ...gatewayTypes,
            "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
        );
        const hasGateway = attached.some((gateway) => this.linker.names(gateway, "vpcId", resource, ...vpcTypes));
        if (resource.external && !hasGateway)
            this.gaps.add(
                resource,
                "was only read: whether it has an internet gateway does not show",
                "read the gateway too (ec2.InternetGateway.get), or bring the VPC into the stack",
            );
        return {
            key: resource.urn,
            name: resource.name,
            cidrs,
            dnsSupport: flag(props.enableDnsSupport) ?? true,
            hasInternetGateway: hasGateway || isDefault,
            blocksPublicAccess: this.blocksPublicAccess(),
            peers: this.peersOf(resource),
        };
    }

    private blocksPublicAccess(): boolean {
        return this.linker
            .ofType("aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions")
            .some(({ props }) => props.internetGatewayBlockMode !== "off");
    }

    private peersOf(vpc: GraphResource): Set<string> {
        const ends = (connection: GraphResource) =>
            ["vpcId", "peerVpcId"].flatMap((property) => this.linker.link(connection, property, ...vpcTypes).targets);
        const connections = this.linker.ofType("aws:ec2/vpcPeeringConnection:VpcPeeringConnection").map(ends);
        const others = connections.filter((both) => both.includes(vpc)).flat();
        return new Set(others.filter((other) => other !== vpc).map(({ urn }) => urn));
    }

    private subnet(resource: GraphResource): void {
        const isDefault = resource.type === defaultSubnetType;
        const { targets: named, exact } = this.linker.link(resource, "vpcId", ...vpcTypes);
        const targets = named.length === 0 && isDefault ? this.linker.ofType(defaultVpcType) : named;
        const found = targets.length > 0 ? this.vpcs.get(targets[0].urn) : undefined;
        const vpc = found ?? (isDefault ? this.defaultVpc() : undefined);
        if (!vpc || !exact) {
            this.gaps.add(resource, "its VPC is not known", "pass the VPC's id");
            return;
        }
        for (const property of ["cidrBlock", "ipv6CidrBlock", "mapPublicIpOnLaunch", "assignIpv6AddressOnCreation"]) {
            if (isUnknown(resource, property))
                this.gaps.add(resource, `${property} is not known`, "write it as a plain value");
        }
        const native = flag(resource.props.ipv6Native) === true;
        if (resource.props.cidrBlock === undefined && !native && !isDefault)
            this.gaps.add(resource, "its address block is not known", "write cidrBlock");
        // Which block of the default VPC its subnet has, AWS chose: an address there may be any.
        const v4 = resource.props.cidrBlock ?? (isDefault && !native ? vpc.cidrs[0] : undefined);
        this.subnets.set(resource.urn, {
            key: resource.urn,
            name: resource.name,
            vpc,
            zone: text(resource.props.availabilityZone) ?? text(resource.props.availabilityZoneId),
            cidrs: [...texts(v4), ...texts(resource.props.ipv6CidrBlock)],
            mapPublicIp: flag(resource.props.mapPublicIpOnLaunch) ?? isDefault,
            // In an IPv6-only subnet AWS gives every interface an address, whatever is written.
            assignIpv6: native || (flag(resource.props.assignIpv6AddressOnCreation) ?? false),
            acl: this.acls.of(resource, targets.at(0)),
            table: this.tables.of(resource, targets.at(0)) ?? documentedTable(vpc),
        });
    }
}
