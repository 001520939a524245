import { awsType } from "./design";

/**
 * Inputs that the program does not set and a careful operator may: they guard, name, size or time something, and neither place, open nor
 * deliver anything; or another rule judges their values. With all that is in them.
 */
const everywhere = "name namePrefix description path tags tagsAll timeouts skipDestroy volumeTags";

/** The keys, buckets and regions that these name are compared with the stack's by `ids-own`, `deliveries-own` and `provider-settings`. */
const judged: Readonly<Record<string, string>> = {
    "*": "region",
    "ebs/Volume": "kmsKeyId",
    "ec2/Instance": "rootBlockDevice.kmsKeyId",
    "lb/LoadBalancer": "connectionLogs healthCheckLogs",
    "s3/Bucket": "logging",
    "s3/BucketObjectv2": "kmsKeyId",
    "s3/BucketServerSideEncryptionConfiguration": "rules.applyServerSideEncryptionByDefault.kmsMasterKeyId",
    "ssm/Parameter": "keyId value",
    // Twice is `set-once`'s to say, and what they say the baseline's.
    "s3/BucketVersioning": "versioningConfiguration.mfaDelete",
    "ec2/RouteTable": "routes",
    "ec2/SecurityGroup": "ingress egress",
    "ec2/NetworkAcl": "ingress egress subnetIds",
    "ec2/DefaultNetworkAcl": "ingress egress subnetIds",
    "ec2/DefaultSecurityGroup": "ingress egress",
};

const plain: Readonly<Record<string, string>> = {
    "cloudwatch/LogGroup": "deletionProtectionEnabled logGroupClass",
    "ebs/Volume": "finalSnapshot iops throughput volumeInitializationRate",
    "ec2/FlowLog": "destinationOptions tagFieldSpecifications",
    "ec2/Instance":
        "availabilityZone cpuOptions disableApiStop disableApiTermination instanceInitiatedShutdownBehavior maintenanceOptions monitoring placementGroup placementGroupId placementPartitionNumber rootBlockDevice.iops rootBlockDevice.tags rootBlockDevice.tagsAll rootBlockDevice.throughput tenancy userDataReplaceOnChange",
    "ec2/NatGateway": "privateIp",
    "ec2/NetworkAclRule": "icmpCode icmpType",
    "ec2/SecurityGroup": "revokeRulesOnDelete",
    "ec2/DefaultSecurityGroup": "revokeRulesOnDelete",
    "ec2/Subnet": "availabilityZoneId enableResourceNameDnsARecordOnLaunch privateDnsHostnameTypeOnLaunch",
    "ec2/VolumeAttachment": "forceDetach",
    "ec2/Vpc": "enableNetworkAddressUsageMetrics instanceTenancy",
    "ec2/VpcEndpoint": "autoAccept",
    "iam/Role": "forceDetachPolicies maxSessionDuration permissionsBoundary",
    "iam/ServerCertificate": "certificateChain",
    "kms/Key": "rotationPeriodInDays",
    "lb/LoadBalancer":
        "clientKeepAlive enableTlsVersionAndCipherSuiteHeaders enableZonalShift enforceSecurityGroupInboundRulesOnPrivateLinkTraffic minimumLoadBalancerCapacity",
    "lb/TargetGroup":
        "connectionTermination loadBalancingAlgorithmType loadBalancingAnomalyMitigation loadBalancingCrossZoneEnabled protocolVersion slowStart targetGroupHealth targetHealthStates",
    "s3/Bucket": "bucketPrefix objectLockConfiguration objectLockEnabled",
    "s3/BucketLifecycleConfiguration": "expectedBucketOwner transitionDefaultMinimumObjectSize",
    "s3/BucketObjectv2":
        "bucketKeyEnabled cacheControl checksumAlgorithm content contentDisposition contentEncoding contentLanguage etag forceDestroy metadata objectLockLegalHoldStatus objectLockMode objectLockRetainUntilDate serverSideEncryption source sourceHash storageClass",
    "s3/BucketServerSideEncryptionConfiguration":
        "expectedBucketOwner rules.bucketKeyEnabled rules.blockedEncryptionTypes",
    "s3/BucketVersioning": "expectedBucketOwner mfa",
    "ssm/Association":
        "applyOnlyAtCronInterval maxConcurrency maxErrors scheduleExpression syncCompliance waitForSuccessTimeoutSeconds",
    "ssm/Parameter": "allowedPattern dataType overwrite tier",
};

const words = (text = "") => text.split(" ").filter((word) => word !== "");

/** By type; `everywhere` and the region are of each. */
export const harmlessInputs = (type: string): readonly string[] => byType.get(type) ?? ofEach;
const ofEach = [...words(everywhere), ...words(judged["*"])];
const byType = new Map(
    [...new Set([...Object.keys(plain), ...Object.keys(judged)])]
        .filter((key) => key !== "*")
        .map((key) => {
            const [module, name] = key.split("/");
            return [awsType(module, name), [...ofEach, ...words(plain[key]), ...words(judged[key])]] as const;
        }),
);
