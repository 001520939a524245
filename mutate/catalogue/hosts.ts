import type { Operator } from "../mutant";
import { ofType, short, withInputs, withPath, withResource } from "../mutant";

/** Rows 6, 7, 14, 98: metadata, forwarding, and roles that could open their own network. */
export const hosts: Operator = (plan) => {
    const instances = ofType(plan, "ec2/instance:Instance").flatMap((host) => [
        {
            id: `${short(host)} answers metadata without a token`,
            rows: [6],
            plan: withPath(plan, host, ["metadataOptions", "httpTokens"], "optional"),
        },
        {
            id: `${short(host)} lets metadata travel two hops`,
            rows: [7],
            plan: withPath(plan, host, ["metadataOptions", "httpPutResponseHopLimit"], 2),
        },
        {
            id: `${short(host)} leaves metadata to the image`,
            rows: [6, 7],
            plan: withInputs(plan, host, { metadataOptions: undefined }),
        },
        { id: `${short(host)} forwards packets`, rows: [14], plan: withInputs(plan, host, { sourceDestCheck: false }) },
    ]);
    return instances.map((mutant) => ({ ...mutant, family: "host" as const }));
};

/** Row 133: what Systems Manager runs on hosts. */
export const commands: Operator = (plan) => {
    const type = "ssm/association:Association";
    const targets = [{ key: "InstanceIds", values: ["*"] }];
    const more = [
        ["a script of a repository", { name: "AWS-RunRemoteScript", parameters: { sourceType: "GitHub" }, targets }],
        ["a command", { name: "AWS-RunShellScript", parameters: { commands: "nft flush ruleset" }, targets }],
        ["a document of its own", { name: "other", targets }],
    ] as const;
    const added = more.map(([what, props]) => ({
        id: `an association that runs ${what} is added`,
        plan: withResource(plan, type, "added", props),
    }));
    const changed = ofType(plan, type).map((one) => ({
        id: `${short(one)} does more than it should`,
        plan: withPath(plan, one, ["parameters", "commands"], `true; ${pathOf(one.props.parameters, "commands")}`),
    }));
    return [...added, ...changed].map((mutant) => ({ ...mutant, rows: [133], family: "closed" as const }));
};

const pathOf = (holder: unknown, key: string) => String((holder as Readonly<Record<string, unknown>>)[key]);

const openers = [
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:CreateRoute",
    "ec2:ModifyInstanceMetadataOptions",
    "ec2:AssociateAddress",
    "ec2:*",
    "*",
];

export const roles: Operator = (plan) =>
    ofType(plan, "iam/rolePolicy:RolePolicy").flatMap((policy) => {
        const document = JSON.parse(String(policy.props.policy));
        const plus = (statement: object) =>
            withInputs(plan, policy, {
                policy: JSON.stringify({ ...document, Statement: [...document.Statement, statement] }),
            });
        return [
            ...openers.map((Action) => ({
                id: `${short(policy)} grants ${Action}`,
                rows: Action === "*" ? [91, 98] : [98],
                plan: plus({ Effect: "Allow", Action, Resource: "*" }),
            })),
            {
                id: `${short(policy)} grants all but iam:*`,
                rows: [98],
                plan: plus({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }),
            },
            {
                id: `${short(policy)} reads every parameter`,
                rows: [98],
                plan: plus({ Effect: "Allow", Action: "ssm:GetParameter*", Resource: "*" }),
            },
            {
                id: `${short(policy)} reads every secret`,
                rows: [98],
                plan: plus({
                    Effect: "Allow",
                    Action: "secretsmanager:GetSecretValue",
                    Resource: "arn:aws:secretsmanager:*:*:secret:*",
                }),
            },
        ].map((mutant) => ({ ...mutant, family: "iam" as const }));
    });
