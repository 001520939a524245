import { designTypes } from "../policies/isolation/types/design";
import { defaultObject, hash, type Identified } from "./ids";

/**
 * The outputs that AWS would compute, by type, for a planned resource. The offline planner answers the program with them, the
 * tests' stand-in provider gives them on creation. Whatever the program uses must be here: a missing one reads as undefined.
 */

export interface Planned extends Identified {
    readonly id: string;
}

type Compute = (planned: Planned) => Record<string, unknown>;

export function computedOutputs(planned: Planned): Record<string, unknown> {
    const compute = byType[planned.type] ?? (designTypes.has(planned.type) ? undefined : ofOthers);
    return compute?.(planned) ?? {};
}

/** What nearly every resource of AWS has, for types that the stacks do not use: its ARN, and its name where none was given. */
const ofOthers: Compute = ({ type, id, urn, name, inputs, account, region }) => {
    const [, service] = /^aws:([^/]+)\//.exec(type) ?? [];
    if (service === undefined) return {};
    const called = String(inputs.name ?? `${name}-${hash(urn, 7)}`);
    return { name: called, arn: `arn:aws:${service}:${region}:${account}:${id.startsWith("arn:") ? called : id}` };
};

const arn =
    (service: string, resource: (planned: Planned) => string): Compute =>
    (planned) => ({
        arn: `arn:aws:${service}:${planned.region}:${planned.account}:${resource(planned)}`,
    });

const byId = (kind: string) => (planned: Planned) => `${kind}/${planned.id}`;
const given = (property: string) => (planned: Planned) => String(planned.inputs[property] ?? planned.name);

const globalArn =
    (resource: (planned: Planned) => string): Compute =>
    (planned) => ({
        arn: `arn:aws:iam::${planned.account}:${resource(planned)}`,
    });

const all =
    (...computes: Compute[]): Compute =>
    (planned) =>
        Object.assign({}, ...computes.map((compute) => compute(planned)));

/** The id is the ARN. */
const ownArn: Compute = ({ id }) => ({ arn: id });

const loadBalancer: Compute = ({ id, inputs, region }) => {
    const [, arnSuffix = ""] = id.split(":loadbalancer/");
    const [kind, title, suffix] = arnSuffix.split("/");
    const zone = kind === "net" ? `elb.${region}.amazonaws.com` : `${region}.elb.amazonaws.com`;
    const internal = inputs.internal === true ? "internal-" : "";
    return { arn: id, arnSuffix, dnsName: `${internal}${title}-${suffix}.${zone}`, zoneId: "Z35SXDOTRQ7X7K" };
};

/** The provider completes a prefix. */
const serverCertificateName = ({ name, urn, inputs }: Planned) =>
    String(inputs.name ?? `${String(inputs.namePrefix ?? `${name}-`)}${hash(urn, 26)}`);

/** An address from the block that is kept for documentation (RFC 5737): nobody's. */
const documentationAddress = (urn: string) => `198.51.100.${(parseInt(hash(urn, 2), 16) % 250) + 1}`;

const byType: Readonly<Record<string, Compute>> = {
    "aws:cloudwatch/logGroup:LogGroup": arn("logs", (p) => `log-group:${given("name")(p)}`),
    "aws:ebs/volume:Volume": arn("ec2", byId("volume")),
    "aws:ec2/eip:Eip": ({ id, urn }) => ({ allocationId: id, publicIp: documentationAddress(urn) }),
    "aws:ec2/instance:Instance": all(arn("ec2", byId("instance")), ({ urn, inputs }) => ({
        primaryNetworkInterfaceId: `eni-${hash(`${urn}/eni`, 17)}`,
        publicIp: inputs.associatePublicIpAddress === true ? documentationAddress(urn) : "",
        instanceState: "running",
    })),
    "aws:ec2/internetGateway:InternetGateway": arn("ec2", byId("internet-gateway")),
    "aws:ec2/natGateway:NatGateway": ({ urn }) => ({ networkInterfaceId: `eni-${hash(`${urn}/eni`, 17)}` }),
    "aws:ec2/networkAcl:NetworkAcl": arn("ec2", byId("network-acl")),
    "aws:ec2/routeTable:RouteTable": arn("ec2", byId("route-table")),
    "aws:ec2/securityGroup:SecurityGroup": arn("ec2", byId("security-group")),
    "aws:ec2/subnet:Subnet": arn("ec2", byId("subnet")),
    "aws:ec2/vpc:Vpc": all(arn("ec2", byId("vpc")), ({ id }) => ({
        defaultNetworkAclId: defaultObject("acl", id),
        defaultSecurityGroupId: defaultObject("sg", id),
        defaultRouteTableId: defaultObject("rtb", id),
        mainRouteTableId: defaultObject("rtb", id),
    })),
    "aws:ec2/vpcEndpoint:VpcEndpoint": arn("ec2", byId("vpc-endpoint")),
    "aws:iam/instanceProfile:InstanceProfile": globalArn((p) => `instance-profile/${p.id}`),
    "aws:iam/role:Role": globalArn((p) => `role/${p.id}`),
    "aws:iam/serverCertificate:ServerCertificate": globalArn((p) => `server-certificate/${serverCertificateName(p)}`),
    "aws:kms/key:Key": all(arn("kms", byId("key")), ({ id }) => ({ keyId: id })),
    "aws:lb/listener:Listener": ownArn,
    "aws:lb/loadBalancer:LoadBalancer": loadBalancer,
    "aws:lb/targetGroup:TargetGroup": ownArn,
    "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList": arn(
        "route53resolver",
        byId("firewall-domain-list"),
    ),
    "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup": arn(
        "route53resolver",
        byId("firewall-rule-group"),
    ),
    "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig": arn(
        "route53resolver",
        byId("resolver-query-log-config"),
    ),
    "aws:s3/bucket:Bucket": ({ id }) => ({ arn: `arn:aws:s3:::${id}` }),
    // A hierarchical name brings the slash with it.
    "aws:ssm/parameter:Parameter": arn("ssm", (p) => `parameter/${given("name")(p).replace(/^\//, "")}`),
    "tls:index/privateKey:PrivateKey": ({ urn }) => ({ privateKeyPem: `made by the tls provider (${hash(urn, 8)})` }),
    "tls:index/selfSignedCert:SelfSignedCert": ({ urn }) => ({ certPem: `made by the tls provider (${hash(urn, 8)})` }),
};
