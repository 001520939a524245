import { gzipSync } from "node:zlib";
import { expect } from "chai";
import type { GraphResource } from "../../../analysis/graph/resource";
import type { Plan } from "../../../model/plan";
import { planned } from "../../fixtures/planned";
import { added, against, both, type Edit, restates, set, states } from "./fixtures";

const [bucketPolicy, rolePolicy, role, key] = [
    "s3/bucketPolicy:BucketPolicy",
    "iam/rolePolicy:RolePolicy",
    "iam/role:Role",
    "kms/key:Key",
];
const ours = "111122223333";

describe("baseline rules, where they are subtle", () => {
    let prod: Plan;
    before(async () => {
        prod = (await planned("prod")).plan;
    });
    /** Each case says what must be in a message, or that nothing may be said. */
    const cases = (rule: string, table: Readonly<Record<string, readonly [edit: Edit, found: RegExp | "nothing"]>>) => {
        for (const [what, [edit, found]] of Object.entries(table))
            it(`${rule}: ${what}`, () => {
                const said = against(rule, edit(prod)).join("\n");
                if (found === "nothing") expect(said).to.equal("");
                else expect(said).to.match(found);
            });
    };

    const grant = (statement: object) => states(bucketPolicy, "release", "policy", { Effect: "Allow", ...statement });
    const reads = (principal: unknown, more: object = {}) =>
        grant({
            Principal: principal,
            Action: "s3:GetObject",
            Resource: "arn:aws:s3:::isolated-openhands-release-111122223333/x",
            ...more,
        });
    const rewritten = (from: string | RegExp, to: string) =>
        restates(bucketPolicy, "release", "policy", (text) => text.replaceAll(new RegExp(from, "g"), to));

    cases("bucket-policy", {
        "everybody as a string": [reads("*"), /admits everybody/],
        "everybody in a list": [reads({ AWS: [`arn:aws:iam::${ours}:root`, "*"] }), /admits everybody/],
        "everybody but one": [
            grant({ NotPrincipal: { AWS: ours }, Action: "s3:GetObject", Resource: "*" }),
            /admits everybody/,
        ],
        "our account as 12 digits": [reads({ AWS: ours }), "nothing"],
        "our account as an ARN": [reads({ AWS: `arn:aws:iam::${ours}:role/x` }), "nothing"],
        "our role in China": [reads({ AWS: `arn:aws-cn:iam::${ours}:role/x` }), "nothing"],
        "an outsider as 12 digits": [reads({ AWS: "444455556666" }), /444455556666, which is not of account/],
        "an outsider as an ARN": [reads({ AWS: ["arn:aws:iam::444455556666:user/x"] }), /not of account 1111/],
        "an outsider whose role is named like our account": [
            reads({ AWS: `arn:aws:iam::444455556666:role/${ours}` }),
            /not of account/,
        ],
        "any account by a wildcard": [reads({ AWS: "arn:aws:iam::*:role/x" }), /not of account/],
        "a canonical user": [reads({ CanonicalUser: "79a59df900b949e55d96a1e6" }), /not of account/],
        "a service for anybody": [reads({ Service: "logging.s3.amazonaws.com" }), /demand aws:SourceAccount/],
        "a service for an outsider": [
            reads(
                { Service: "logging.s3.amazonaws.com" },
                { Condition: { StringEquals: { "aws:SourceAccount": "444455556666" } } },
            ),
            /demand aws:SourceAccount/,
        ],
        "a service for an outsider or us": [
            reads(
                { Service: "logging.s3.amazonaws.com" },
                { Condition: { StringEquals: { "aws:SourceAccount": [ours, "444455556666"] } } },
            ),
            /demand aws:SourceAccount/,
        ],
        "a service that needs no account": [
            reads(
                { Service: "logging.s3.amazonaws.com" },
                { Condition: { StringEqualsIfExists: { "aws:SourceAccount": ours } } },
            ),
            /demand aws:SourceAccount/,
        ],
        "a service for us": [
            reads(
                { Service: "logging.s3.amazonaws.com" },
                { Condition: { StringEquals: { "AWS:sourceaccount": ours } } },
            ),
            "nothing",
        ],
        "aws:SecureTransport in other case": [rewritten("aws:SecureTransport", "AWS:securetransport"), "nothing"],
        "false in other case": [rewritten('"false"', '"False"'), "nothing"],
        "denial of HTTPS": [rewritten('"false"', '"true"'), /refuse plain HTTP/],
        "denial of objects only": [rewritten('"arn:aws:s3:::[a-z0-9-]+",', ""), /refuse plain HTTP/],
        "denial of reading only": [rewritten('"s3:\\*"', '"s3:GetObject"'), /refuse plain HTTP/],
        "denial of one principal": [rewritten('"Principal":"\\*"', '"Principal":{"AWS":"111122223333"}'), /plain HTTP/],
        "denial on a second condition": [
            rewritten('"Bool":\\{', '"StringEquals":{"aws:PrincipalType":"User"},"Bool":{'),
            /refuse plain HTTP/,
        ],
        "an action by pattern": [
            grant({ Principal: { AWS: ours }, Action: "s3:Get*", Resource: "arn:aws:s3:::x/*" }),
            /by pattern/,
        ],
        "on more than itself": [
            grant({ Principal: { AWS: ours }, Action: "s3:GetObject", Resource: "*" }),
            /on more than itself/,
        ],
        "TLS 1.1": [rewritten('"1\\.2"', '"1.1"'), /refuse TLS before 1\.2/],
        "a text that is no JSON": [set(bucketPolicy, "release", { policy: "{" }), /^unknown: .*no JSON/],
    });

    const allows = (statement: object) => states(rolePolicy, "openhands", "policy", { Effect: "Allow", ...statement });
    cases("policy-least-privilege", {
        "a whole service": [allows({ Action: "s3:*", Resource: "arn:aws:s3:::x/*" }), /grants s3:\*/],
        "part of a service": [allows({ Action: ["s3:Get*"], Resource: "arn:aws:s3:::x/*" }), /grants s3:Get\*/],
        "one letter": [allows({ Action: "iam:Pass?ole", Resource: "arn:aws:iam::1:role/x" }), /iam:Pass\?ole/],
        "everything but": [allows({ NotAction: "iam:*", Resource: "*" }), /write Action instead of NotAction/],
        "everywhere but": [allows({ Action: "s3:GetObject", NotResource: "arn:aws:s3:::x" }), /instead of NotResource/],
        "every role": [
            allows({ Action: "iam:PassRole", Resource: "arn:aws:iam::111122223333:role/*" }),
            /iam:PassRole on/,
        ],
        "every key": [allows({ Action: "kms:Decrypt", Resource: "*" }), /kms:Decrypt on every resource/],
        "every bucket": [allows({ Action: "s3:GetObject", Resource: "arn:aws:s3:::*" }), /s3:GetObject on every/],
        "every instance": [allows({ Action: "ssm:SendCommand", Resource: "*" }), /ssm:SendCommand on every/],
        "in other case": [allows({ Action: "SSMMessages:OpenDataChannel", Resource: "*" }), "nothing"],
        "a denial of everything": [
            states(rolePolicy, "openhands", "policy", { Effect: "Deny", Action: "*", Resource: "*" }),
            "nothing",
        ],
        "in the role itself": [
            set(role, "openhands", {
                inlinePolicies: [
                    { policy: JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } }) },
                ],
            }),
            /openhands grants \*/,
        ],
    });

    const trusts = (statement: object) =>
        states(role, "openhands", "assumeRolePolicy", { Effect: "Allow", Action: "sts:AssumeRole", ...statement });
    cases("trust-named", {
        "everybody as a string": [trusts({ Principal: "*" }), /everybody/],
        "everybody in a list": [trusts({ Principal: { AWS: ["*"] } }), /everybody/],
        "everybody but one": [trusts({ NotPrincipal: { AWS: ours } }), /NotPrincipal/],
        "roles of any account": [trusts({ Principal: { AWS: "arn:aws:iam::*:role/x" } }), /everybody/],
        "an account as 12 digits": [trusts({ Principal: { AWS: ours } }), /every principal of 111122223333/],
        "an account under a condition": [
            trusts({ Principal: { AWS: ours }, Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }),
            "nothing",
        ],
        "a service for anybody": [
            trusts({ Principal: { Service: ["ec2.amazonaws.com", "vpc-flow-logs.amazonaws.com"] } }),
            /vpc-flow-logs.amazonaws.com on behalf of any account/,
        ],
        "a service for two accounts": [
            trusts({
                Principal: { Service: "vpc-flow-logs.amazonaws.com" },
                Condition: { StringEquals: { "aws:SourceAccount": [ours, "444455556666"] } },
            }),
            /demand one aws:SourceAccount/,
        ],
        "an account without MFA": [
            trusts({ Principal: { AWS: ours }, Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } }),
            /every principal of 111122223333/,
        ],
        "an account where MFA may be absent": [
            trusts({ Principal: { AWS: ours }, Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } } }),
            /every principal of 111122223333/,
        ],
        "actions by pattern": [
            trusts({ Principal: { AWS: `arn:aws:iam::${ours}:role/x` }, Action: "sts:*" }),
            /pattern/,
        ],
        "every user of a federation": [trusts({ Principal: { Federated: "accounts.google.com" } }), /every user of/],
    });

    const uses = (statement: object) => states(key, "logs", "policy", { Effect: "Allow", ...statement });
    cases("key-safe", {
        "everybody under a condition that says nothing": [
            uses({ Principal: "*", Action: "kms:Decrypt", Condition: { StringLike: { "aws:PrincipalArn": "*" } } }),
            /everybody/,
        ],
        "everybody but outsiders": [
            uses({
                Principal: "*",
                Action: "kms:Decrypt",
                Condition: { StringNotEquals: { "kms:CallerAccount": "444455556666" } },
            }),
            /everybody/,
        ],
        "a service for anybody": [
            uses({ Principal: { Service: "logs.us-east-1.amazonaws.com" }, Action: "kms:Decrypt" }),
            /on behalf of any account/,
        ],
        "a service that may delete it": [
            uses({
                Principal: { Service: "logs.us-east-1.amazonaws.com" },
                Action: "kms:*",
                Condition: { StringEquals: { "aws:SourceAccount": ours } },
            }),
            /lets a service do everything/,
        ],
        "an outsider": [uses({ Principal: { AWS: "444455556666" }, Action: "kms:Decrypt" }), /more than one account/],
        "everybody of the account": [
            uses({ Principal: "*", Action: "kms:Decrypt", Condition: { StringEquals: { "kms:CallerAccount": ours } } }),
            "nothing",
        ],
        "a key that cannot rotate": [
            set(key, "logs", { customerMasterKeySpec: "ECC_NIST_P256", enableKeyRotation: undefined }),
            "nothing",
        ],
        "the longest wait is AWS's default": [set(key, "logs", { deletionWindowInDays: undefined }), "nothing"],
    });

    const secret = "export TOKEN=correct-horse-battery";
    const base64 = (data: string | Buffer) => Buffer.from(data).toString("base64");
    const hostWith = (userData: object): Edit =>
        set("ec2/instance:Instance", "openhands", { userData: undefined, ...userData });
    cases("user-data-no-secret", {
        base64: [hostWith({ userDataBase64: base64(secret) }), /a token/],
        "gzip in base64": [hostWith({ userDataBase64: base64(gzipSync(secret)) }), /a token/],
        "a packed file inside": [
            hostWith({ userData: `content: ${base64(gzipSync(`${secret}\n# more text`))}` }),
            /a token/,
        ],
        "gzip that is broken": [hostWith({ userDataBase64: base64(Buffer.from([0x1f, 0x8b, 1, 2])) }), /^unknown/],
        "a bomb": [hostWith({ userDataBase64: base64(gzipSync(Buffer.alloc(8 << 20))) }), /^unknown/],
        "a launch template": [
            added("ec2/launchTemplate:LaunchTemplate", { userData: base64("aws_access_key_id=AKIAABCDEFGHIJKLMNOP") }),
            /added has what looks like an AWS access key/,
        ],
        "a name of a secret": [hostWith({ userData: "token=$(aws ssm get-parameter --name /x)" }), "nothing"],
    });

    cases("balancer-hardened", {
        "a network load balancer": [
            set("lb/loadBalancer:LoadBalancer", "web-proxy-nlb", { accessLogs: undefined }),
            "nothing",
        ],
    });
    cases("listener-tls", {
        "TCP passes TLS on": [set("lb/listener:Listener", "web-proxy-443", { sslPolicy: undefined }), "nothing"],
    });

    /** The plan with one property of one resource not known yet. */
    const unknownAt = (type: string, name: string, property: string) => (resources: GraphResource[]) =>
        resources.map((one): GraphResource => {
            if (one.type !== `aws:${type}` || one.name !== name) return one;
            const [first] = property.split(".");
            const top = property === first ? { ...one.props, [first]: undefined } : one.props;
            return { ...one, props: top, unknown: new Set([property]) };
        });
    const holes: readonly (readonly [rule: string, type: string, name: string, property: string])[] = [
        ["bucket-closed", "s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "artifacts", "blockPublicAcls"],
        ["bucket-kept", "s3/bucketVersioning:BucketVersioning", "artifacts", "versioningConfiguration"],
        ["bucket-policy", bucketPolicy, "release", "policy"],
        ["policy-least-privilege", rolePolicy, "openhands", "policy"],
        ["trust-named", role, "openhands", "assumeRolePolicy"],
        ["key-safe", key, "logs", "policy"],
        ["disk-encrypted", "ec2/instance:Instance", "openhands", "rootBlockDevice"],
        ["user-data-no-secret", "ec2/instance:Instance", "openhands", "userData"],
        ["log-group-kept", "cloudwatch/logGroup:LogGroup", "openhands", "retentionInDays"],
        ["listener-tls", "lb/listener:Listener", "verifier-https", "sslPolicy"],
        ["balancer-hardened", "lb/loadBalancer:LoadBalancer", "verifier-alb", "accessLogs"],
        ["flow-logs-on", "ec2/flowLog:FlowLog", "network-flow", "trafficType"],
        ["parameter-no-secret", "ssm/parameter:Parameter", "openhands", "insecureValue"],
    ];
    for (const [rule, type, name, property] of holes)
        it(`${rule} cannot tell when ${property} is not known`, () =>
            expect(against(rule, prod, unknownAt(type, name, property)).join("\n")).to.match(/^unknown: /));

    it("log-group-kept takes a key that is not made yet for a key", () =>
        expect(
            against("log-group-kept", prod, unknownAt("cloudwatch/logGroup:LogGroup", "openhands", "kmsKeyId")),
        ).to.deep.equal([]));

    const group = "added-added";
    const left = added("ec2/securityGroup:SecurityGroup", { description: "x" });
    const onProxy: Edit = (plan) => {
        const proxy = plan.resources.find(({ type, name }) => type.endsWith(":Instance") && name === "web-proxy")!;
        const type = "ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment";
        return added(type, { networkInterfaceId: proxy.id, securityGroupId: group })(plan);
    };
    const inSubnet =
        (type: string, props: (subnet: string) => Readonly<Record<string, unknown>>): Edit =>
        (plan) =>
            added(type, props(plan.resources.find(({ type: one }) => one === "aws:ec2/subnet:Subnet")!.id))(plan);
    cases("group-used", {
        "is satisfied by a group that an attachment adds to a host": [both(left, onProxy), "nothing"],
        "is satisfied by the group of a function": [
            both(
                left,
                inSubnet("lambda/function:Function", (subnet) => {
                    return { vpcConfig: { subnetIds: [subnet], securityGroupIds: [group] } };
                }),
            ),
            "nothing",
        ],
        "is satisfied by the group of something that the model does not know": [
            both(left, added("mq/broker:Broker", { securityGroups: [group] })),
            "nothing",
        ],
        "counts no rule that names the group": [
            both(left, added("vpc/securityGroupIngressRule:SecurityGroupIngressRule", { securityGroupId: group })),
            /added is attached to nothing/,
        ],
    });
});
