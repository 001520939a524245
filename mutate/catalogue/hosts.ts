import type { Operator } from "../mutant";
import { ofType, short, withInputs, withPath } from "../mutant";

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
