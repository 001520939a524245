import type { Linker } from "./linker";
import type { Gaps } from "./gaps";
import { type NetworkIds, networkIds, referenceOf } from "./references";
import type { GraphResource } from "./resource";
import { hasServiceInterfaces } from "./serviceInterfaces";
import { isUnknown, lacksItems, list, text } from "./values";

/**
 * Types that can carry traffic and that the model has no semantics for. Their presence means that nothing is proved: refusing is the
 * only sound answer. Within the modules that make networks every type counts that is not listed here
 * as modelled or harmless, so that one which AWS adds tomorrow is not passed over.
 */
const networkModules = /^aws:(ec2|vpc|lb|alb|elb)\//;

/** Looks up and makes nothing; what it found, IsolatedNetwork registers. */
const lookUp = "awsx:ec2:DefaultVpc";

const modelled = new Set([
    "aws:alb/listener:Listener",
    "aws:alb/listenerRule:ListenerRule",
    "aws:alb/loadBalancer:LoadBalancer",
    "aws:alb/targetGroup:TargetGroup",
    "aws:alb/targetGroupAttachment:TargetGroupAttachment",
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
    "aws:ec2/defaultRouteTable:DefaultRouteTable",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/defaultSubnet:DefaultSubnet",
    "aws:ec2/defaultVpc:DefaultVpc",
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
    "aws:ec2/eip:Eip",
    "aws:ec2/eipAssociation:EipAssociation",
    "aws:ec2/instance:Instance",
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
    "aws:ec2/managedPrefixList:ManagedPrefixList",
    "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry",
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/networkAcl:NetworkAcl",
    "aws:ec2/networkAclAssociation:NetworkAclAssociation",
    "aws:ec2/networkAclRule:NetworkAclRule",
    "aws:ec2/networkInterface:NetworkInterface",
    "aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment",
    "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment",
    "aws:ec2/route:Route",
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
    "aws:ec2/vpcEndpointSecurityGroupAssociation:VpcEndpointSecurityGroupAssociation",
    "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation",
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
    "aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation",
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
    "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter",
    "aws:ec2/vpcSecurityGroupRulesExclusive:VpcSecurityGroupRulesExclusive",
    "aws:lb/listener:Listener",
    "aws:lb/listenerRule:ListenerRule",
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:lb/targetGroup:TargetGroup",
    "aws:lb/targetGroupAttachment:TargetGroupAttachment",
    "aws:networkfirewall/firewall:Firewall",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    lookUp,
]);

/** Types of those modules that open no way for a packet. */
const harmless =
    /\/(ami|availabilityZone|capacity|eipDomainName|subnetCidrReservation|customerGateway|dedicatedHost|default(Credit|Kms|VpcDhcp)|ebs|flowLog|imageBlock|instanceMetadata|instanceState|keyPair|listenerCertificate|networkInsights|peeringConnectionOptions|placement(Group|Strategy)|serialConsole|snapshot|spotDatafeed|tag|tenancy|trustStore|volume|vpcBlockPublicAccess|vpcDhcpOptions|vpcEndpointConnectionNotification|vpcIpam(?!PoolCidrAllocation)|vpcPeeringConnectionOptions)|Policy:/i;

/** Modules whose every resource may carry traffic. */
const carriers: readonly (readonly [prefix: string, what: string])[] = [
    ["aws:ec2transitgateway/", "a transit gateway"],
    ["aws:ec2clientvpn/", "a client VPN"],
    ["aws:vpclattice/", "VPC Lattice"],
    ["aws:directconnect/", "Direct Connect"],
    ["aws:networkmanager/", "a core network"],
    ["aws:globalaccelerator/", "Global Accelerator"],
    ["aws:route53/resolverEndpoint", "a resolver endpoint"],
    ["aws:route53/resolverRule", "a resolver rule"],
    ["aws:autoscaling/launchConfiguration", "a launch configuration"],
    ["aws:vpn/", "a VPN"],
    ["aws:verifiedaccess/", "Verified Access"],
    ["aws:applicationloadbalancing/", "a load balancer under its old name"],
    ["aws:elasticloadbalancing/", "a load balancer under its old name"],
    ["aws:elasticloadbalancingv2/", "a load balancer under its old name"],
    ["aws:cloudfront/vpcOrigin:", "a CloudFront VPC origin"],
    ["aws:apigateway/vpcLink:", "an API Gateway VPC link"],
    ["aws:apigatewayv2/vpcLink:", "an API Gateway VPC link"],
    ["aws:route53/profiles", "a Route 53 profile"],
    ["aws:cloudformation/stack", "a stack of another tool"],
    ["aws:cloudcontrol/resource:", "a resource of another tool"],
    ["aws:servicecatalog/provisionedProduct:", "a product of Service Catalog"],
    ["aws-native:ec2:", "a resource of another provider"],
    ["aws-native:elasticloadbalancingv2:", "a resource of another provider"],
    ["awscc:", "a resource of another provider"],
];

/**
 * Properties, at any depth, that put something into a subnet or give it a security group, whatever it is: functions, databases, tasks,
 * clusters, file systems.
 */
const place =
    /^(subnet|[a-z]*Subnet)(s|Id|Ids|Group|GroupName|GroupId|Mappings?)?$|^vpcZoneIdentifiers$|securityGroup(s|Id|Ids)?$/i;

/** The same for things that only name a VPC. */
const inVpc = /^vpc(Config|Configuration|Configs|Options|Settings|Connector|ConnectorArn|ConnectionArn)$/i;

function placeOf(value: unknown): string | undefined {
    if (typeof value !== "object" || value === null) return undefined;
    for (const [name, held] of Object.entries(value)) {
        const said = !(
            held === undefined ||
            held === null ||
            held === "" ||
            (Array.isArray(held) && held.length === 0)
        );
        if (name === "tags" || name === "tagsAll") continue;
        if (said && (place.test(name) || inVpc.test(name))) return name;
        const below = placeOf(held);
        if (below !== undefined) return below;
    }
    return undefined;
}

const placed = new Set([
    "aws:autoscaling/attachment:Attachment",
    "aws:autoscaling/group:Group",
    "aws:autoscaling/trafficSourceAttachment:TrafficSourceAttachment",
]);

/** Properties of modelled types that the model reads, or that hold text for people and programs. */
const isRead = (property: string): boolean =>
    /^(vpcId|peerVpcId|subnet|subnets|subnetIds?|subnetMappings|subnetConfigurations|vpcZoneIdentifiers|vpcSecurityGroupIds|securityGroups?|securityGroupIds?|sourceSecurityGroupId|referencedSecurityGroupId|ingress|egress|routes|routeTableIds?|defaultRouteTableId|networkAclId|defaultNetworkAclId|gatewayId|vpcEndpointId|networkInterfaces?|networkInterfaceId|primaryNetworkInterface|attachments|instance|allocationId|secondaryAllocationIds|availabilityZoneAddresses|launchTemplate|networkConfiguration|vpcConfig|dbSubnetGroupName|subnetGroupName|ingressRuleIds|egressRuleIds|resourceId|targetId|id|arn)$/.test(
        property,
    ) ||
    /^(name|description|tags|tagsAll|userData|userDataBase64|policy|environment|filename|contentBase64)$/.test(
        property,
    );

export function noteUnmodelled(linker: Linker, lookedUp: readonly string[], gaps: Gaps): void {
    const ids = networkIds(linker, lookedUp);
    const parents = new Set(linker.resources.map(({ parent }) => parent));
    for (const resource of linker.resources) {
        const what = unmodelled(linker, resource) ?? tied(resource, linker, ids, parents);
        if (what === undefined) continue;
        gaps.add(
            resource,
            `${what} may carry traffic, and the model has no rules for it`,
            "remove it, or prove the network without it elsewhere",
        );
    }
}

/** Something of no type that the model knows, or with a property that it does not read, which names a part of the network. */
function tied(
    resource: GraphResource,
    linker: Linker,
    ids: NetworkIds,
    parents: ReadonlySet<string>,
): string | undefined {
    const { type, custom, urn } = resource;
    // A component stands for the resources below it, which are asked themselves.
    if (type === lookUp || (!custom && parents.has(urn))) return undefined;
    const known = modelled.has(type) || placed.has(type) || hasServiceInterfaces(type);
    if (!known && networkModules.test(type) && harmless.test(type)) return undefined;
    const found = referenceOf(resource, linker, ids, known ? isRead : undefined);
    return found && `${type}, whose ${found.property} refers to ${found.to},`;
}

function unmodelled(linker: Linker, resource: GraphResource): string | undefined {
    const { type, props, propertyDependencies, custom } = resource;
    if (type === "aws:ec2/vpcEndpoint:VpcEndpoint") return unmodelledEndpoint(resource);
    if (list(props.secondaryNetworkInterfaces).length > 0 || isUnknown(resource, "secondaryNetworkInterfaces"))
        return `${type}, which has secondaryNetworkInterfaces,`;
    if (modelled.has(type) || placed.has(type) || hasServiceInterfaces(type)) return undefined;
    if (/^awsx:(ec2:|ecs:|lb:)/.test(type))
        return linker.resources.some(({ parent }) => parent === resource.urn)
            ? undefined
            : `${type}, whose resources are not visible,`;
    const family = carriers.find(([prefix]) => type.startsWith(prefix));
    if (family && !/Logging|Policy:/.test(type)) return `${family[1]} (${type})`;
    if (networkModules.test(type)) return harmless.test(type) ? undefined : type;
    // What is not known may be anything, but its name tells where it goes.
    const known = custom && placeOf({ ...propertyDependencies, ...props });
    return known ? `${type}, which has ${known},` : undefined;
}

/** AWS has endpoints of more types: to a host of anybody's VPC, to a service network, to an appliance. */
function unmodelledEndpoint(resource: GraphResource): string | undefined {
    const kind = text(resource.props.vpcEndpointType) ?? "Gateway";
    if (!["Gateway", "Interface"].includes(kind) || isUnknown(resource, "vpcEndpointType"))
        return `an endpoint of type ${isUnknown(resource, "vpcEndpointType") ? "that is not known" : kind}`;
    return lacksItems(resource, "subnetConfigurations")
        ? "an endpoint with subnetConfigurations not known yet"
        : undefined;
}
