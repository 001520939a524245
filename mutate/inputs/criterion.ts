import type { PlanResource } from "../../model/plan";

/**
 * Whether a change of an input is a fault, decided by what AWS documents that the input does, and by nothing that a rule of this
 * repository says. A change is a fault when afterwards
 *
 * 1. somebody reaches, reads, runs or decrypts what they could not before, or one barrier of several no longer stands; or
 * 2. less is recorded, encrypted, kept or protected from deletion; or
 * 3. a connection that the design needs no longer works.
 *
 * It is neutral when it changes a name, a description, a size or a time that guards nothing: then no rule may complain.
 */
export type Part =
    /** Says who gets where, who may do what, or that a protection is on: every other value is a fault. */
    | "guard"
    /** How long something is kept: less is a fault. */
    | "kept"
    /** Names, tags, descriptions, sizes, times: any value is as good. */
    | "neutral"
    /** Not changed alone: AWS refuses it, or every other resource names the old value. */
    | "fixed";

/** By type and then by part: the inputs, nested ones with their path, without places in lists. A shorter path stands for what is below it. */
const table: Readonly<Record<string, Partial<Record<Part, string>>>> = {
    "cloudwatch/logGroup:LogGroup": { guard: "kmsKeyId", kept: "retentionInDays", fixed: "name" },
    "cloudwatch/logResourcePolicy:LogResourcePolicy": { guard: "policyDocument", neutral: "policyName" },
    "ebs/volume:Volume": { guard: "encrypted", neutral: "size tags type", fixed: "availabilityZone" },
    "ec2/defaultNetworkAcl:DefaultNetworkAcl": { neutral: "tags", fixed: "defaultNetworkAclId" },
    "ec2/defaultSecurityGroup:DefaultSecurityGroup": { neutral: "tags", fixed: "vpcId" },
    "ec2/eip:Eip": { neutral: "tags", fixed: "domain" },
    "ec2/flowLog:FlowLog": {
        guard: "iamRoleArn trafficType",
        neutral: "maxAggregationInterval tags",
        fixed: "logDestination logDestinationType vpcId",
    },
    "ec2/instance:Instance": {
        guard: "associatePublicIpAddress iamInstanceProfile metadataOptions metadataOptions.httpTokens metadataOptions.httpPutResponseHopLimit privateIp rootBlockDevice rootBlockDevice.encrypted sourceDestCheck subnetId vpcSecurityGroupIds",
        neutral:
            "ami creditSpecification ebsOptimized instanceType metadataOptions.httpProtocolIpv6 metadataOptions.instanceMetadataTags rootBlockDevice.deleteOnTermination rootBlockDevice.volumeSize rootBlockDevice.volumeType tags",
        // User data is software, and without an endpoint of metadata the host has no credentials at all.
        fixed: "metadataOptions.httpEndpoint userData",
    },
    "ec2/internetGateway:InternetGateway": { guard: "vpcId", neutral: "tags" },
    "ec2/natGateway:NatGateway": { guard: "subnetId", neutral: "tags", fixed: "allocationId" },
    "ec2/networkAcl:NetworkAcl": { neutral: "tags", fixed: "vpcId" },
    "ec2/networkAclAssociation:NetworkAclAssociation": { guard: "networkAclId subnetId" },
    "ec2/networkAclRule:NetworkAclRule": {
        guard: "cidrBlock egress fromPort networkAclId protocol ruleAction toPort",
        // Entries do not overlap but for the last denial: another number before that changes nothing.
        neutral: "ruleNumber",
        fixed: "ipv6CidrBlock",
    },
    "ec2/route:Route": { guard: "destinationCidrBlock routeTableId", fixed: "gatewayId natGatewayId" },
    "ec2/routeTable:RouteTable": { neutral: "tags", fixed: "vpcId" },
    "ec2/routeTableAssociation:RouteTableAssociation": { guard: "routeTableId subnetId" },
    "ec2/securityGroup:SecurityGroup": { neutral: "description tags name", fixed: "vpcId" },
    "ec2/subnet:Subnet": { guard: "mapPublicIpOnLaunch", neutral: "tags", fixed: "availabilityZone cidrBlock vpcId" },
    "ec2/volumeAttachment:VolumeAttachment": {
        neutral: "stopInstanceBeforeDetaching",
        fixed: "deviceName instanceId volumeId",
    },
    "ec2/vpc:Vpc": { guard: "enableDnsHostnames enableDnsSupport", neutral: "tags", fixed: "cidrBlock" },
    "ec2/vpcEndpoint:VpcEndpoint": {
        guard: "policy privateDnsEnabled securityGroupIds serviceName subnetIds",
        neutral: "tags",
        fixed: "vpcEndpointType vpcId subnetConfigurations",
    },
    "ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": {
        guard: "routeTableId",
        fixed: "vpcEndpointId",
    },
    "iam/instanceProfile:InstanceProfile": { guard: "role", fixed: "name" },
    "iam/role:Role": { guard: "assumeRolePolicy", neutral: "description", fixed: "name" },
    "iam/rolePolicy:RolePolicy": { guard: "policy role", neutral: "name" },
    "iam/serverCertificate:ServerCertificate": { neutral: "namePrefix", fixed: "certificateBody privateKey" },
    "kms/alias:Alias": { neutral: "name", fixed: "targetKeyId" },
    "kms/key:Key": { guard: "enableKeyRotation policy", kept: "deletionWindowInDays", neutral: "description" },
    "lb/listener:Listener": {
        guard: "defaultActions.redirect.protocol defaultActions.targetGroupArn port protocol sslPolicy",
        neutral: "tcpIdleTimeoutSeconds",
        fixed: "certificateArn defaultActions.redirect defaultActions.type loadBalancerArn",
    },
    "lb/loadBalancer:LoadBalancer": {
        guard: "accessLogs accessLogs.enabled desyncMitigationMode dropInvalidHeaderFields enableDeletionProtection internal ipAddressType securityGroups subnets",
        neutral: "accessLogs.prefix enableCrossZoneLoadBalancing idleTimeout name",
        fixed: "accessLogs.bucket loadBalancerType",
    },
    "lb/targetGroup:TargetGroup": {
        guard: "preserveClientIp",
        neutral:
            "deregistrationDelay healthCheck.healthyThreshold healthCheck.interval healthCheck.unhealthyThreshold healthCheck.timeout name",
        // A target of its own port and the health check's matcher are the software's.
        fixed: "healthCheck port protocol targetType vpcId",
    },
    "lb/targetGroupAttachment:TargetGroupAttachment": { guard: "port targetGroupArn targetId" },
    "route53/resolverFirewallConfig:ResolverFirewallConfig": { guard: "firewallFailOpen", fixed: "resourceId" },
    "route53/resolverFirewallDomainList:ResolverFirewallDomainList": { guard: "domains", neutral: "name" },
    "route53/resolverFirewallRule:ResolverFirewallRule": {
        guard: "action firewallDomainListId firewallDomainRedirectionAction priority",
        neutral: "blockResponse name",
        fixed: "firewallRuleGroupId",
    },
    "route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup": { neutral: "name" },
    "route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation": {
        guard: "mutationProtection",
        neutral: "name priority",
        fixed: "firewallRuleGroupId vpcId",
    },
    "route53/resolverQueryLogConfig:ResolverQueryLogConfig": { neutral: "name", fixed: "destinationArn" },
    "route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation": {
        fixed: "resolverQueryLogConfigId resourceId",
    },
    "s3/bucket:Bucket": { guard: "forceDestroy", fixed: "bucket" },
    "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
        // How long artifacts are kept, and on what storage, is the configuration's to say.
        neutral: "rules.abortIncompleteMultipartUpload rules.expiration rules.id rules.transitions",
        kept: "rules.noncurrentVersionExpiration.noncurrentDays",
        // Which of its rules guards something, and for which objects, is a row of its own.
        fixed: "bucket rules.filter rules.status",
    },
    "s3/bucketOwnershipControls:BucketOwnershipControls": { guard: "bucket rule.objectOwnership" },
    "s3/bucketPolicy:BucketPolicy": { guard: "policy", fixed: "bucket" },
    "s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
        guard: "blockPublicAcls blockPublicPolicy bucket ignorePublicAcls restrictPublicBuckets",
    },
    "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
        guard: "bucket rules.applyServerSideEncryptionByDefault",
    },
    "s3/bucketVersioning:BucketVersioning": { guard: "bucket versioningConfiguration.status" },
    "vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
        guard: "cidrIpv4 fromPort ipProtocol prefixListId referencedSecurityGroupId securityGroupId toPort",
        neutral: "description",
    },
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
        guard: "cidrIpv4 fromPort ipProtocol referencedSecurityGroupId securityGroupId toPort",
        neutral: "description",
    },
};

/** Resources without which nothing is more open, less recorded or cut off: a second name, a grant, a disk that is not attached. */
const dispensable = new Set(["kms/alias:Alias", "iam/rolePolicy:RolePolicy", "ec2/volumeAttachment:VolumeAttachment"]);

/** A policy with a Deny guards. */
export const isDispensable = ({ type, props }: PlanResource): boolean =>
    dispensable.has(type.replace("aws:", "")) && !String(props.policy).includes('"Deny"');

export const isJudged = (type: string): boolean => type.replace("aws:", "") in table;

/** What an input is, by the longest path of the table that it begins with; undefined where the table says nothing. */
export function partOf(type: string, path: readonly (string | number)[]): Part | undefined {
    const names = path.filter((step) => typeof step === "string");
    for (let depth = names.length; depth > 0; depth--) {
        const wanted = names.slice(0, depth).join(".");
        const parts = Object.entries(table[type.replace("aws:", "")] ?? {}) as [Part, string][];
        const found = parts.find(([, inputs]) => inputs.split(" ").includes(wanted));
        if (found) return found[0];
    }
    return undefined;
}
