import type { Plan, PlanResource } from "../model/plan";

/** One thing that prod has and a stack may give up. */
export interface Loss {
    readonly says: string;
    /** What of the plan gives it up, by name; empty where the stack has it. "" stands for something that is not there. */
    readonly by: (resources: readonly PlanResource[]) => readonly string[];
    /** What differs from prod's plan by it: a type, or a property of a type. */
    readonly of: readonly string[];
}

type Test = (resource: PlanResource) => boolean;

const typed = (...types: readonly string[]): Test => {
    const whole = types.map((type) => `aws:${type}`);
    return ({ type }) => whole.includes(type);
};
const without = (there: Test) => (resources: readonly PlanResource[]) => (resources.some(there) ? [] : [""]);
const those = (test: Test) => (resources: readonly PlanResource[]) => resources.filter(test).map(({ name }) => name);
const both = (one: Test, other: Test) => (resource: PlanResource) => one(resource) && other(resource);

const instance = typed("ec2/instance:Instance");
const balancer = typed("lb/loadBalancer:LoadBalancer");
/** A bucket that is not emptied first stays. */
const goesWithData: Test = ({ type, props, protect }) =>
    props.forceDestroy === true || (type === "aws:ebs/volume:Volume" && !protect);

/** The web proxy's own rule to the internet is what it is there for. */
const toAnyAddress: Test = ({ type, props, parent }) =>
    type === "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule" &&
    props.cidrIpv4 === "0.0.0.0/0" &&
    !parent.split("::")[2].endsWith(":WebProxy");

const boundToVpc: Test = ({ type, props }) =>
    type === "aws:iam/rolePolicy:RolePolicy" && String(props.policy).includes('"aws:SourceVpc"');

const imageByTag: Test = ({ type, props }) =>
    type === "isolated:agent:OpenHandsServer" &&
    (props.openHands as { image?: { digest?: string } } | undefined)?.image?.digest === undefined;

export const losses: readonly Loss[] = [
    {
        says: "no network of its own: routes, resolver and neighbours are those of the account's default VPC",
        by: without(typed("ec2/vpc:Vpc")),
        of: [
            ...[
                "vpc:Vpc",
                "internetGateway:InternetGateway",
                "subnet:Subnet",
                "defaultSecurityGroup:DefaultSecurityGroup",
            ],
            ...["route:Route", "routeTable:RouteTable", "routeTableAssociation:RouteTableAssociation"],
            ...["instance:Instance.subnetId", "instance:Instance.privateIp", "securityGroup:SecurityGroup.vpcId"],
        ]
            .map((each) => `ec2/${each}`)
            .concat("lb/loadBalancer:LoadBalancer.subnets", "lb/targetGroup:TargetGroup.vpcId"),
    },
    {
        says: "no network ACLs: behind a group's rule that is wrong stands nothing",
        by: without(typed("ec2/networkAcl:NetworkAcl")),
        of: [
            "networkAcl:NetworkAcl",
            "networkAclRule:NetworkAclRule",
            "networkAclAssociation:NetworkAclAssociation",
            "defaultNetworkAcl:DefaultNetworkAcl",
        ].map((each) => `ec2/${each}`),
    },
    {
        says: "public addresses: a group's rule is all that keeps the internet from these hosts",
        by: those(both(instance, ({ props }) => props.associatePublicIpAddress === true)),
        of: ["ec2/instance:Instance.associatePublicIpAddress"],
    },
    {
        says: "443 of any address is open at the network: the host's own firewall alone bounds it",
        by: those(toAnyAddress),
        of: ["vpc/securityGroupEgressRule:SecurityGroupEgressRule"],
    },
    {
        says: "no endpoints: AWS's services are reached over the internet, and no endpoint's policy ends requests at this account",
        by: without(typed("ec2/vpcEndpoint:VpcEndpoint")),
        of: [
            "ec2/vpcEndpoint:VpcEndpoint",
            "ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
            "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
            "ec2/securityGroup:SecurityGroup",
        ],
    },
    {
        says: "credentials of hosts work from any address: whoever takes them uses them elsewhere",
        by: without(boundToVpc),
        of: ["iam/rolePolicy:RolePolicy.policy", "iam/rolePolicy:RolePolicy"],
    },
    {
        says: "no DNS Firewall and no log of queries: every name resolves, and what is asked is a way out that nobody sees",
        by: without(typed("route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation")),
        of: [
            "resolverFirewallConfig:ResolverFirewallConfig",
            "resolverFirewallDomainList:ResolverFirewallDomainList",
            "resolverFirewallRule:ResolverFirewallRule",
            "resolverFirewallRuleGroup:ResolverFirewallRuleGroup",
            "resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation",
            "resolverQueryLogConfig:ResolverQueryLogConfig",
            "resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation",
        ]
            .map((each) => `route53/${each}`)
            .concat("cloudwatch/logResourcePolicy:LogResourcePolicy"),
    },
    {
        says: "no flow logs: who talked to whom is not written down",
        by: without(typed("ec2/flowLog:FlowLog")),
        of: ["ec2/flowLog:FlowLog", "iam/role:Role", "cloudwatch/logGroup:LogGroup"],
    },
    {
        says: "no fixed address towards providers: it changes with the host, so no provider can bind the key to it",
        by: without(typed("ec2/eip:Eip")),
        of: ["ec2/eip:Eip", "ec2/natGateway:NatGateway"],
    },
    {
        says: "no load balancer before the web proxy: clients reach the host itself",
        by: without(both(balancer, ({ props }) => props.loadBalancerType === "network")),
        of: [
            "loadBalancer:LoadBalancer",
            "listener:Listener",
            "targetGroup:TargetGroup",
            "targetGroupAttachment:TargetGroupAttachment",
        ].map((each) => `lb/${each}`),
    },
    {
        says: "a self-signed certificate: browsers warn of it, and its private key is in Pulumi's state",
        by: those(typed("iam/serverCertificate:ServerCertificate")),
        of: ["lb/listener:Listener.certificateArn", "iam/serverCertificate:ServerCertificate"],
    },
    {
        says: "deleted without a question, with what is in them",
        by: those(goesWithData),
        of: ["s3/bucket:Bucket.forceDestroy", "*.protect"],
    },
    {
        says: "deleted by one call: no protection of AWS's",
        by: those(both(balancer, ({ props }) => props.enableDeletionProtection !== true)),
        of: ["lb/loadBalancer:LoadBalancer.enableDeletionProtection"],
    },
    {
        says: "an image of the hosts that moves: the newest of Canonical's at the first up, written down nowhere",
        by: those(both(instance, ({ ignoreChanges = [] }) => ignoreChanges.includes("ami"))),
        of: ["ec2/instance:Instance.ignoreChanges"],
    },
    {
        says: "the agent's container by its tag: whoever publishes it may put another there",
        by: those(imageByTag),
        of: ["s3/bucketObjectv2:BucketObjectv2.contentBase64"],
    },
    {
        says: "deployed into whatever account the credentials are of",
        by: those(({ type, props }) => type === "pulumi:providers:aws" && props.allowedAccountIds === undefined),
        of: ["providers:aws.allowedAccountIds"],
    },
];

/** What a stack gives up against prod, a line each: read from its plan, whatever its profile says. */
export const lossesOf = ({ resources }: Plan): readonly string[] =>
    losses.flatMap(({ says, by }) => {
        const names = by(resources);
        if (names.length === 0) return [];
        return names[0] === "" ? [says] : [`${says} (${names.join(", ")})`];
    });
