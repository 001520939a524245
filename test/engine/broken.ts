import type { Stack } from "./deployment";

/** One line of a program that breaks the isolation, put where the stack is complete, and the rule that must name it. */
export interface Break {
    readonly what: string;
    readonly stack: Stack;
    readonly line: string;
    readonly rule: string;
}

const hardened = 'metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 }';
const disk = "rootBlockDevice: { encrypted: true }";
const host = (of: string) =>
    `ami: lookups.image.id, instanceType: "t3.small", subnetId: network.subnetIds.${of === "webProxy" ? "public" : "private"}[0], vpcSecurityGroupIds: [${of}.securityGroupId]`;
const grants = (statement: string) =>
    `new aws.iam.RolePolicy("x", { role: "openhands-agent-host", policy: JSON.stringify({ Version: "2012-10-17", Statement: [${statement}] }) }, opts);`;

const inProd: readonly (readonly [what: string, line: string, rule: string])[] = [
    [
        "SSH from any address in halves",
        'for (const [i, cidrIpv4] of ["0.0.0.0/1", "128.0.0.0/1"].entries()) new aws.vpc.SecurityGroupIngressRule(`x${i}`, { securityGroupId: openHands.securityGroupId, cidrIpv4, ipProtocol: "tcp", fromPort: 22, toPort: 22 }, opts);',
        "ingress-authorized-only",
    ],
    [
        "everything out of the agent's group",
        'new aws.vpc.SecurityGroupEgressRule("x", { securityGroupId: openHands.securityGroupId, cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" }, opts);',
        "egress-approved-only",
    ],
    [
        "a classic rule, itself first",
        'new aws.ec2.SecurityGroupRule("x", { type: "egress", securityGroupId: openHands.securityGroupId, self: true, cidrBlocks: ["0.0.0.0/0"], protocol: "-1", fromPort: 0, toPort: 0 }, opts);',
        "egress-approved-only",
    ],
    [
        "more than 443 from the edge",
        'new aws.vpc.SecurityGroupEgressRule("x", { securityGroupId: webProxy.securityGroupId, cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp", fromPort: 25, toPort: 25 }, opts);',
        "edge-egress",
    ],
    [
        "an Elastic IP for the agent",
        'new aws.ec2.EipAssociation("x", { instanceId: openHands.instanceId, allocationId: "eipalloc-1" }, opts);',
        "host-no-elastic-ip",
    ],
    [
        "a subnet that gives addresses away",
        'new aws.ec2.Subnet("x", { vpcId: network.vpcId, cidrBlock: "10.0.99.0/24", mapPublicIpOnLaunch: true }, opts);',
        "subnet-no-public-ip",
    ],
    [
        "a host with a public address",
        `new aws.ec2.Instance("x", { ${host("webProxy")}, associatePublicIpAddress: true, ${hardened}, ${disk} }, opts);`,
        "instance-no-public-ip",
    ],
    [
        "a host that answers metadata freely",
        `new aws.ec2.Instance("x", { ${host("openHands")}, associatePublicIpAddress: false, ${disk} }, opts);`,
        "imds-token-one-hop",
    ],
    [
        "an ACL entry for any address",
        'new aws.ec2.NetworkAcl("x", { vpcId: network.vpcId, subnetIds: [network.subnetIds.private[0]], ingress: [{ ruleNo: 1, action: "allow", protocol: "-1", cidrBlock: "0.0.0.0/0", fromPort: 0, toPort: 0 }] }, opts);',
        "known-network",
    ],
    [
        "a listener in the clear",
        'new aws.lb.Listener("x", { loadBalancerArn: "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/x/0", port: 8080, protocol: "HTTP", defaultActions: [{ type: "forward", targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/x/0" }] }, opts);',
        "listener-tls",
    ],
    [
        "an endpoint for everybody",
        'new aws.ec2.VpcEndpoint("x", { vpcId: network.vpcId, serviceName: "com.amazonaws.us-east-1.sqs", vpcEndpointType: "Interface", subnetIds: [network.subnetIds.private[0]] }, opts);',
        "endpoint-own-account",
    ],
    [
        "a role that may open its network",
        grants('{ Effect: "Allow", Action: "ec2:*", Resource: "*" }'),
        "role-cannot-open-network",
    ],
    [
        "a role that reads every parameter",
        grants('{ Effect: "Allow", Action: "ssm:GetParameter", Resource: "*" }'),
        "role-reads-own-parameters",
    ],
    [
        "a disk in the clear",
        'new aws.ebs.Volume("x", { availabilityZone: "us-east-1a", size: 1 }, opts);',
        "disk-encrypted",
    ],
    ["a bucket and nothing beside it", 'new aws.s3.Bucket("x", { bucket: "x" }, opts);', "bucket-closed"],
    [
        "a provider of another region",
        'new aws.Provider("x", { region: "eu-west-1", allowedAccountIds: ["111122223333"] });',
        "provider-settings",
    ],
    [
        "somebody's key, on what nobody protects",
        'new aws.ebs.Volume("x", { availabilityZone: "us-east-1a", size: 1, encrypted: true, kmsKeyId: "arn:aws:kms:us-east-1:999999999999:key/00000000-0000-4000-8000-000000000000" }, { ...opts, protect: false });',
        "ids-own",
    ],
    [
        "a password in a tag",
        'new aws.ebs.Volume("x", { availabilityZone: "us-east-1a", size: 1, encrypted: true, tags: { Note: "DB_PASSWORD=correct-horse" } }, opts);',
        "plain-no-secret",
    ],
    [
        "a role for everybody",
        'new aws.iam.Role("x", { assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: "*" }] }) }, opts);',
        "trust-named",
    ],
];

const inDemo: typeof inProd = [
    [
        "SSH from one outsider",
        'new aws.vpc.SecurityGroupIngressRule("x", { securityGroupId: webProxy.securityGroupId, cidrIpv4: "198.51.100.7/32", ipProtocol: "tcp", fromPort: 22, toPort: 22 }, opts);',
        "ingress-authorized-only",
    ],
    [
        "mail from the agent",
        'new aws.vpc.SecurityGroupEgressRule("x", { securityGroupId: openHands.securityGroupId, cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp", fromPort: 25, toPort: 25 }, opts);',
        "egress-approved-only",
    ],
    [
        "IPv6 from the edge",
        'new aws.vpc.SecurityGroupEgressRule("x", { securityGroupId: webProxy.securityGroupId, cidrIpv6: "::/0", ipProtocol: "-1" }, opts);',
        "edge-egress",
    ],
    [
        "metadata for containers",
        `new aws.ec2.Instance("x", { ${host("openHands")}, metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 }, ${disk} }, opts);`,
        "imds-token-one-hop",
    ],
    [
        "a host that forwards",
        `new aws.ec2.Instance("x", { ${host("openHands")}, sourceDestCheck: false, ${hardened}, ${disk} }, opts);`,
        "source-dest-check",
    ],
    [
        "a host without a group",
        `new aws.ec2.Instance("x", { ami: lookups.image.id, instanceType: "t3.small", subnetId: network.subnetIds.private[0], ${hardened}, ${disk} }, opts);`,
        "default-group-unused",
    ],
    [
        "a role that passes roles",
        grants('{ Effect: "Allow", Action: "iam:Pass*", Resource: "*" }'),
        "role-cannot-open-network",
    ],
    [
        "an administrator",
        'new aws.iam.RolePolicyAttachment("x", { role: "openhands-agent-host-dev", policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }, opts);',
        "no-managed-administrator",
    ],
    ["logs for a month", 'new aws.cloudwatch.LogGroup("x", { retentionInDays: 30 }, opts);', "log-group-kept"],
    ["a key that never rotates", 'new aws.kms.Key("x", { description: "x" }, opts);', "key-safe"],
    [
        "a secret for all to list",
        'new aws.ssm.Parameter("x", { name: "/openhands/api-key", type: "String", value: "x" }, opts);',
        "parameter-no-secret",
    ],
    [
        "a password in user data",
        `new aws.ec2.Instance("x", { ${host("openHands")}, userData: "password=correct-horse", ${hardened}, ${disk} }, opts);`,
        "user-data-no-secret",
    ],
];

export const breaks: readonly Break[] = [
    ...inProd.map(([what, line, rule]) => ({ stack: "prod" as const, what, line, rule })),
    ...inDemo.map(([what, line, rule]) => ({ stack: "dev" as const, what, line, rule })),
];

/** Values that are not known at a preview: a mandatory rule that needs one fails. */
export const gaps: readonly Break[] = [
    {
        what: "a peer that AWS makes up",
        stack: "prod",
        line: 'new aws.vpc.SecurityGroupEgressRule("x", { securityGroupId: openHands.securityGroupId, cidrIpv4: new aws.ec2.Eip("y", {}, opts).publicIp.apply((ip) => `${ip}/32`), ipProtocol: "tcp", fromPort: 443, toPort: 443 }, opts);',
        rule: "known-network",
    },
    {
        what: "a document with an id in it",
        stack: "prod",
        line: 'new aws.iam.RolePolicy("x", { role: "openhands-agent-host", policy: openHands.instanceId.apply((id) => JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: id }] })) }, opts);',
        rule: "role-cannot-open-network",
    },
];
