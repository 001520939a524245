import { expect } from "chai";
import { deployment, engineSuite, type Stack } from "./deployment";

/** The isolation pack in the real policy host, against what preflight says in process. */

const policies = (stack: Stack) => [
    "--policy-pack",
    "policies/isolation",
    "--policy-pack-config",
    `policies/${stack}.json`,
];

/** One line of a program that breaks the isolation, put where the stack is complete, and the rule that must name it. */
const broken: readonly (readonly [what: string, line: string, rule: string])[] = [
    [
        "SSH from the world in halves",
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
        'new aws.ec2.Instance("x", { ami: image.id, instanceType: "t3.small", subnetId: network.subnetIds.public[0], vpcSecurityGroupIds: [webProxy.securityGroupId], associatePublicIpAddress: true, metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 } }, opts);',
        "instance-no-public-ip",
    ],
    [
        "a host that answers metadata freely",
        'new aws.ec2.Instance("x", { ami: image.id, instanceType: "t3.small", subnetId: network.subnetIds.private[0], vpcSecurityGroupIds: [openHands.securityGroupId], associatePublicIpAddress: false }, opts);',
        "imds-token-one-hop",
    ],
    [
        "an ACL entry for the world",
        'new aws.ec2.NetworkAcl("x", { vpcId: network.vpcId, subnetIds: [network.subnetIds.private[0]], ingress: [{ ruleNo: 1, action: "allow", protocol: "-1", cidrBlock: "0.0.0.0/0", fromPort: 0, toPort: 0 }] }, opts);',
        "known-network",
    ],
    ["a VPN gateway", 'new aws.ec2.VpnGateway("x", { vpcId: network.vpcId }, opts);', "known-network"],
    [
        "an endpoint for everybody",
        'new aws.ec2.VpcEndpoint("x", { vpcId: network.vpcId, serviceName: "com.amazonaws.us-east-1.sqs", vpcEndpointType: "Interface", subnetIds: [network.subnetIds.private[0]] }, opts);',
        "endpoint-own-account",
    ],
    [
        "a role that may open its network",
        'new aws.iam.RolePolicy("x", { role: "openhands-agent-host", policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "ec2:*", Resource: "*" }] }) }, opts);',
        "role-cannot-open-network",
    ],
    [
        "a role that reads every parameter",
        'new aws.iam.RolePolicy("x", { role: "openhands-agent-host", policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "ssm:GetParameter", Resource: "*" }] }) }, opts);',
        "role-reads-own-parameters",
    ],
];

engineSuite("the isolation pack in the real policy host", () => {
    const preview = (stack: Stack) => deployment().project.pulumi("preview", "--stack", stack, ...policies(stack));

    it("accepts prod as it is checked in, without a word", () => {
        const { status, stdout } = preview("prod");
        expect(status, stdout).to.equal(0);
        expect(stdout).to.match(/✅ isolation@/);
    });

    it("accepts dev, and says what it only advises", () => {
        const { status, stdout } = preview("dev");
        expect(status, stdout).to.equal(0);
        expect(stdout).to.include("[advisory]  no-public-ip").and.to.not.include("[mandatory]");
    });

    for (const [what, line, rule] of broken) {
        it(`refuses ${what}: ${rule}`, () => {
            const change = (text: string) =>
                `import * as aws from "@pulumi/aws";\n${text.replace("    return outputs(config", `    ${line}\n    return outputs(config`)}`;
            const { status, stdout } = deployment().project.withFile("stacks/prod.ts", change, () => preview("prod"));
            expect(status, stdout).to.not.equal(0);
            expect(stdout).to.match(new RegExp(`\\[mandatory\\] {2}${rule}(-resource)? `));
        });
    }

    it("does not create a broken instance even with --skip-preview", () => {
        const [, line] = broken.find(([what]) => what === "a host that answers metadata freely") ?? ["", ""];
        const change = (text: string) =>
            `import * as aws from "@pulumi/aws";\n${text.replace("    return outputs(config", `    ${line}\n    return outputs(config`)}`;
        const { project: own } = deployment();
        const { status } = own.withFile("stacks/prod.ts", change, () =>
            own.pulumi("up", "--stack", "prod", "--yes", "--skip-preview", ...policies("prod")),
        );
        expect(status).to.not.equal(0);
        const made = own.deployed("prod").filter(({ urn }) => urn.endsWith("aws:ec2/instance:Instance::x"));
        expect(made).to.deep.equal([]);
    });
});
