/**
 * What the stand-in knows of each resource type. A type that is not here is refused, so that a new one is thought about.
 *
 * Replacement rules are "forces new resource" of the AWS provider's documentation (registry.terraform.io/providers/
 * hashicorp/aws, which the Pulumi provider is built from); unique keys are what the service itself refuses twice.
 */
export interface TypeRules {
    /** Inputs without which AWS refuses the call. "a|b": at least one of them. */
    readonly required: readonly string[];
    /** Inputs whose change replaces the resource; "*" is any input. */
    readonly replaces: readonly string[];
    /** Inputs that together exist once in an account and region (names, blocks of a VPC, numbers of an ACL). */
    readonly unique?: readonly string[];
    /** The input, and the value of it without which AWS refuses the deletion. Every bucket is taken to hold objects. */
    readonly deletable?: readonly [input: string, value: unknown];
}

type Rules = Readonly<Record<string, TypeRules>>;

const network: Rules = {
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": {
        required: ["defaultNetworkAclId"],
        replaces: ["defaultNetworkAclId"],
        unique: ["defaultNetworkAclId"],
    },
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": { required: [], replaces: ["vpcId"], unique: ["vpcId"] },
    "aws:ec2/eip:Eip": { required: [], replaces: ["domain", "networkBorderGroup", "publicIpv4Pool"] },
    "aws:ec2/flowLog:FlowLog": {
        required: ["vpcId|subnetId|eniId", "trafficType"],
        replaces: [
            "iamRoleArn",
            "logDestination",
            "logDestinationType",
            "logFormat",
            "maxAggregationInterval",
            "trafficType",
            "vpcId",
        ],
    },
    "aws:ec2/internetGateway:InternetGateway": { required: [], replaces: [] },
    "aws:ec2/natGateway:NatGateway": {
        required: ["subnetId"],
        replaces: ["allocationId", "connectivityType", "privateIp", "subnetId"],
    },
    "aws:ec2/networkAcl:NetworkAcl": { required: ["vpcId"], replaces: ["vpcId"] },
    "aws:ec2/networkAclAssociation:NetworkAclAssociation": {
        required: ["networkAclId", "subnetId"],
        replaces: ["*"],
    },
    "aws:ec2/networkAclRule:NetworkAclRule": {
        required: ["networkAclId", "protocol", "ruleAction", "ruleNumber", "cidrBlock|ipv6CidrBlock"],
        replaces: ["*"],
        unique: ["networkAclId", "egress", "ruleNumber"],
    },
    "aws:ec2/route:Route": {
        required: ["routeTableId", "destinationCidrBlock|destinationIpv6CidrBlock|destinationPrefixListId"],
        replaces: ["routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"],
        unique: ["routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"],
    },
    "aws:ec2/routeTable:RouteTable": { required: ["vpcId"], replaces: ["vpcId"] },
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {
        required: ["routeTableId", "subnetId|gatewayId"],
        replaces: ["subnetId", "gatewayId"],
        unique: ["subnetId", "gatewayId"],
    },
    "aws:ec2/securityGroup:SecurityGroup": {
        required: [],
        replaces: ["description", "name", "namePrefix", "vpcId"],
        unique: ["vpcId", "name"],
    },
    "aws:ec2/subnet:Subnet": {
        required: ["vpcId", "cidrBlock|ipv6CidrBlock"],
        replaces: ["availabilityZone", "cidrBlock", "vpcId"],
        unique: ["vpcId", "cidrBlock"],
    },
    "aws:ec2/vpc:Vpc": { required: ["cidrBlock|ipv4IpamPoolId"], replaces: ["cidrBlock"] },
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        required: ["vpcId", "serviceName"],
        replaces: ["serviceName", "vpcEndpointType", "vpcId"],
        // Private DNS of a service exists once in a VPC.
        unique: ["vpcId", "serviceName"],
    },
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": {
        required: ["routeTableId", "vpcEndpointId"],
        replaces: ["*"],
        unique: ["routeTableId", "vpcEndpointId"],
    },
    "aws:route53/resolverFirewallConfig:ResolverFirewallConfig": {
        required: ["resourceId"],
        replaces: ["resourceId"],
        unique: ["resourceId"],
    },
    "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList": { required: [], replaces: ["name"] },
    "aws:route53/resolverFirewallRule:ResolverFirewallRule": {
        required: ["action", "firewallDomainListId", "firewallRuleGroupId", "priority"],
        replaces: ["firewallDomainListId", "firewallRuleGroupId"],
        unique: ["firewallRuleGroupId", "priority"],
    },
    "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup": { required: [], replaces: ["name"] },
    "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation": {
        required: ["firewallRuleGroupId", "priority", "vpcId"],
        replaces: ["firewallRuleGroupId", "vpcId"],
        unique: ["vpcId", "priority"],
    },
    "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig": {
        required: ["destinationArn"],
        replaces: ["destinationArn", "name"],
    },
    "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation": {
        required: ["resolverQueryLogConfigId", "resourceId"],
        replaces: ["*"],
        unique: ["resolverQueryLogConfigId", "resourceId"],
    },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": securityGroupRule(),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": securityGroupRule(),
};

/** Types that our program does not make, and that somebody could add: the policy packs are tried on them. */
const outsiders: Rules = {
    "aws:ec2/eipAssociation:EipAssociation": { required: ["allocationId|publicIp"], replaces: ["*"] },
    "aws:ec2/securityGroupRule:SecurityGroupRule": {
        required: ["fromPort", "protocol", "securityGroupId", "toPort", "type"],
        replaces: ["*"],
    },
    "aws:ec2/vpnGateway:VpnGateway": { required: [], replaces: [] },
};

const compute: Rules = {
    "aws:ebs/volume:Volume": {
        required: ["availabilityZone", "size|snapshotId"],
        replaces: ["availabilityZone", "encrypted", "kmsKeyId", "snapshotId"],
    },
    "aws:ec2/instance:Instance": {
        required: ["ami|launchTemplate", "instanceType|launchTemplate"],
        replaces: [
            "ami",
            "associatePublicIpAddress",
            "availabilityZone",
            "keyName",
            "placementGroup",
            "privateIp",
            "subnetId",
            "tenancy",
        ],
        unique: ["subnetId", "privateIp"],
    },
    "aws:ec2/volumeAttachment:VolumeAttachment": {
        required: ["deviceName", "instanceId", "volumeId"],
        replaces: ["deviceName", "instanceId", "volumeId"],
        unique: ["volumeId"],
    },
    "aws:lb/listener:Listener": {
        required: ["defaultActions", "loadBalancerArn"],
        replaces: ["loadBalancerArn"],
        unique: ["loadBalancerArn", "port"],
    },
    "aws:lb/loadBalancer:LoadBalancer": {
        required: ["subnets|subnetMappings"],
        replaces: ["internal", "loadBalancerType", "name", "namePrefix"],
        unique: ["name"],
        deletable: ["enableDeletionProtection", false],
    },
    "aws:lb/targetGroup:TargetGroup": {
        required: ["port", "protocol", "vpcId"],
        replaces: ["ipAddressType", "name", "port", "protocol", "protocolVersion", "targetType", "vpcId"],
        unique: ["name"],
    },
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": {
        required: ["targetGroupArn", "targetId"],
        replaces: ["*"],
    },
};

const bucketPart = (...required: string[]): TypeRules => ({
    required: ["bucket", ...required],
    replaces: ["bucket"],
    unique: ["bucket"],
});

const storage: Rules = {
    "aws:s3/bucket:Bucket": {
        required: [],
        replaces: ["bucket", "bucketPrefix"],
        unique: ["bucket"],
        deletable: ["forceDestroy", true],
    },
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketPart("rules"),
    "aws:s3/bucketObjectv2:BucketObjectv2": {
        required: ["bucket"],
        replaces: ["bucket", "key"],
        unique: ["bucket", "key"],
    },
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucketPart("rule"),
    "aws:s3/bucketPolicy:BucketPolicy": bucketPart("policy"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketPart(),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": bucketPart("rules"),
    "aws:s3/bucketVersioning:BucketVersioning": bucketPart("versioningConfiguration"),
};

const operations: Rules = {
    "aws:cloudwatch/logGroup:LogGroup": { required: [], replaces: ["logGroupClass", "name"], unique: ["name"] },
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
        required: ["policyDocument"],
        replaces: ["policyName"],
        unique: ["policyName"],
    },
    "aws:iam/instanceProfile:InstanceProfile": { required: [], replaces: ["name", "path"], unique: ["name"] },
    "aws:iam/role:Role": { required: ["assumeRolePolicy"], replaces: ["name", "path"], unique: ["name"] },
    "aws:iam/rolePolicy:RolePolicy": { required: ["policy", "role"], replaces: ["name", "role"] },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
        required: ["policyArn", "role"],
        replaces: ["policyArn", "role"],
    },
    "aws:iam/serverCertificate:ServerCertificate": {
        required: ["certificateBody", "privateKey"],
        replaces: ["certificateBody", "certificateChain", "name", "namePrefix", "path", "privateKey"],
    },
    "aws:kms/alias:Alias": { required: ["targetKeyId"], replaces: ["name"], unique: ["name"] },
    "aws:kms/key:Key": { required: [], replaces: ["customerMasterKeySpec", "keyUsage", "multiRegion"] },
    "aws:ssm/association:Association": { required: [], replaces: ["instanceId", "name"] },
    "aws:ssm/parameter:Parameter": { required: ["type"], replaces: ["name"], unique: ["name"] },
};

const tls: Rules = {
    "tls:index/privateKey:PrivateKey": { required: ["algorithm"], replaces: ["*"] },
    "tls:index/selfSignedCert:SelfSignedCert": {
        required: ["allowedUses", "privateKeyPem", "validityPeriodHours"],
        replaces: ["*"],
    },
};

function securityGroupRule(): TypeRules {
    const peer = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];
    return {
        required: ["ipProtocol", "securityGroupId", peer.join("|")],
        // The peer itself may be changed in place; `resources.ts` replaces when its kind changes, as the provider does.
        replaces: ["securityGroupId"],
        unique: ["securityGroupId", "ipProtocol", "fromPort", "toPort", ...peer],
    };
}

export const types: Rules = { ...network, ...compute, ...storage, ...operations, ...tls, ...outsiders };
