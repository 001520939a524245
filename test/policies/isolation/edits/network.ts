/** Edits of the network and of what lives in it: each opens a way, or may. `at` is what prod already has. */
export const networkEdits: readonly (readonly [what: string, line: string])[] = [
    [
        "endpoint privatelink vpce-svc",
        'new aws.ec2.VpcEndpoint("x", { vpcId: at.network.vpcId, serviceName: "com.amazonaws.vpce.us-east-1.vpce-svc-0aaaaaaaaaaaaaaaa", vpcEndpointType: "Interface", subnetIds: at.network.subnetIds.private, securityGroupIds: [at.openHands.securityGroupId] });',
    ],
    [
        "endpoint dynamodb gateway",
        'new aws.ec2.VpcEndpoint("x", { vpcId: at.network.vpcId, serviceName: "com.amazonaws.us-east-1.dynamodb", routeTableIds: [] });',
    ],
    [
        "endpoint resource config",
        'new aws.ec2.VpcEndpoint("x", { vpcId: at.network.vpcId, resourceConfigurationArn: "arn:aws:vpc-lattice:us-east-1:111122223333:resourceconfiguration/rcfg-0aaaaaaaaaaaaaaaa", vpcEndpointType: "Resource", subnetIds: at.network.subnetIds.private });',
    ],
    [
        "EC2 instance connect endpoint",
        'new aws.ec2transitgateway.InstanceConnectEndpoint("x", { subnetId: at.network.subnetIds.private[0] });',
    ],
    [
        "endpoint service for our NLB",
        'new aws.ec2.VpcEndpointService("x", { acceptanceRequired: false, networkLoadBalancerArns: ["arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/openhands/aaaaaaaaaaaaaaaa"], allowedPrincipals: ["*"] });',
    ],
    [
        "endpoint connection notification",
        'new aws.ec2.VpcEndpointConnectionNotification("x", { connectionNotificationArn: "arn:aws:sns:us-east-1:999999999999:x", connectionEvents: ["Accept"] });',
    ],
    [
        "endpoint policy widened beside",
        'new aws.ec2.VpcEndpointPolicy("x", { vpcEndpointId: "vpce-0aaaaaaaaaaaaaaaa", policy: JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] }) });',
    ],
    [
        "egress-only gateway and v6",
        'new aws.ec2.VpcIpv6CidrBlockAssociation("x6", { vpcId: at.network.vpcId, assignGeneratedIpv6CidrBlock: true }); const g = new aws.ec2.EgressOnlyInternetGateway("x", { vpcId: at.network.vpcId });',
    ],
    [
        "v6 block only",
        'new aws.ec2.VpcIpv6CidrBlockAssociation("x6", { vpcId: at.network.vpcId, assignGeneratedIpv6CidrBlock: true });',
    ],
    [
        "peering to foreign vpc",
        'new aws.ec2.VpcPeeringConnection("x", { vpcId: at.network.vpcId, peerVpcId: "vpc-0aaaaaaaaaaaaaaaa", peerOwnerId: "999999999999" });',
    ],
    [
        "tgw attachment",
        'new aws.ec2transitgateway.VpcAttachment("x", { vpcId: at.network.vpcId, subnetIds: at.network.subnetIds.private, transitGatewayId: "tgw-0aaaaaaaaaaaaaaaa" });',
    ],
    [
        "route server",
        'new aws.vpc.RouteServerVpcAssociation("x", { routeServerId: "rs-0aaaaaaaaaaaaaaaa", vpcId: at.network.vpcId });',
    ],
    [
        "lattice association",
        'new aws.vpclattice.ServiceNetworkVpcAssociation("x", { vpcIdentifier: at.network.vpcId, serviceNetworkIdentifier: "sn-0aaaaaaaaaaaaaaaa" });',
    ],
    [
        "route53 resolver outbound rule association",
        'new aws.route53.ResolverRuleAssociation("x", { resolverRuleId: "rslvr-rr-0aaaaaaaaaaaaaaaa", vpcId: at.network.vpcId });',
    ],
    [
        "route53 profile association",
        'new aws.route53.ProfilesAssociation("x", { profileId: "rp-0aaaaaaaaaaaaaaaa", resourceId: at.network.vpcId });',
    ],
    [
        "private zone association",
        'new aws.route53.ZoneAssociation("x", { zoneId: "Z0AAAAAAAAAAAAAAAA", vpcId: at.network.vpcId });',
    ],
    [
        "dns firewall rule allowing more",
        'const l = new aws.route53.ResolverFirewallDomainList("xl", { name: "x", domains: ["*.example.org"] }); const g = new aws.route53.ResolverFirewallRuleGroup("xg", { name: "x" }); new aws.route53.ResolverFirewallRule("xr", { name: "x", action: "ALLOW", firewallDomainListId: l.id, firewallRuleGroupId: g.id, priority: 1 }); new aws.route53.ResolverFirewallRuleGroupAssociation("xa", { name: "x", firewallRuleGroupId: g.id, priority: 101, vpcId: at.network.vpcId });',
    ],
    [
        "dhcp options with foreign dns",
        'const d = new aws.ec2.VpcDhcpOptions("xd", { domainNameServers: ["8.8.8.8"] }); new aws.ec2.VpcDhcpOptionsAssociation("x", { vpcId: at.network.vpcId, dhcpOptionsId: d.id });',
    ],
    [
        "secondary eni with eip",
        'const n = new aws.ec2.NetworkInterface("xn", { subnetId: at.network.subnetIds.private[0], securityGroups: [at.openHands.securityGroupId] }); new aws.ec2.NetworkInterfaceAttachment("xa", { instanceId: at.openHands.instanceId, networkInterfaceId: n.id, deviceIndex: 1 });',
    ],
    [
        "foreign eni attached to agent",
        'new aws.ec2.NetworkInterfaceAttachment("xa", { instanceId: at.openHands.instanceId, networkInterfaceId: "eni-0aaaaaaaaaaaaaaaa", deviceIndex: 1 });',
    ],
    [
        "group attached to foreign eni",
        'new aws.ec2.NetworkInterfaceSecurityGroupAttachment("x", { securityGroupId: at.openHands.securityGroupId, networkInterfaceId: "eni-0aaaaaaaaaaaaaaaa" });',
    ],
    [
        "sg vpc association",
        'new aws.vpc.SecurityGroupVpcAssociation("x", { securityGroupId: at.openHands.securityGroupId, vpcId: "vpc-0aaaaaaaaaaaaaaaa" });',
    ],
    [
        "subnet in shared account by RAM",
        'const s = new aws.ram.ResourceShare("xs", { name: "x", allowExternalPrincipals: true }); new aws.ram.ResourceAssociation("x", { resourceShareArn: s.arn, resourceArn: "arn:aws:ec2:us-east-1:111122223333:subnet/subnet-0aaaaaaaaaaaaaaaa" });',
    ],
    [
        "traffic mirror session",
        'new aws.ec2.TrafficMirrorSession("x", { networkInterfaceId: "eni-0aaaaaaaaaaaaaaaa", sessionNumber: 1, trafficMirrorFilterId: "tmf-0aaaaaaaaaaaaaaaa", trafficMirrorTargetId: "tmt-0aaaaaaaaaaaaaaaa" });',
    ],
    [
        "prefix list entry extends",
        'const p = new aws.ec2.ManagedPrefixList("xp", { name: "x", addressFamily: "IPv4", maxEntries: 5, entries: [{ cidr: "0.0.0.0/0" }] }); new aws.vpc.SecurityGroupEgressRule("x", { securityGroupId: at.openHands.securityGroupId, description: "s3", prefixListId: p.id, ipProtocol: "tcp", fromPort: 443, toPort: 443 });',
    ],
    [
        "egress to foreign prefix list like s3",
        'new aws.vpc.SecurityGroupEgressRule("x", { securityGroupId: at.openHands.securityGroupId, description: "s3", prefixListId: "pl-02cd2c6b", ipProtocol: "tcp", fromPort: 443, toPort: 443 });',
    ],
    [
        "lambda function url w/o vpc",
        'new aws.lambda.FunctionUrl("x", { functionName: "x", authorizationType: "NONE" });',
    ],
    [
        "beanstalk settings",
        'new aws.elasticbeanstalk.Environment("x", { application: "x", settings: [{ namespace: "aws:ec2:vpc", name: "VPCId", value: at.network.vpcId }] });',
    ],
    [
        "datasync location by subnet arn",
        'new aws.datasync.EfsLocation("x", { efsFileSystemArn: "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-0aaaaaaaaaaaaaaaa", ec2Config: { securityGroupArns: ["arn:aws:ec2:us-east-1:111122223333:security-group/sg-0aaaaaaaaaaaaaaaa"], subnetArn: pulumi.interpolate`arn:aws:ec2:us-east-1:111122223333:subnet/${at.network.subnetIds.private[0]}` } });',
    ],
    [
        "sagemaker notebook",
        'new aws.sagemaker.NotebookInstance("x", { instanceType: "ml.t3.medium", roleArn: "arn:aws:iam::111122223333:role/x", subnetId: at.network.subnetIds.private[0], securityGroups: [at.openHands.securityGroupId] });',
    ],
    [
        "cloudfront vpc origin",
        'new aws.cloudfront.VpcOrigin("x", { vpcOriginEndpointConfig: { arn: "arn:aws:ec2:us-east-1:111122223333:instance/i-0aaaaaaaaaaaaaaaa", name: "x", httpPort: 80, httpsPort: 443, originProtocolPolicy: "https-only", originSslProtocols: { items: ["TLSv1.2"], quantity: 1 } } });',
    ],
    [
        "global accelerator",
        'new aws.globalaccelerator.EndpointGroup("x", { listenerArn: "arn:aws:globalaccelerator::111122223333:accelerator/a/listener/b", endpointConfigurations: [{ endpointId: at.openHands.instanceId }] });',
    ],
    [
        "new alb before the agent",
        'const lb = new aws.lb.LoadBalancer("xl", { loadBalancerType: "application", internal: false, subnets: at.network.subnetIds.public, securityGroups: [at.webProxy.securityGroupId] }); const tg = new aws.lb.TargetGroup("xt", { port: 3000, protocol: "HTTP", vpcId: at.network.vpcId, targetType: "ip" }); new aws.lb.TargetGroupAttachment("xa", { targetGroupArn: tg.arn, targetId: "10.0.1.10" }); new aws.lb.Listener("xs", { loadBalancerArn: lb.arn, port: 80, protocol: "HTTP", defaultActions: [{ type: "forward", targetGroupArn: tg.arn }] });',
    ],
    [
        "alb listener with oidc to stranger",
        'new aws.lb.ListenerRule("x", { listenerArn: "arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/x/a/b", actions: [{ type: "authenticate-oidc", authenticateOidc: { issuer: "https://evil.example.org", authorizationEndpoint: "https://evil.example.org/a", tokenEndpoint: "https://evil.example.org/t", userInfoEndpoint: "https://evil.example.org/u", clientId: "x", clientSecret: "x" } }], conditions: [{ pathPattern: { values: ["/*"] } }] });',
    ],
];
