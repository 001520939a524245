import { expect } from "chai";
import type { Policies, Question } from "../../../analysis/iam/evaluate";
import type { Caller } from "../../../analysis/iam/statements";
import {
    abroad,
    allow,
    ask,
    deny,
    denyTo,
    document,
    ec2,
    grant,
    home,
    identity,
    nobody,
    other,
    role,
    root,
    rootOf,
    statement,
    user,
} from "./asking";

type Row = readonly [title: string, caller: Caller, policies: Policies, because: string, more?: Partial<Question>];

// AWS: Policy evaluation logic; Cross-account policy evaluation logic; Permissions boundaries; NotPrincipal.
const allowed: readonly Row[] = [
    ["an identity policy in its own account", role, { identity }, "the identity policy"],
    [
        "a bucket policy for the role in its own account",
        role,
        { resource: grant({ AWS: role.arn }) },
        "the resource policy",
    ],
    [
        "a bucket policy for the session although the boundary is silent",
        role,
        { resource: grant({ AWS: role.session }), boundary: document(statement("Allow", { Action: "ec2:*" })) },
        "the resource policy",
    ],
    [
        "a bucket policy for a user although the boundary is silent",
        user,
        { resource: grant({ AWS: user.arn }), boundary: document(statement("Allow", { Action: "ec2:*" })) },
        "the resource policy",
    ],
    [
        "both policies across accounts",
        role,
        { identity, resource: grant({ AWS: role.arn }) },
        "the identity policy and the resource policy",
        abroad,
    ],
    [
        "the identity's policy and a bucket policy for its account, across accounts",
        role,
        { identity, resource: grant({ AWS: home }) },
        "the identity policy and the resource policy",
        abroad,
    ],
    ["the root user without a policy", root, {}, "the identity policy"],
    ["everybody may, without a signature", nobody, { resource: grant("*") }, "the resource policy"],
    [
        "a service by a trust policy",
        ec2,
        {
            resource: document({
                Effect: "Allow",
                Principal: { Service: "ec2.amazonaws.com" },
                Action: "sts:AssumeRole",
            }),
        },
        "the resource policy",
        { action: "sts:AssumeRole" },
    ],
    [
        "a key whose policy hands the decision to the account",
        role,
        { identity, resource: grant(rootOf(home)), resourceMustAllow: true },
        "the identity policy",
    ],
    ["an endpoint that lets it through", role, { identity, endpoint: grant("*") }, "the identity policy"],
    ["every level of service control", role, { identity, serviceControl: [[allow], [allow]] }, "the identity policy"],
    [
        "NotPrincipal that lists the account, the role and the session",
        role,
        { identity, resource: denyTo({ NotPrincipal: { AWS: [home, role.arn, role.session] } }) },
        "the resource policy",
    ],
    [
        "NotAction that leaves it",
        role,
        { identity: [document({ Effect: "Allow", NotAction: "iam:*", Resource: "*" })] },
        "the identity policy",
    ],
    [
        "NotResource that leaves it",
        role,
        { identity: [document({ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::other/*" })] },
        "the identity policy",
    ],
];
const refused: readonly Row[] = [
    ["nobody allows it", role, {}, "no allow in the identity policy"],
    ["the identity denies", role, { identity: [allow, deny] }, "explicit deny No in the identity policy"],
    [
        "the bucket denies",
        role,
        { identity, resource: denyTo({ Principal: "*" }) },
        "explicit deny No in the resource policy",
    ],
    [
        "the endpoint is silent",
        role,
        { identity, endpoint: grant("*", { Action: "ssm:*" }) },
        "no allow in the endpoint policy",
    ],
    [
        "the endpoint denies",
        role,
        { identity, endpoint: denyTo({ Principal: "*" }) },
        "explicit deny No in the endpoint policy",
    ],
    [
        "the endpoint is for another role",
        role,
        { identity, endpoint: grant({ AWS: `${role.arn}2` }) },
        "no allow in the endpoint policy",
    ],
    ["only the identity allows, across accounts", role, { identity }, "no allow in the resource policy", abroad],
    [
        "only the bucket allows, across accounts",
        role,
        { resource: grant({ AWS: role.arn }) },
        "no allow in the identity policy",
        abroad,
    ],
    [
        "the bucket is for another account",
        role,
        { identity, resource: grant({ AWS: other }) },
        "no allow in the resource policy",
        abroad,
    ],
    [
        "a bucket policy for its own account decides nothing by itself",
        role,
        { resource: grant({ AWS: home }) },
        "no allow in the identity policy",
    ],
    [
        "a bucket policy for the role and a boundary that is silent",
        role,
        { resource: grant({ AWS: role.arn }), boundary: document(statement("Allow", { Action: "ec2:*" })) },
        "no allow in the permissions boundary",
    ],
    ["a boundary alone grants nothing", role, { boundary: allow }, "no allow in the identity policy"],
    [
        "a session policy that is silent",
        role,
        { identity, session: [document(statement("Allow", { Action: "ec2:*" }))] },
        "no allow in the session policy",
    ],
    [
        "one level of service control is silent",
        role,
        { identity, serviceControl: [[allow], []] },
        "no allow in the service control policy",
    ],
    [
        "service control denies the root user",
        root,
        { serviceControl: [[allow, deny]] },
        "explicit deny No in the service control policy",
    ],
    ["a key whose policy is silent", role, { identity, resourceMustAllow: true }, "no allow in the resource policy"],
    [
        "no signature and a bucket for a role",
        nobody,
        { resource: grant({ AWS: role.arn }) },
        "no allow in the resource policy",
    ],
    [
        "another service than the trusted",
        ec2,
        { resource: grant({ Service: "ecs.amazonaws.com" }) },
        "no allow in the resource policy",
    ],
    [
        "NotPrincipal without the session's name",
        role,
        { identity, resource: denyTo({ NotPrincipal: { AWS: [home, role.arn] } }) },
        "explicit deny No in the resource policy",
    ],
    [
        "NotPrincipal without the account",
        role,
        { identity, resource: denyTo({ NotPrincipal: { AWS: [role.arn, role.session] } }) },
        "explicit deny No in the resource policy",
    ],
    [
        "an external bucket that names the session, when the identity's policy is silent",
        role,
        { resource: grant({ AWS: role.session }) },
        "no allow in the identity policy",
        abroad,
    ],
    [
        "NotResource that names it",
        role,
        { identity: [document({ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::b/*" })] },
        "no allow in the identity policy",
    ],
    [
        "a resource whose variable has no value",
        role,
        { identity: [document(statement("Allow", { Resource: "arn:aws:s3:::${aws:username}/*" }))] },
        "no allow in the identity policy",
    ],
];

const bound = [
    allow,
    document(
        ...(
            [
                "aws:SourceVpc=${aws:EC2InstanceSourceVPC}",
                "aws:VpcSourceIp=${aws:EC2InstanceSourcePrivateIPv4}",
            ] as const
        ).map((pair) => {
            const [key, value] = pair.split("=");
            const Condition = {
                StringNotEquals: { [key]: value },
                Null: { "ec2:SourceInstanceARN": "false" },
                BoolIfExists: { "aws:ViaAWSService": "false" },
            };
            return { Sid: key.replace("aws:", ""), Effect: "Deny", Action: "*", Resource: "*", Condition };
        }),
    ),
];
const instance = {
    "ec2:SourceInstanceARN": `arn:aws:ec2:eu-west-1:${home}:instance/i-1`,
    "aws:EC2InstanceSourceVPC": "vpc-1",
    "aws:EC2InstanceSourcePrivateIPv4": "10.0.1.10",
};

describe("IAM's decision", () => {
    for (const [rows, verdict] of [
        [allowed, true],
        [refused, false],
    ] as const) {
        for (const [title, caller, policies, because, more] of rows) {
            it(`${verdict ? "Allowed" : "Refused"}: ${title}`, () => {
                expect(ask(caller, policies, more)).to.deep.equal({ allowed: verdict, because });
            });
        }
    }

    // AWS: "Policies for EC2 instance credentials to be used only from the instance": both sides of each key.
    for (const [title, network, denied] of [
        ["from the instance itself", { "aws:SourceVpc": "vpc-1", "aws:VpcSourceIp": "10.0.1.10" }, undefined],
        ["from another VPC", { "aws:SourceVpc": "vpc-2", "aws:VpcSourceIp": "10.0.1.10" }, "SourceVpc"],
        ["from a neighbour in the VPC", { "aws:SourceVpc": "vpc-1", "aws:VpcSourceIp": "10.0.1.11" }, "VpcSourceIp"],
        ["from the internet, where no endpoint adds keys", {}, "SourceVpc"],
        ["by a service for the instance", { "aws:ViaAWSService": "true" }, undefined],
    ] as const) {
        it(`Instance credentials ${title} are ${denied ? "denied" : "good"}`, () => {
            const decision = ask(role, { identity: bound }, { context: { ...instance, ...network } });
            expect(decision.because).to.equal(
                denied ? `explicit deny ${denied} in the identity policy` : "the identity policy",
            );
        });
    }

    it("Variables are text in a document without version", () => {
        const { Statement } = document(statement("Allow", { Resource: "arn:aws:s3:::${aws:PrincipalAccount}/*" }));
        const resource = `arn:aws:s3:::${home}/k`;
        expect(ask(role, { identity: [{ Version: "2012-10-17", Statement }] }, { resource }).allowed).to.be.true;
        expect(ask(role, { identity: [{ Statement }] }, { resource }).allowed).to.be.false;
    });
});
