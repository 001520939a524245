import type { Plan } from "../../model/plan";
import { ofType } from "../mutant";

/**
 * Inputs that the provider's schema has and the plan does not set, each with a value that is a fault by what AWS documents that it does (the
 * criterion is `inputs/criterion.ts`'s), or as neutral. A test fails for an input that is in neither list, so that a new version of the
 * provider is looked at.
 */
const theirs = "999999999999";
const ours = (plan: Plan, type: string) => ofType(plan, type)[0]?.id ?? "none";
const anywhere = { fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] };
const anyEntry = { ...anywhere, cidrBlocks: undefined, cidrBlock: "0.0.0.0/0", action: "allow", ruleNo: 1 };
const everything = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
});
const grantAll = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

/** A value, or how a plan gives one: its own ids in the wrong place. */
type Value = unknown | ((plan: Plan) => unknown);

/** Of any type: since version 7 of the provider each resource may be of a region of its own. */
export const everywhere: Readonly<Record<string, Value>> = { region: "eu-west-1" };

export const faults: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
    "ebs/volume:Volume": {
        kmsKeyId: `arn:aws:kms:us-east-1:${theirs}:key/00000000-0000-4000-8000-000000000000`,
        snapshotId: "snap-0ddddddddddddddd0",
    },
    "ec2/securityGroup:SecurityGroup": { ingress: [anywhere], egress: [anywhere] },
    "vpc/securityGroupEgressRule:SecurityGroupEgressRule": { cidrIpv6: "::/0" },
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
        cidrIpv6: "::/0",
        prefixListId: "pl-0123456789abcdef0",
    },
    "ec2/instance:Instance": {
        ebsBlockDevices: [{ deviceName: "/dev/sdx", snapshotId: "snap-0ddddddddddddddd0", encrypted: false }],
        ipv6AddressCount: 1,
        ipv6Addresses: ["2001:db8::1"],
        keyName: "somebody",
        launchTemplate: { id: "lt-0ddddddddddddddd0" },
        networkInterfaces: [{ deviceIndex: 1, networkInterfaceId: "eni-0ddddddddddddddd0" }],
        primaryNetworkInterface: { networkInterfaceId: "eni-0ddddddddddddddd0" },
        secondaryNetworkInterfaces: [{ networkCardIndex: 1, secondarySubnetId: "subnet-0ddddddddddddddd0" }],
        secondaryPrivateIps: ["10.0.1.99"],
        securityGroups: ["sg-0ddddddddddddddd0"],
        userDataBase64: Buffer.from("#!/bin/sh\nnft flush ruleset\n").toString("base64"),
    },
    "iam/role:Role": {
        inlinePolicies: [{ name: "more", policy: grantAll }],
        managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
    },
    "ssm/association:Association": {
        documentVersion: "1",
        outputLocation: { s3BucketName: "collector-of-somebody" },
        calendarNames: [`arn:aws:ssm:us-east-1:${theirs}:document/calendar`],
    },
    "ssm/parameter:Parameter": { keyId: `arn:aws:kms:us-east-1:${theirs}:alias/other` },
    "lb/loadBalancer:LoadBalancer": {
        connectionLogs: { enabled: true, bucket: "collector-of-somebody" },
        healthCheckLogs: { enabled: true, bucket: "collector-of-somebody" },
        subnetMappings: (plan: Plan) => [
            { subnetId: ours(plan, "ec2/subnet:Subnet"), allocationId: "eipalloc-0ddddddddddddddd0" },
        ],
    },
    "lb/targetGroupAttachment:TargetGroupAttachment": { availabilityZone: "all" },
    "kms/key:Key": { isEnabled: false, xksKeyId: "somebodys-key", customKeyStoreId: "cks-0ddddddddddddddd0" },
    "ec2/defaultNetworkAcl:DefaultNetworkAcl": {
        ingress: [anyEntry],
        egress: [anyEntry],
        subnetIds: (plan: Plan) => [ours(plan, "ec2/subnet:Subnet")],
    },
    "ec2/defaultSecurityGroup:DefaultSecurityGroup": { ingress: [anywhere], egress: [anywhere] },
    "ec2/eip:Eip": {
        instance: (plan: Plan) => ours(plan, "ec2/instance:Instance"),
        networkInterface: "eni-0ddddddddddddddd0",
    },
    "ec2/natGateway:NatGateway": {
        connectivityType: "private",
        availabilityMode: "regional",
        secondaryAllocationIds: ["eipalloc-0ddddddddddddddd0"],
    },
    "ec2/vpc:Vpc": {
        assignGeneratedIpv6CidrBlock: true,
        ipv6CidrBlock: "2001:db8::/56",
        ipv6IpamPoolId: "ipam-pool-0ddddddddddddddd0",
    },
    "cloudwatch/logResourcePolicy:LogResourcePolicy": { resourceArn: `arn:aws:logs:us-east-1:${theirs}:log-group:x` },
    "route53/resolverFirewallRule:ResolverFirewallRule": {
        qType: "A",
        dnsThreatProtection: "DGA",
    },
    "ec2/flowLog:FlowLog": {
        deliverCrossAccountRole: `arn:aws:iam::${theirs}:role/collector`,
        logFormat: "${srcaddr}",
    },
    "ec2/networkAcl:NetworkAcl": {
        ingress: [anyEntry],
        egress: [anyEntry],
        subnetIds: (plan: Plan) => [ours(plan, "ec2/subnet:Subnet")],
    },
    "ec2/route:Route": {
        carrierGatewayId: "cagw-0ddddddddddddddd0",
        coreNetworkArn: `arn:aws:networkmanager::${theirs}:core-network/core-network-0ddddddddddddddd0`,
        destinationIpv6CidrBlock: "::/0",
        destinationPrefixListId: "pl-0123456789abcdef0",
        egressOnlyGatewayId: "eigw-0ddddddddddddddd0",
        localGatewayId: "lgw-0ddddddddddddddd0",
        networkInterfaceId: "eni-0ddddddddddddddd0",
        odbNetworkArn: `arn:aws:odb:us-east-1:${theirs}:odb-network/odbnet_x`,
        transitGatewayId: "tgw-0ddddddddddddddd0",
        vpcEndpointId: "vpce-0ddddddddddddddd0",
        vpcPeeringConnectionId: "pcx-0ddddddddddddddd0",
    },
    "ec2/routeTable:RouteTable": {
        propagatingVgws: ["vgw-0ddddddddddddddd0"],
        routes: (plan: Plan) => [
            { cidrBlock: "0.0.0.0/0", gatewayId: ours(plan, "ec2/internetGateway:InternetGateway") },
        ],
    },
    "ec2/routeTableAssociation:RouteTableAssociation": {
        gatewayId: (plan: Plan) => ours(plan, "ec2/internetGateway:InternetGateway"),
    },
    "ec2/subnet:Subnet": {
        assignIpv6AddressOnCreation: true,
        enableDns64: true,
        enableLniAtDeviceIndex: 1,
        ipv6CidrBlock: "2001:db8::/64",
        ipv6IpamPoolId: "ipam-pool-0ddddddddddddddd0",
        ipv6Native: true,
        mapCustomerOwnedIpOnLaunch: true,
        outpostArn: `arn:aws:outposts:us-east-1:${theirs}:outpost/op-0ddddddddddddddd0`,
    },
    "ec2/vpcEndpoint:VpcEndpoint": {
        ipAddressType: "dualstack",
        resourceConfigurationArn: `arn:aws:vpc-lattice:us-east-1:${theirs}:resourceconfiguration/rcfg-0ddddddddddddddd0`,
        serviceNetworkArn: `arn:aws:vpc-lattice:us-east-1:${theirs}:servicenetwork/sn-0ddddddddddddddd0`,
        serviceRegion: "eu-west-1",
    },
    "s3/bucket:Bucket": {
        acl: "public-read",
        corsRules: [{ allowedMethods: ["GET"], allowedOrigins: ["*"] }],
        grants: [{ type: "Group", permissions: ["READ"], uri: "http://acs.amazonaws.com/groups/global/AllUsers" }],
        logging: { targetBucket: "collector-of-somebody" },
        policy: everything,
        replicationConfiguration: {
            role: `arn:aws:iam::${theirs}:role/replicator`,
            rules: [{ status: "Enabled", destination: { bucket: "arn:aws:s3:::collector-of-somebody" } }],
        },
        website: { redirectAllRequestsTo: "https://collector.example.net" },
    },
    "s3/bucketObjectv2:BucketObjectv2": {
        acl: "public-read",
        kmsKeyId: `arn:aws:kms:us-east-1:${theirs}:key/00000000-0000-4000-8000-000000000000`,
    },
};

/** Without effect on who gets where, who may do what, and what is kept or recorded; or refused by AWS beside what the plan has. */
export const neutral: Readonly<Record<string, string>> = {
    "*": "namePrefix name path description tags tagsAll timeouts skipDestroy certificateChain",
    "ebs/volume:Volume": "finalSnapshot iops multiAttachEnabled outpostArn throughput volumeInitializationRate",
    "ec2/securityGroup:SecurityGroup": "revokeRulesOnDelete",
    "ec2/volumeAttachment:VolumeAttachment": "forceDetach",
    // An endpoint's plan has no prefix list, and a host's rule no list beside its group.
    "cloudwatch/logGroup:LogGroup": "deletionProtectionEnabled logGroupClass",
    "ec2/instance:Instance":
        "availabilityZone capacityReservationSpecification cpuOptions disableApiStop disableApiTermination enablePrimaryIpv6 enclaveOptions ephemeralBlockDevices forceDestroy getPasswordData hibernation hostId hostResourceGroupArn instanceInitiatedShutdownBehavior instanceMarketOptions maintenanceOptions monitoring placementGroup placementGroupId placementPartitionNumber privateDnsNameOptions tenancy userDataReplaceOnChange",
    "iam/role:Role": "forceDetachPolicies maxSessionDuration permissionsBoundary",
    "ssm/association:Association":
        "applyOnlyAtCronInterval automationTargetParameterName maxConcurrency maxErrors scheduleExpression syncCompliance waitForSuccessTimeoutSeconds",
    "ssm/parameter:Parameter": "allowedPattern arn dataType overwrite tier value valueWo valueWoVersion",
    // What a browser may do with answers is the software's to say.
    "lb/listener:Listener": "alpnPolicy mutualAuthentication tcpIdleTimeoutSeconds routingHttp",
    "lb/loadBalancer:LoadBalancer":
        "clientKeepAlive customerOwnedIpv4Pool dnsRecordClientRoutingPolicy enableHttp2 enablePrefixForIpv6SourceNat enableTlsVersionAndCipherSuiteHeaders enableWafFailOpen enableXffClientPort enableZonalShift enforceSecurityGroupInboundRulesOnPrivateLinkTraffic ipamPools minimumLoadBalancerCapacity preserveHostHeader secondaryIpsAutoAssignedPerSubnet xffHeaderProcessingMode accessLogs desyncMitigationMode dropInvalidHeaderFields idleTimeout enableCrossZoneLoadBalancing",
    "lb/targetGroup:TargetGroup":
        "connectionTermination ipAddressType lambdaMultiValueHeadersEnabled loadBalancingAlgorithmType loadBalancingAnomalyMitigation loadBalancingCrossZoneEnabled protocolVersion proxyProtocolV2 slowStart stickiness targetControlPort targetFailovers targetGroupHealth targetHealthStates preserveClientIp",
    "lb/targetGroupAttachment:TargetGroupAttachment": "quicServerId",
    "kms/key:Key": "bypassPolicyLockoutSafetyCheck customerMasterKeySpec keyUsage multiRegion rotationPeriodInDays",
    "ec2/defaultSecurityGroup:DefaultSecurityGroup": "revokeRulesOnDelete",
    "ec2/eip:Eip": "address associateWithPrivateIp customerOwnedIpv4Pool ipamPoolId networkBorderGroup publicIpv4Pool",
    "ec2/natGateway:NatGateway":
        "availabilityZoneAddresses privateIp secondaryPrivateIpAddressCount secondaryPrivateIpAddresses vpcId",
    "ec2/vpc:Vpc":
        "enableNetworkAddressUsageMetrics instanceTenancy ipv4IpamPoolId ipv4NetmaskLength ipv6CidrBlockNetworkBorderGroup ipv6NetmaskLength",
    "route53/resolverFirewallRule:ResolverFirewallRule":
        "blockOverrideDnsType blockOverrideDomain blockOverrideTtl blockResponse confidenceThreshold firewallDomainRedirectionAction",
    "ec2/flowLog:FlowLog":
        "destinationOptions eniId regionalNatGatewayId subnetId tagFieldSpecifications transitGatewayAttachmentId transitGatewayId",
    "ec2/networkAclRule:NetworkAclRule": "icmpCode icmpType",
    "ec2/subnet:Subnet":
        "availabilityZoneId customerOwnedIpv4Pool enableResourceNameDnsARecordOnLaunch enableResourceNameDnsAaaaRecordOnLaunch ipv4IpamPoolId ipv4NetmaskLength ipv6NetmaskLength privateDnsHostnameTypeOnLaunch",
    "ec2/vpcEndpoint:VpcEndpoint": "autoAccept dnsOptions routeTableIds",
    "s3/bucket:Bucket":
        "accelerationStatus bucketNamespace bucketPrefix objectLockConfiguration objectLockEnabled requestPayer lifecycleRules serverSideEncryptionConfiguration versioning",
    "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration":
        "expectedBucketOwner transitionDefaultMinimumObjectSize",
    "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": "expectedBucketOwner",
    "s3/bucketVersioning:BucketVersioning": "expectedBucketOwner mfa",
    "s3/bucketObjectv2:BucketObjectv2":
        "bucketKeyEnabled cacheControl checksumAlgorithm content contentDisposition contentEncoding contentLanguage etag forceDestroy objectLockLegalHoldStatus objectLockMode objectLockRetainUntilDate overrideProvider serverSideEncryption source sourceHash storageClass websiteRedirect contentType contentBase64",
};
