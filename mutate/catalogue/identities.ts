import type { PlanResource } from "../../model/plan";
import type { Operator } from "../mutant";
import { ofType, short, withInputs, withResource } from "../mutant";

type Statement = Readonly<Record<string, unknown>>;

const allow = (Action: string | readonly string[], Resource: string | readonly string[]): Statement => ({
    Effect: "Allow",
    Action,
    Resource,
});

const account = "111122223333";
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${account}:${resource}`;

/** Each names its actions and resources one by one, so that nothing about its form is wrong. */
const channels: Readonly<Record<string, Statement>> = {
    "runs a command on another host": allow("ssm:SendCommand", [
        arn("ec2", "instance/i-0123456789abcdef0"),
        "arn:aws:ssm:us-east-1::document/AWS-RunShellScript",
    ]),
    "opens a session on another host": allow("ssm:StartSession", arn("ec2", "instance/i-0123456789abcdef0")),
    "sends its logs to an outsider": allow(
        "logs:PutSubscriptionFilter",
        arn("logs", "log-group:/isolated-openhands/prod/logs/agent:*"),
    ),
    "shares a document": allow(["ssm:CreateDocument", "ssm:ModifyDocumentPermission"], arn("ssm", "document/drop-1")),
    "writes to an outsider's bucket": allow("s3:PutObject", "arn:aws:s3:::some-public-site-bucket/in/x"),
    "reads the LLM key": allow("secretsmanager:GetSecretValue", arn("secretsmanager", "secret:llm/anthropic-AbCdEf")),
    "reads another host's parameter": allow(
        "ssm:GetParameter",
        arn("ssm", "parameter/isolated-openhands/prod/verifier/secret"),
    ),
    "writes another host's certificate": allow(
        "ssm:PutParameter",
        arn("ssm", "parameter/isolated-openhands/prod/certificates/*"),
    ),
    "reads another host's release": allow("s3:GetObject", `arn:aws:s3:::isolated-openhands-release-${account}/host/*`),
    "invokes a function": allow("lambda:InvokeFunction", arn("lambda", "function:other")),
    "publishes to a topic": allow("sns:Publish", arn("sns", "other")),
    "takes a snapshot": allow("ec2:CreateSnapshot", `arn:aws:ec2:us-east-1:${account}:volume/vol-0123456789abcdef0`),
};

/** Rows 91 to 98: what a role is given beside the design, in every form in which IAM gives something. */
export const identities: Operator = (plan) => {
    const policies = ofType(plan, "iam/rolePolicy:RolePolicy");
    const more = (policy: PlanResource, statement: Statement) => {
        const document = JSON.parse(String(policy.props.policy)) as { Statement: Statement[] };
        const changed = { ...document, Statement: [...document.Statement, statement] };
        return withInputs(plan, policy, { policy: JSON.stringify(changed) });
    };
    const granted = policies.flatMap((policy) =>
        Object.entries(channels)
            // What its role is there for is no fault.
            .filter(([what]) => !policy.name.startsWith("web-proxy") || what !== "reads the LLM key")
            .map(([what, statement]) => ({
                id: `${short(policy)} may do what ${what}`,
                rows: [96, 98],
                plan: more(policy, statement),
            })),
    );
    const unbound = policies.flatMap((policy) => {
        const document = JSON.parse(String(policy.props.policy)) as { Statement: Statement[] };
        const denials = document.Statement.filter(({ Effect }) => Effect === "Deny");
        const changed = (denial: Statement, put: readonly Statement[]) => ({
            ...document,
            Statement: document.Statement.flatMap((one) => (one === denial ? put : [one])),
        });
        return denials.flatMap((denial) => [
            {
                id: `${short(policy)} without ${String(denial.Sid)}`,
                rows: [130],
                plan: withInputs(plan, policy, { policy: JSON.stringify(changed(denial, [])) }),
            },
            {
                id: `${short(policy)} with ${String(denial.Sid)} for one action`,
                rows: [130],
                plan: withInputs(plan, policy, {
                    policy: JSON.stringify(
                        changed(denial, [{ ...denial, NotAction: undefined, Action: "s3:GetObject" }]),
                    ),
                }),
            },
        ]);
    });
    const inside = ofType(plan, "iam/role:Role").flatMap((role) => [
        {
            id: `${short(role)} has a policy inside itself`,
            rows: [96],
            plan: withInputs(plan, role, {
                inlinePolicies: [{ name: "more", policy: documentOf(channels["reads the LLM key"]) }],
            }),
        },
        {
            id: `${short(role)} has a managed policy attached`,
            rows: [97],
            plan: withInputs(plan, role, { managedPolicyArns: [`arn:aws:iam::${account}:policy/helper`] }),
        },
    ]);
    const added = (type: string, what: string, inputs: Statement) => ({
        id: `iam/${type} added${what}`,
        rows: [96, 98],
        plan: withResource(plan, `iam/${type}`, "added", inputs),
    });
    const role = "openhands-agent-host";
    const policyArn = `arn:aws:iam::${account}:policy/helper`;
    const trust = documentOf({
        Effect: "Allow",
        Principal: { Service: "ec2.amazonaws.com" },
        Action: "sts:AssumeRole",
    });
    const model = "arn:aws:bedrock:us-east-1::foundation-model/x";
    const beside = [
        added("rolePolicy:RolePolicy", ", which lets the agent invoke any model", {
            role,
            policy: documentOf(allow("bedrock:InvokeModel", model)),
        }),
        added("rolePolicyAttachment:RolePolicyAttachment", "", { role, policyArn }),
        added("rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "", {
            roleName: role,
            policyArns: [policyArn],
        }),
        added("rolePoliciesExclusive:RolePoliciesExclusive", "", { roleName: role, policyNames: ["helper"] }),
        added("policyAttachment:PolicyAttachment", "", { name: "x", roles: [role], policyArn }),
        added("policy:Policy", "", { policy: documentOf(allow("s3:GetObject", "arn:aws:s3:::x/y")) }),
        added("user:User", "", { name: "robot" }),
        added("accessKey:AccessKey", "", { user: "robot" }),
        added("userLoginProfile:UserLoginProfile", "", { user: "robot" }),
        added("group:Group", "", { name: "people" }),
        added("openIdConnectProvider:OpenIdConnectProvider", "", {
            url: "https://token.actions.githubusercontent.com",
            clientIdLists: ["sts.amazonaws.com"],
        }),
        added("samlProvider:SamlProvider", "", { name: "x", samlMetadataDocument: "<x/>" }),
        added("role:Role", "", { name: "helper", assumeRolePolicy: trust }),
        added("instanceProfile:InstanceProfile", "", { name: "helper", role: "openhands-flow-logs" }),
    ];
    return [...granted, ...unbound, ...inside, ...beside].map((mutant) => ({ ...mutant, family: "iam" as const }));
};

const documentOf = (...statements: readonly Statement[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** Row 94: roles that somebody else may take. */
export const trusts: Operator = (plan) =>
    ofType(plan, "iam/role:Role").flatMap((role) => {
        const document = JSON.parse(String(role.props.assumeRolePolicy)) as { Statement: Statement[] };
        const named = (Principal: unknown, more: Statement = {}): Statement => ({
            Effect: "Allow",
            Principal,
            Action: "sts:AssumeRole",
            ...more,
        });
        const who: Readonly<Record<string, Statement>> = {
            "another account": named(
                { AWS: "arn:aws:iam::444455556666:root" },
                { Condition: { StringEquals: { "sts:ExternalId": "shared" } } },
            ),
            "a user": named({ AWS: `arn:aws:iam::${account}:user/robot` }),
            "a pipeline": named(
                { Federated: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com` },
                {
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "repo:other/*" } },
                },
            ),
            "another service": named(
                { Service: "lambda.amazonaws.com" },
                { Condition: { StringEquals: { "aws:SourceAccount": account } } },
            ),
        };
        const added = Object.entries(who).map(([what, statement]) => ({
            id: `${short(role)} may be taken by ${what}`,
            plan: withInputs(plan, role, { assumeRolePolicy: documentOf(...document.Statement, statement) }),
        }));
        const bare = document.Statement.map((statement) =>
            Object.fromEntries(Object.entries(statement).filter(([key]) => key !== "Condition")),
        );
        const loosened = {
            id: `${short(role)} may be taken without its condition`,
            plan: withInputs(plan, role, { assumeRolePolicy: documentOf(...bare) }),
        };
        const conditional = document.Statement.some(({ Condition }) => Condition !== undefined);
        return [...added, ...(conditional ? [loosened] : [])].map((mutant) => ({
            ...mutant,
            rows: [94],
            family: "iam" as const,
        }));
    });
