/** Edits with the very types of the design, made in a way that it is not. `at` is what prod already has. */
export const designEdits: readonly (readonly [what: string, line: string])[] = [
    [
        "new internal nlb before the agent",
        'const lb = new aws.lb.LoadBalancer("xl", { loadBalancerType: "network", internal: true, subnets: at.network.subnetIds.private, securityGroups: [at.webProxy.securityGroupId], enableDeletionProtection: true }); const tg = new aws.lb.TargetGroup("xt", { port: 3000, protocol: "TCP", vpcId: at.network.vpcId, targetType: "instance" }); new aws.lb.TargetGroupAttachment("xa", { targetGroupArn: tg.arn, targetId: at.openHands.instanceId, port: 3000 }); new aws.lb.Listener("xs", { loadBalancerArn: lb.arn, port: 3000, protocol: "TCP", defaultActions: [{ type: "forward", targetGroupArn: tg.arn }] });',
    ],
    [
        "route by networkInterfaceId",
        'new aws.ec2.Route("x", { routeTableId: at.privateTable, destinationCidrBlock: "0.0.0.0/0", networkInterfaceId: "eni-0aaaaaaaaaaaaaaaa" });',
    ],
    [
        "route by coreNetworkArn",
        'new aws.ec2.Route("x", { routeTableId: at.privateTable, destinationCidrBlock: "0.0.0.0/0", coreNetworkArn: "arn:aws:networkmanager::111122223333:core-network/x" });',
    ],
    [
        "route by odbNetworkArn",
        'new aws.ec2.Route("x", { routeTableId: at.privateTable, destinationCidrBlock: "0.0.0.0/0", odbNetworkArn: "arn:aws:odb:us-east-1:111122223333:odb-network/x" });',
    ],
    [
        "s3 endpoint on the edge table",
        'new aws.ec2.VpcEndpointRouteTableAssociation("x", { routeTableId: "rtb-0aaaaaaaaaaaaaaaa", vpcEndpointId: at.s3Endpoint });',
    ],
    ["eip byoip unattached", 'new aws.ec2.Eip("x", { domain: "vpc" });'],
    [
        "instance with verifier profile and agent group",
        'new aws.ec2.Instance("x", { ami: at.image.id, instanceType: "t3.small", subnetId: at.network.subnetIds.private[0], associatePublicIpAddress: false, vpcSecurityGroupIds: [at.openHands.securityGroupId], metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 }, rootBlockDevice: { encrypted: true }, iamInstanceProfile: "ttb-verifier-host" });',
    ],
    [
        "instance networkInterfaces public",
        'new aws.ec2.Instance("x", { ami: at.image.id, instanceType: "t3.small", networkInterfaces: [{ deviceIndex: 0, networkInterfaceId: "eni-0aaaaaaaaaaaaaaaa" }], metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 }, rootBlockDevice: { encrypted: true } });',
    ],
    [
        "instance secondaryNetworkInterfaces",
        'new aws.ec2.Instance("x", { ami: at.image.id, instanceType: "t3.small", subnetId: at.network.subnetIds.private[0], associatePublicIpAddress: false, vpcSecurityGroupIds: [at.openHands.securityGroupId], metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 }, rootBlockDevice: { encrypted: true }, secondaryNetworkInterfaces: [{ secondarySubnetId: "subnet-0aaaaaaaaaaaaaaaa", networkCardIndex: 0 }] });',
    ],
    [
        "flow log cross account role",
        'new aws.ec2.FlowLog("x", { vpcId: at.network.vpcId, trafficType: "ALL", logDestinationType: "kinesis-data-firehose", logDestination: "arn:aws:firehose:us-east-1:999999999999:deliverystream/x", deliverCrossAccountRole: "arn:aws:iam::999999999999:role/x" });',
    ],
    [
        "bucket inline replication",
        'new aws.s3.Bucket("x", { bucket: "x-111122223333", replicationConfiguration: { role: "arn:aws:iam::111122223333:role/x", rules: [{ status: "Enabled", destination: { bucket: "arn:aws:s3:::elsewhere" } }] } }, { protect: true });',
    ],
    [
        "bucket inline grants",
        'new aws.s3.Bucket("x", { bucket: "x-111122223333", grants: [{ type: "CanonicalUser", id: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be", permissions: ["READ"] }] }, { protect: true });',
    ],
    [
        "role inline policies",
        'new aws.iam.Role("x", { name: "x", assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }] }), inlinePolicies: [{ name: "x", policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::elsewhere/*" }] }) }] });',
    ],
    [
        "role for lambda",
        'new aws.iam.Role("x", { name: "x", assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }] }),  });',
    ],
    [
        "second profile of the agent's role",
        'new aws.iam.InstanceProfile("x", { name: "x", role: "openhands-agent-host" });',
    ],
    [
        "key for everyone via service",
        'new aws.kms.Key("x", { description: "x", enableKeyRotation: true, deletionWindowInDays: 30, policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*", Condition: { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } } }] }) }, { protect: true });',
    ],
    [
        "alias taken over",
        'new aws.kms.Alias("x", { name: "alias/openhands-logs", targetKeyId: "arn:aws:kms:us-east-1:999999999999:key/00000000-0000-4000-8000-000000000000" });',
    ],
    [
        "dns rule more in our group",
        'const l = new aws.route53.ResolverFirewallDomainList("xl", { name: "x", domains: ["evil.example.org"] }); new aws.route53.ResolverFirewallRule("x", { name: "x", action: "ALLOW", firewallDomainListId: l.id, firewallRuleGroupId: at.ruleGroup, priority: 2 });',
    ],
    [
        "dns alert on all",
        'const l = new aws.route53.ResolverFirewallDomainList("xl", { name: "x", domains: ["*"] }); new aws.route53.ResolverFirewallRule("x", { name: "x", action: "ALERT", firewallDomainListId: l.id, firewallRuleGroupId: at.ruleGroup, priority: 1 });',
    ],
    [
        "query log elsewhere",
        'new aws.route53.ResolverQueryLogConfig("x", { name: "x", destinationArn: "arn:aws:s3:::elsewhere" });',
    ],
    [
        "listener redirect to a stranger",
        'new aws.lb.Listener("x", { loadBalancerArn: at.balancer, port: 80, protocol: "HTTP", defaultActions: [{ type: "redirect", redirect: { host: "evil.example.org", port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } }] });',
    ],
    [
        "target of a foreign address",
        'new aws.lb.TargetGroupAttachment("x", { targetGroupArn: at.targetGroup, targetId: "192.168.3.4", availabilityZone: "all" });',
    ],
    [
        "data volume on another host",
        'new aws.ec2.VolumeAttachment("x", { deviceName: "/dev/sdf", instanceId: at.webProxy.instanceId, volumeId: at.volume });',
    ],
    [
        "object public",
        'new aws.s3.BucketObjectv2("x", { bucket: at.releases, key: "x", content: "x", acl: "public-read" });',
    ],
    [
        "acl wider early",
        'new aws.ec2.NetworkAclRule("x", { networkAclId: at.edgeAcl, ruleNumber: 1, egress: true, protocol: "-1", ruleAction: "allow", cidrBlock: "0.0.0.0/0" });',
    ],
    [
        "fake network component",
        'const f = new pulumi.ComponentResource("isolated:network:IsolatedNetwork", "x", {}); f.registerOutputs({ role: "network", intent: { approvedDomains: ["evil.example.org"] } });',
    ],
    ["fake component of another token", 'const f = new pulumi.ComponentResource("isolated:extra:Thing", "x", {});'],
    [
        "ssm association of AWS-RunRemoteScript",
        'new aws.ssm.Association("x", { name: "AWS-RunRemoteScript", targets: [{ key: "InstanceIds", values: [at.openHands.instanceId] }], parameters: { sourceType: "S3" } });',
    ],
    [
        "waf associated",
        'new aws.wafv2.WebAclAssociation("x", { resourceArn: at.balancer, webAclArn: "arn:aws:wafv2:us-east-1:999999999999:regional/webacl/x/y" });',
    ],
];
