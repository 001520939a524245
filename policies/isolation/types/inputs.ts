/** Generated from the program's own plans and the provider's schema: `npm run -s types:inputs > policies/isolation/types/inputs.ts`. */
export const designInputs: Readonly<
    Record<string, { readonly set: string; readonly defaults: Readonly<Record<string, string>> }>
> = {
    "aws:cloudwatch/logGroup:LogGroup": {
        set: "kmsKeyId name retentionInDays",
        defaults: {},
    },
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
        set: "policyDocument policyName",
        defaults: {},
    },
    "aws:ebs/volume:Volume": {
        set: "availabilityZone encrypted size tags type",
        defaults: {},
    },
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": {
        set: "defaultNetworkAclId tags",
        defaults: {},
    },
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
        set: "tags vpcId",
        defaults: {},
    },
    "aws:ec2/eip:Eip": {
        set: "domain tags",
        defaults: {},
    },
    "aws:ec2/flowLog:FlowLog": {
        set: "iamRoleArn logDestination logDestinationType maxAggregationInterval tags trafficType vpcId",
        defaults: {},
    },
    "aws:ec2/instance:Instance": {
        set: "ami associatePublicIpAddress creditSpecification creditSpecification.cpuCredits ebsOptimized iamInstanceProfile instanceType metadataOptions metadataOptions.httpEndpoint metadataOptions.httpProtocolIpv6 metadataOptions.httpPutResponseHopLimit metadataOptions.httpTokens metadataOptions.instanceMetadataTags privateIp rootBlockDevice rootBlockDevice.deleteOnTermination rootBlockDevice.encrypted rootBlockDevice.volumeSize rootBlockDevice.volumeType sourceDestCheck subnetId tags userData vpcSecurityGroupIds",
        defaults: {},
    },
    "aws:ec2/internetGateway:InternetGateway": {
        set: "tags vpcId",
        defaults: {},
    },
    "aws:ec2/natGateway:NatGateway": {
        set: "allocationId subnetId tags",
        defaults: {
            availabilityMode: "zonal",
            connectivityType: "public",
        },
    },
    "aws:ec2/networkAcl:NetworkAcl": {
        set: "tags vpcId",
        defaults: {},
    },
    "aws:ec2/networkAclAssociation:NetworkAclAssociation": {
        set: "networkAclId subnetId",
        defaults: {},
    },
    "aws:ec2/networkAclRule:NetworkAclRule": {
        set: "cidrBlock egress fromPort ipv6CidrBlock networkAclId protocol ruleAction ruleNumber toPort",
        defaults: {},
    },
    "aws:ec2/route:Route": {
        set: "destinationCidrBlock gatewayId natGatewayId routeTableId",
        defaults: {},
    },
    "aws:ec2/routeTable:RouteTable": {
        set: "tags vpcId",
        defaults: {},
    },
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {
        set: "routeTableId subnetId",
        defaults: {},
    },
    "aws:ec2/securityGroup:SecurityGroup": {
        set: "description name tags vpcId",
        defaults: {},
    },
    "aws:ec2/subnet:Subnet": {
        set: "availabilityZone cidrBlock mapPublicIpOnLaunch tags vpcId",
        defaults: {},
    },
    "aws:ec2/volumeAttachment:VolumeAttachment": {
        set: "deviceName instanceId stopInstanceBeforeDetaching volumeId",
        defaults: {},
    },
    "aws:ec2/vpc:Vpc": {
        set: "cidrBlock enableDnsHostnames enableDnsSupport tags",
        defaults: {
            instanceTenancy: "default",
        },
    },
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        set: "policy privateDnsEnabled securityGroupIds serviceName subnetConfigurations subnetConfigurations.ipv4 subnetConfigurations.subnetId subnetIds tags vpcEndpointType vpcId",
        defaults: {},
    },
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": {
        set: "routeTableId vpcEndpointId",
        defaults: {},
    },
    "aws:iam/instanceProfile:InstanceProfile": {
        set: "name role",
        defaults: {},
    },
    "aws:iam/role:Role": {
        set: "assumeRolePolicy description name",
        defaults: {},
    },
    "aws:iam/rolePolicy:RolePolicy": {
        set: "policy role",
        defaults: {},
    },
    "aws:iam/serverCertificate:ServerCertificate": {
        set: "certificateBody namePrefix privateKey",
        defaults: {},
    },
    "aws:kms/alias:Alias": {
        set: "name targetKeyId",
        defaults: {},
    },
    "aws:kms/key:Key": {
        set: "deletionWindowInDays description enableKeyRotation policy",
        defaults: {
            customerMasterKeySpec: "SYMMETRIC_DEFAULT",
            isEnabled: "true",
            keyUsage: "ENCRYPT_DECRYPT",
        },
    },
    "aws:lb/listener:Listener": {
        set: "certificateArn defaultActions defaultActions.redirect defaultActions.redirect.port defaultActions.redirect.protocol defaultActions.redirect.statusCode defaultActions.targetGroupArn defaultActions.type loadBalancerArn port protocol sslPolicy tcpIdleTimeoutSeconds",
        defaults: {
            "defaultActions.redirect.host": "#{host}",
            "defaultActions.redirect.path": "/#{path}",
            "defaultActions.redirect.query": "#{query}",
        },
    },
    "aws:lb/loadBalancer:LoadBalancer": {
        set: "accessLogs accessLogs.bucket accessLogs.enabled accessLogs.prefix desyncMitigationMode dropInvalidHeaderFields enableCrossZoneLoadBalancing enableDeletionProtection idleTimeout internal ipAddressType loadBalancerType name securityGroups subnets",
        defaults: {
            dnsRecordClientRoutingPolicy: "anyAvailabilityZone",
            enableHttp2: "true",
            xffHeaderProcessingMode: "append",
        },
    },
    "aws:lb/targetGroup:TargetGroup": {
        set: "deregistrationDelay healthCheck healthCheck.healthyThreshold healthCheck.interval healthCheck.matcher healthCheck.path healthCheck.port healthCheck.protocol healthCheck.timeout healthCheck.unhealthyThreshold name port preserveClientIp protocol stickiness stickiness.cookieDuration stickiness.enabled stickiness.type targetType vpcId",
        defaults: {
            "healthCheck.enabled": "true",
            loadBalancingAlgorithmType: "roundRobin",
            loadBalancingAnomalyMitigation: "off",
            loadBalancingCrossZoneEnabled: "useLoadBalancerConfiguration",
            protocolVersion: "HTTP1",
        },
    },
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": {
        set: "port targetGroupArn targetId",
        defaults: {},
    },
    "aws:route53/resolverFirewallConfig:ResolverFirewallConfig": {
        set: "firewallFailOpen resourceId",
        defaults: {},
    },
    "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList": {
        set: "domains name",
        defaults: {},
    },
    "aws:route53/resolverFirewallRule:ResolverFirewallRule": {
        set: "action blockResponse firewallDomainListId firewallDomainRedirectionAction firewallRuleGroupId name priority",
        defaults: {},
    },
    "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup": {
        set: "name",
        defaults: {},
    },
    "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation": {
        set: "firewallRuleGroupId mutationProtection name priority vpcId",
        defaults: {},
    },
    "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig": {
        set: "destinationArn name",
        defaults: {},
    },
    "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation": {
        set: "resolverQueryLogConfigId resourceId",
        defaults: {},
    },
    "aws:s3/bucket:Bucket": {
        set: "bucket forceDestroy",
        defaults: {
            acl: "private",
            bucketNamespace: "global",
        },
    },
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
        set: "bucket rules rules.abortIncompleteMultipartUpload rules.abortIncompleteMultipartUpload.daysAfterInitiation rules.expiration rules.expiration.days rules.expiration.expiredObjectDeleteMarker rules.filter rules.filter.prefix rules.id rules.noncurrentVersionExpiration rules.noncurrentVersionExpiration.noncurrentDays rules.status rules.transitions rules.transitions.days rules.transitions.storageClass",
        defaults: {
            transitionDefaultMinimumObjectSize: "all_storage_classes_128K",
        },
    },
    "aws:s3/bucketObjectv2:BucketObjectv2": {
        set: "bucket contentBase64 contentType key",
        defaults: {
            storageClass: "STANDARD",
        },
    },
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
        set: "bucket rule rule.objectOwnership",
        defaults: {},
    },
    "aws:s3/bucketPolicy:BucketPolicy": {
        set: "bucket policy",
        defaults: {},
    },
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
        set: "blockPublicAcls blockPublicPolicy bucket ignorePublicAcls restrictPublicBuckets",
        defaults: {},
    },
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
        set: "bucket rules rules.applyServerSideEncryptionByDefault rules.applyServerSideEncryptionByDefault.sseAlgorithm",
        defaults: {
            "rules.applyServerSideEncryptionByDefault.kmsMasterKeyId": "aws/s3",
        },
    },
    "aws:s3/bucketVersioning:BucketVersioning": {
        set: "bucket versioningConfiguration versioningConfiguration.status",
        defaults: {},
    },
    "aws:ssm/association:Association": {
        set: "associationName complianceSeverity name parameters targets targets.key targets.values",
        defaults: {},
    },
    "aws:ssm/parameter:Parameter": {
        set: "insecureValue name type",
        defaults: {},
    },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
        set: "cidrIpv4 description fromPort ipProtocol prefixListId referencedSecurityGroupId securityGroupId toPort",
        defaults: {},
    },
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
        set: "cidrIpv4 description fromPort ipProtocol referencedSecurityGroupId securityGroupId toPort",
        defaults: {},
    },
};
