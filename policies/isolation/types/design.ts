import { tokens } from "../../../model/tokens";

/**
 * What the stacks of this repository are made of, in every mode and configuration; a test compares with their plans. Whoever makes
 * something new adds its type here, after the network model and the rules have learnt what it can do.
 */
const aws: Readonly<Record<string, string>> = {
    cloudwatch: "LogGroup LogResourcePolicy",
    ebs: "Volume",
    ec2: "DefaultNetworkAcl DefaultSecurityGroup Eip FlowLog Instance InternetGateway NatGateway NetworkAcl NetworkAclAssociation NetworkAclRule Route RouteTable RouteTableAssociation SecurityGroup Subnet VolumeAttachment Vpc VpcEndpoint VpcEndpointRouteTableAssociation",
    iam: "InstanceProfile Role RolePolicy ServerCertificate",
    kms: "Alias Key",
    lb: "Listener LoadBalancer TargetGroup TargetGroupAttachment",
    route53:
        "ResolverFirewallConfig ResolverFirewallDomainList ResolverFirewallRule ResolverFirewallRuleGroup ResolverFirewallRuleGroupAssociation ResolverQueryLogConfig ResolverQueryLogConfigAssociation",
    s3: "Bucket BucketLifecycleConfiguration BucketObjectv2 BucketOwnershipControls BucketPolicy BucketPublicAccessBlock BucketServerSideEncryptionConfiguration BucketVersioning",
    ssm: "Association Parameter",
    vpc: "SecurityGroupEgressRule SecurityGroupIngressRule",
};

/** "ec2" and "NatGateway" are the type aws:ec2/natGateway:NatGateway. */
export const awsType = (module: string, name: string): string =>
    `aws:${module}/${name[0].toLowerCase()}${name.slice(1)}:${name}`;

const ofAws = Object.entries(aws).flatMap(([module, names]) => names.split(" ").map((name) => awsType(module, name)));

/** The awsx package is there for one component, which looks the default VPC up and makes nothing. */
export const defaultVpc = "awsx:ec2:DefaultVpc";

export const designTypes: ReadonlySet<string> = new Set([
    ...ofAws,
    "tls:index/privateKey:PrivateKey",
    "tls:index/selfSignedCert:SelfSignedCert",
    defaultVpc,
    ...Object.values(tokens),
    "pulumi:pulumi:Stack",
    ...["aws", "awsx", "tls"].map((name) => `pulumi:providers:${name}`),
]);
