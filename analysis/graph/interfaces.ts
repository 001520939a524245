import { cidrFamily, type Family } from "../../model/addresses";
import { addressesOf, fixedAddresses } from "./fixedAddresses";
import type { Groups } from "./groups";
import { interfacesStartedBy } from "./autoScaling";
import type { Linker } from "./linker";
import { isInterfaceOf } from "./outside";
import type { Interface, InterfaceKind, Listening, SecurityGroup, Subnet } from "./model";
import type { Gaps } from "./gaps";
import type { GraphResource } from "./resource";
import { isHostRole, roleOf } from "./roles";
import type { Subnets } from "./subnets";
import { serviceInterfacesOf, serviceInterfaceTypes } from "./serviceInterfaces";
import { subnetTypes } from "./types";
import { flag, integer, isGivenIpv6, isUnknown, list, object, text, texts } from "./values";

/** Every network interface: of instances (all of them), load balancers, NAT gateways and interface endpoints. */

const instanceType = "aws:ec2/instance:Instance";
const interfaceType = "aws:ec2/networkInterface:NetworkInterface";
/** Properties by which an instance starts with interfaces that are resources of their own. */
const primaries = ["primaryNetworkInterface", "networkInterfaces"] as const;

const hasMetadata = ({ props }: GraphResource) => object(props.metadataOptions).httpEndpoint !== "disabled";

const listenerTypes = ["aws:lb/listener:Listener", "aws:alb/listener:Listener"] as const;

const blocksOf = (subnet: Subnet, family: Family) => subnet.cidrs.filter((cidr) => cidrFamily(cidr) === family);

export class Interfaces {
    /** By the URN of what the interface belongs to. */
    private readonly byOwner = new Map<string, Interface[]>();

    constructor(
        readonly linker: Linker,
        readonly subnets: Subnets,
        private readonly groups: Groups,
        readonly gaps: Gaps,
    ) {
        for (const instance of linker.ofType(instanceType)) this.instance(instance);
        for (const resource of linker.ofType(interfaceType)) this.standalone(resource);
        for (const nat of linker.ofType("aws:ec2/natGateway:NatGateway")) this.nat(nat);
        for (const balancer of linker.ofType("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"))
            this.balancer(balancer);
        for (const endpoint of linker.ofType("aws:ec2/vpcEndpoint:VpcEndpoint")) this.endpoint(endpoint);
        for (const tenant of linker.ofType(...serviceInterfaceTypes)) {
            for (const { kind, subnet, more } of serviceInterfacesOf(tenant, linker, subnets, groups, gaps))
                this.add(tenant, kind, subnet, more);
        }
        for (const group of linker.ofType("aws:autoscaling/group:Group")) {
            for (const { subnet, more } of interfacesStartedBy(group, linker, subnets, groups, gaps))
                this.add(group, "instance", subnet, more);
        }
    }

    of(resource: GraphResource): readonly Interface[] {
        return this.byOwner.get(resource.urn) ?? [];
    }

    all(): Interface[] {
        return [...this.byOwner.values()].flat();
    }

    private add(owner: GraphResource, kind: InterfaceKind, subnet: Subnet, more: Partial<Interface>): void {
        const interfaces = this.byOwner.get(owner.urn) ?? [];
        const made: Interface = {
            key: `${owner.urn}#${interfaces.length}`,
            name: owner.name,
            owner,
            resource: owner,
            kind,
            subnet,
            groups: undefined,
            addresses: blocksOf(subnet, 4),
            publicIpv4: false,
            elasticIp: false,
            hasIpv6: false,
            publicIpv6: more.hasIpv6 ?? false,
            addresses6: more.hasIpv6 ? blocksOf(subnet, 6) : [],
            metadata: false,
            // Balancers take their ports from all that AWS calls ephemeral, whosever they are.
            linux: kind === "instance" && this.linker.ancestors(owner).some((ancestor) => isHostRole(roleOf(ancestor))),
            listens: undefined,
            spread: false,
            ...more,
        };
        if (made.hasIpv6 && made.addresses6.length === 0)
            this.gaps.add(owner, "its IPv6 address is in no block that is known", "write the subnet's ipv6CidrBlock");
        this.byOwner.set(owner.urn, [...interfaces, made]);
    }

    private instance(resource: GraphResource): void {
        const { props } = resource;
        if (props.launchTemplate !== undefined)
            this.gaps.add(resource, "a launch template may add interfaces", "write them on the instance");
        // An interface that is made apart brings its subnet, groups and addresses with it.
        if (primaries.some((property) => list(props[property]).length > 0 || isUnknown(resource, property))) {
            this.noteExternalPrimary(resource);
            return;
        }
        const [subnet] = this.subnets.ofInstance(resource);
        if (!subnet) {
            this.gaps.add(resource, "its subnet is not known", "pass subnetId");
            return;
        }
        for (const property of ["associatePublicIpAddress", "privateIp", "ipv6AddressCount"]) {
            if (isUnknown(resource, property))
                this.gaps.add(resource, `${property} is not known`, "write it as a plain value");
        }
        if (flag(props.sourceDestCheck) === false)
            this.gaps.add(
                resource,
                "forwards traffic of others (sourceDestCheck is false)",
                "leave sourceDestCheck on",
            );
        const addresses = [...texts(props.privateIp), ...texts(props.secondaryPrivateIps)];
        const elasticIp = this.hasElasticIp(resource);
        this.add(resource, "instance", subnet, {
            groups: this.instanceGroups(resource, subnet),
            ...(text(props.privateIp) && { addresses }),
            ...(texts(props.ipv6Addresses).length > 0 && { addresses6: texts(props.ipv6Addresses) }),
            // What the launch says beats the subnet's default; an Elastic IP beats both (AWS: public IPv4 addresses).
            publicIpv4: elasticIp || (flag(props.associatePublicIpAddress) ?? subnet.mapPublicIp),
            elasticIp,
            hasIpv6: isGivenIpv6(props) || subnet.assignIpv6,
            metadata: hasMetadata(resource),
        });
    }

    /** An interface that it starts with and that the stack does not have. */
    private noteExternalPrimary(resource: GraphResource): void {
        for (const property of primaries) {
            const made = resource.propertyDependencies[property] ?? [];
            for (const entry of list(resource.props[property]).map(object)) {
                const holder = { ...resource, props: entry, propertyDependencies: { networkInterfaceId: made } };
                const { exact, targets } = this.linker.link(holder, "networkInterfaceId", interfaceType);
                if (!exact || targets.length === 0)
                    this.gaps.add(
                        resource,
                        `starts with interface ${text(entry.networkInterfaceId) ?? "(not known yet)"}, which the stack does not have`,
                        "make the interface in the stack, or pass subnetId and vpcSecurityGroupIds",
                    );
            }
        }
    }

    private instanceGroups(resource: GraphResource, subnet: Subnet): SecurityGroup[] {
        const named = list(resource.props.securityGroups).length > 0 || isUnknown(resource, "securityGroups");
        const groups = this.groups.of(resource, named ? "securityGroups" : "vpcSecurityGroupIds", subnet.vpc.key);
        return [...new Set([...groups, ...this.attachedGroups(resource)])];
    }

    /** Groups that `NetworkInterfaceSecurityGroupAttachment` adds. */
    private attachedGroups(resource: GraphResource): SecurityGroup[] {
        return this.linker
            .ofType("aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment")
            .filter((attachment) => this.names(attachment, "networkInterfaceId", resource))
            .flatMap((attachment) => this.groups.of(attachment, "securityGroupId", undefined));
    }

    private hasElasticIp(resource: GraphResource): boolean {
        const named = (type: string, properties: readonly string[]) =>
            this.linker
                .ofType(type)
                .some((holder) => properties.some((property) => this.names(holder, property, resource)));
        return (
            named("aws:ec2/eip:Eip", ["instance", "networkInterface"]) ||
            named("aws:ec2/eipAssociation:EipAssociation", ["instanceId", "networkInterfaceId"])
        );
    }

    /** Whether a property names an instance (itself or its primary interface) or an interface. */
    private names(holder: GraphResource, property: string, resource: GraphResource): boolean {
        const { targets, exact } = this.linker.link(holder, property, instanceType, interfaceType);
        if (!exact) this.gaps.add(holder, `${property} may be one of ${targets.length} interfaces`, "pass the id");
        return targets.includes(resource) || isInterfaceOf(this.linker, holder, property, resource);
    }

    /** An interface of its own: part of the instance it is attached to, or a way for something we do not see. */
    private standalone(resource: GraphResource): void {
        const [subnet] = this.subnets.of(resource, "subnetId");
        if (!subnet) return;
        if (flag(resource.props.sourceDestCheck) === false)
            this.gaps.add(
                resource,
                "forwards traffic of others (sourceDestCheck is false)",
                "leave sourceDestCheck on",
            );
        const attachments = this.linker
            .ofType("aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment")
            .filter((attachment) =>
                this.linker.link(attachment, "networkInterfaceId", interfaceType).targets.includes(resource),
            )
            .flatMap((attachment) => this.linker.link(attachment, "instanceId", instanceType).targets);
        const inline = list(resource.props.attachments).flatMap((attachment) => {
            const made = resource.propertyDependencies.attachments ?? [];
            const holder = { ...resource, props: object(attachment), propertyDependencies: { instance: made } };
            return this.linker.link(holder, "instance", instanceType).targets;
        });
        const primary = this.linker
            .ofType(instanceType)
            .filter((instance) =>
                primaries.some(
                    (property) =>
                        this.linker.dependsOn(instance, property, resource) ||
                        list(instance.props[property]).some(
                            (value) => object(value).networkInterfaceId === resource.id && resource.id !== "",
                        ),
                ),
            );
        const owner = [...attachments, ...inline, ...primary][0] ?? resource;
        const elasticIp = this.hasElasticIp(resource) || (primary.includes(owner) && this.hasElasticIp(owner));
        this.add(owner, owner.type === instanceType ? "instance" : "other", subnet, {
            resource,
            groups: [...this.groups.of(resource, "securityGroups", subnet.vpc.key), ...this.attachedGroups(resource)],
            ...addressesOf(resource, subnet),
            publicIpv4: elasticIp,
            elasticIp,
            metadata: owner.type === instanceType && hasMetadata(owner),
        });
    }

    private nat(resource: GraphResource): void {
        const [named] = this.subnets.of(resource, "subnetId");
        const subnet = named ?? this.subnets.ofRegionalNat(resource);
        if (!subnet) return;
        const address = text(resource.props.privateIp);
        const more = texts(resource.props.secondaryPrivateIpAddresses);
        this.add(resource, "nat", subnet, {
            publicIpv4: resource.props.connectivityType !== "private",
            ...(address && { addresses: [address, ...more] }),
        });
    }

    private balancer(resource: GraphResource): void {
        const { props } = resource;
        const mappings = list(props.subnetMappings).map(object);
        const bySubnets = this.subnets.of(resource, "subnets");
        const subnets = bySubnets.length > 0 ? bySubnets : this.mapped(resource, mappings);
        if (subnets.length === 0) this.gaps.add(resource, "its subnets are not known", "pass subnets");
        const network = props.loadBalancerType === "network";
        const facing = !(flag(props.internal) ?? false);
        const dual = String(props.ipAddressType ?? "ipv4").startsWith("dualstack");
        for (const [i, subnet] of subnets.entries()) {
            const address =
                subnets.length === mappings.length && mappings[i].subnetId !== undefined
                    ? text(mappings[i].privateIpv4Address)
                    : undefined;
            const named = list(props.securityGroups).length > 0 || isUnknown(resource, "securityGroups");
            this.add(resource, "balancer", subnet, {
                groups: network && !named ? undefined : this.groups.of(resource, "securityGroups", subnet.vpc.key),
                publicIpv4: facing && props.ipAddressType !== "dualstack-without-public-ipv4",
                ...(address && { addresses: [address] }),
                hasIpv6: dual,
                publicIpv6: dual && facing,
                listens: this.listensOf(resource),
            });
        }
        if (network && dual)
            this.gaps.add(resource, "IPv6 through a network load balancer is not modelled", "make it ipv4");
        if (props.loadBalancerType === "gateway")
            this.gaps.add(resource, "a gateway load balancer is not modelled", "remove it");
    }

    /** What its listeners take: TCP or UDP, by their protocol. A balancer that was only read may have others. */
    private listensOf(resource: GraphResource): Listening[] {
        return this.linker
            .ofType(...listenerTypes)
            .filter((listener) => this.linker.names(listener, "loadBalancerArn", resource, resource.type))
            .flatMap(({ props }) => {
                const protocol = String(props.protocol ?? "HTTP");
                const port = integer(props.port);
                return [
                    ...(/^(UDP|QUIC)$/.test(protocol) ? [] : [{ protocol: "tcp" as const, port }]),
                    ...(/UDP|QUIC/.test(protocol) ? [{ protocol: "udp" as const, port }] : []),
                ];
            });
    }

    /** Subnets of a balancer's mappings: in their order where ids tell, else by the dependencies. */
    private mapped(resource: GraphResource, mappings: readonly Readonly<Record<string, unknown>>[]): Subnet[] {
        const each = mappings.map((mapping) => ({ ...resource, props: mapping, propertyDependencies: {} }));
        const known = each.every((mapping) => {
            const { targets, external } = this.linker.link(mapping, "subnetId", ...subnetTypes);
            return targets.length === 1 || (external !== undefined && this.subnets.subnets.has(external));
        });
        return known && each.length > 0
            ? each.flatMap((mapping) => this.subnets.of(mapping, "subnetId"))
            : this.subnets.of(resource, "subnetMappings");
    }

    private endpoint(resource: GraphResource): void {
        if (resource.props.vpcEndpointType !== "Interface") return;
        const associated = this.linker
            .ofType("aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation")
            .filter((association) =>
                this.linker.link(association, "vpcEndpointId", resource.type).targets.includes(resource),
            );
        const associations = this.linker
            .ofType("aws:ec2/vpcEndpointSecurityGroupAssociation:VpcEndpointSecurityGroupAssociation")
            .filter((association) => this.linker.names(association, "vpcEndpointId", resource, resource.type));
        const added = associations.flatMap((association) => this.groups.of(association, "securityGroupId", undefined));
        const replaced = associations.some(({ props }) => flag(props.replaceDefaultAssociation));
        const subnets = [
            ...this.subnets.of(resource, "subnetIds"),
            ...associated.flatMap((association) => this.subnets.of(association, "subnetId")),
        ];
        const fixed = fixedAddresses(resource, subnets, this);
        for (const subnet of subnets) {
            const groups = this.groups.of(resource, "securityGroupIds", replaced ? undefined : subnet.vpc.key);
            const addresses = fixed(subnet);
            this.add(resource, "endpoint", subnet, {
                groups: [...new Set([...groups, ...added])],
                ...(addresses.length > 0 && { addresses }),
                hasIpv6: /ipv6|dualstack/.test(String(resource.props.ipAddressType ?? "")),
            });
        }
    }
}
