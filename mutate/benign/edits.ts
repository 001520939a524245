import type { Plan, PlanResource } from "../../model/plan";
import { ofType, short, type Variant, type VariantOperator, withInputs, withResource } from "../mutant";

type Statement = Record<string, unknown>;

/** A document that says less than before. */
function narrowed(
    plan: Plan,
    resource: PlanResource,
    property: string,
    change: (statements: Statement[]) => Statement[],
): Plan {
    const document = JSON.parse(String(resource.props[property]));
    return withInputs(plan, resource, {
        [property]: JSON.stringify({ ...document, Statement: change(document.Statement) }),
    });
}

/** What somebody tightens or adds beside the stack without opening anything. */
export const tighter: VariantOperator = (plan) => {
    const variants = (
        type: string,
        of: (resource: PlanResource) => { readonly what: string; readonly plan: Plan },
        which: (resource: PlanResource) => boolean = () => true,
    ): Variant[] =>
        ofType(plan, type)
            .filter(which)
            .map((resource) => {
                const { what, plan: other } = of(resource);
                return { id: `${short(resource)} ${what}`, plan: other };
            });
    return [
        ...variants("cloudwatch/logGroup:LogGroup", (group) => ({
            what: "kept ten years",
            plan: withInputs(plan, group, { retentionInDays: 3653 }),
        })),
        ...variants("iam/rolePolicy:RolePolicy", (policy) => ({
            what: "denies leaving the account besides",
            plan: narrowed(plan, policy, "policy", (statements) => [
                ...statements,
                {
                    Effect: "Deny",
                    Action: "*",
                    Resource: "*",
                    Condition: { StringNotEquals: { "aws:ResourceAccount": "111122223333" } },
                },
            ]),
        })),
        ...variants(
            "iam/rolePolicy:RolePolicy",
            (policy) => ({
                what: "without its last grant",
                plan: narrowed(plan, policy, "policy", (statements) => {
                    const last = statements.findLastIndex(({ Effect }) => Effect === "Allow");
                    return statements.filter((_, i) => i !== last);
                }),
            }),
            // The role that delivers flow logs has one statement, and without it delivers nothing; what only denies grants nothing.
            ({ name, props }) => name !== "network-flow" && String(props.policy).includes('"Allow"'),
        ),
        ...variants("s3/bucketPolicy:BucketPolicy", (policy) => ({
            what: "denies deletion besides",
            plan: narrowed(plan, policy, "policy", (statements) => [
                ...statements,
                {
                    Sid: "Keep",
                    Effect: "Deny",
                    Principal: "*",
                    Action: "s3:DeleteBucket",
                    Resource: `arn:aws:s3:::${policy.props.bucket}`,
                },
            ]),
        })),
        // Of S3's endpoint the reading does not weigh denials, and says so.
        ...variants(
            "ec2/vpcEndpoint:VpcEndpoint",
            (endpoint) => ({
                what: "denies deletion besides",
                plan: narrowed(plan, endpoint, "policy", (statements) => [
                    ...statements,
                    { Effect: "Deny", Principal: "*", Action: "logs:DeleteLogGroup", Resource: "*" },
                ]),
            }),
            ({ props }) => props.vpcEndpointType === "Interface",
        ),
        ...variants("ec2/instance:Instance", (host) => ({
            what: "protected from termination",
            plan: withInputs(plan, host, { disableApiTermination: true, monitoring: true }),
        })),
        ...variants(
            "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            (resource) => ({
                what: "with a key of KMS",
                plan: withInputs(plan, resource, {
                    rules: [
                        { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true },
                    ],
                }),
            }),
        ),
        {
            id: "a log group of another system besides",
            plan: withResource(plan, "cloudwatch/logGroup:LogGroup", "other", {
                name: "/other/system",
                retentionInDays: 400,
                kmsKeyId: ofType(plan, "kms/key:Key")[0]?.outputs.arn,
            }),
        },
    ];
};
