import { createHash } from "node:crypto";

/** Ids in the shape of the real service's, from the URN alone: the same resource has the same id in every run. */

/** What an id is made from. */
export interface Identified {
    readonly type: string;
    readonly name: string;
    readonly urn: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly account: string;
    readonly region: string;
}

type MakeId = (resource: Identified) => string;

export const hash = (text: string, length: number) => createHash("sha256").update(text).digest("hex").slice(0, length);

/**
 * The id that a resource of a plan has. No two resources share one, so that a reference by id has one meaning; what AWS
 * names after something else (the parts of a bucket) therefore has an invented id.
 */
export function idOf(resource: Identified): string {
    const make = byType[resource.type];
    return make ? make(resource) : invented(resource);
}

/** The objects that AWS makes with a VPC have ids that follow from the VPC's. */
export const defaultObject = (prefix: "acl" | "rtb" | "sg", vpcId: unknown) =>
    `${prefix}-${hash(`${vpcId}/${prefix}`, 17)}`;

const prefixed =
    (prefix: string): MakeId =>
    ({ urn }) =>
        `${prefix}-${hash(urn, 17)}`;
const invented: MakeId = ({ name, urn }) => `${name}-${hash(urn, 17)}`;

/** The id is an input; without it the provider makes one up from the logical name. */
const named =
    (property: string): MakeId =>
    (resource) =>
        given(resource, property) ?? invented(resource);

function given({ inputs }: Identified, property: string): string | undefined {
    const value = inputs[property];
    return typeof value === "string" ? value : undefined;
}

const uuid: MakeId = ({ urn }) => hash(urn, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

const balancing = (resource: Identified, path: string) =>
    `arn:aws:elasticloadbalancing:${resource.region}:${resource.account}:${path}`;

/** "app/ttb-alb/50dc6c495c0c9188" */
const balancerPath = (resource: Identified) => {
    const kind = resource.inputs.loadBalancerType === "network" ? "net" : "app";
    return `${kind}/${given(resource, "name") ?? resource.name}/${hash(resource.urn, 16)}`;
};

const listener: MakeId = (resource) => {
    const [, path = "app/unknown"] = (given(resource, "loadBalancerArn") ?? "").split(":loadbalancer/");
    return balancing(resource, `listener/${path}/${hash(resource.urn, 16)}`);
};

const byType: Readonly<Record<string, MakeId>> = {
    "aws:cloudwatch/logGroup:LogGroup": named("name"),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": named("policyName"),
    "aws:ebs/volume:Volume": prefixed("vol"),
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": named("defaultNetworkAclId"),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ({ inputs }) => defaultObject("sg", inputs.vpcId),
    "aws:ec2/eip:Eip": prefixed("eipalloc"),
    "aws:ec2/flowLog:FlowLog": prefixed("fl"),
    "aws:ec2/instance:Instance": prefixed("i"),
    "aws:ec2/internetGateway:InternetGateway": prefixed("igw"),
    "aws:ec2/natGateway:NatGateway": prefixed("nat"),
    "aws:ec2/networkAcl:NetworkAcl": prefixed("acl"),
    "aws:ec2/networkAclAssociation:NetworkAclAssociation": prefixed("aclassoc"),
    "aws:ec2/networkAclRule:NetworkAclRule": prefixed("nacl"),
    "aws:ec2/networkInterface:NetworkInterface": prefixed("eni"),
    "aws:ec2/route:Route": prefixed("r-rtb"),
    "aws:ec2/routeTable:RouteTable": prefixed("rtb"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": prefixed("rtbassoc"),
    "aws:ec2/securityGroup:SecurityGroup": prefixed("sg"),
    "aws:ec2/subnet:Subnet": prefixed("subnet"),
    "aws:ec2/volumeAttachment:VolumeAttachment": prefixed("vai"),
    "aws:ec2/vpc:Vpc": prefixed("vpc"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": prefixed("vpce"),
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": prefixed("a-vpce"),
    "aws:iam/instanceProfile:InstanceProfile": named("name"),
    "aws:iam/role:Role": named("name"),
    "aws:iam/rolePolicy:RolePolicy": (resource) => `${given(resource, "role")}:${invented(resource)}`,
    "aws:iam/serverCertificate:ServerCertificate": ({ urn }) => `ASCA${hash(urn, 17).toUpperCase()}`,
    "aws:kms/alias:Alias": named("name"),
    "aws:kms/key:Key": uuid,
    "aws:lb/listener:Listener": listener,
    "aws:lb/loadBalancer:LoadBalancer": (resource) => balancing(resource, `loadbalancer/${balancerPath(resource)}`),
    "aws:lb/targetGroup:TargetGroup": (resource) =>
        balancing(resource, `targetgroup/${given(resource, "name") ?? resource.name}/${hash(resource.urn, 16)}`),
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": (resource) =>
        `${given(resource, "targetGroupArn")}-${hash(resource.urn, 17)}`,
    "aws:route53/resolverFirewallConfig:ResolverFirewallConfig": prefixed("rslvr-fc"),
    "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList": prefixed("rslvr-fdl"),
    "aws:route53/resolverFirewallRule:ResolverFirewallRule": (resource) =>
        `${given(resource, "firewallRuleGroupId")}:${given(resource, "firewallDomainListId")}`,
    "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup": prefixed("rslvr-frg"),
    "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation": prefixed("rslvr-frgassoc"),
    "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig": prefixed("rqlc"),
    "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation": prefixed("rqlca"),
    "aws:s3/bucket:Bucket": named("bucket"),
    "aws:s3/bucketObjectv2:BucketObjectv2": (resource) => `${given(resource, "bucket")}/${given(resource, "key")}`,
    "aws:ssm/association:Association": uuid,
    "aws:ssm/parameter:Parameter": named("name"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": prefixed("sgr"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": prefixed("sgr"),
};
