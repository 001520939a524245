import type { GraphResource } from "../../../analysis/graph/resource";
import { accountOf, matches, type Statement } from "../../../analysis/iam/document";
import { text } from "../../../analysis/graph/values";
import type { Context } from "../../framework/context";
import { unless } from "../../framework/outcome";
import { documentAt, textAt } from "../../framework/read";
import { accountOfStack } from "../account";
import { bucketRule, companions } from "../buckets";

const roleType = "aws:iam/role:Role";
/** What is done to objects: each kind by one action that stands for it. */
const reads = ["s3:GetObject", "s3:GetObjectVersion"] as const;
const writes = ["s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"] as const;

/** The identity policy is the first barrier, the bucket's denial the second: an administrator's mistake at one is caught by the other. */
export const bucketWritersNamed = bucketRule({
    id: "bucket-writers-named",
    severity: "high",
    title: "A bucket that roles write to denies its objects to every other role",
    why: "What hosts store is for them and its operators; any role of the account with S3 rights reads it otherwise.",
    remediation:
        "Deny reading, writing and deleting objects with ArnNotEquals aws:PrincipalArn and the roles' ARNs, and grant to those roles only.",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html",
    rows: [80, 96],
    designSpecific: true,
    check(bucket, context) {
        const name = textAt(bucket, "bucket");
        const users = usersOf(name, context);
        if (!users.some(({ writer }) => writer)) return unless();
        const denials = companions(bucket, context, "BucketPolicy")
            .flatMap((policy) => documentAt(policy, "policy") ?? [])
            .filter((statement) => !statement.allow && namesOf(statement).length > 0);
        const covered = [...reads, ...writes].filter((action) => denials.some((one) => isAbout(one, action, name)));
        const open = [...reads, ...writes].filter((action) => !covered.includes(action));
        const named = denials.flatMap(namesOf);
        const account = accountOfStack(context);
        return unless(
            open.length > 0 && `${bucket.name} does not deny ${open.join(", ")} to roles that it does not name`,
            ...named
                .filter((arn) => arn.includes("*") || accountOf(arn) !== account)
                .map((arn) => `${bucket.name} names ${arn}, which is no one principal of account ${account}`),
            ...users
                .filter(({ role }) => open.length === 0 && !named.some((arn) => arn.endsWith(`:role/${role}`)))
                .map(
                    ({ role, policy }) =>
                        `${policy} grants ${role} objects of ${bucket.name}, whose policy does not name it`,
                ),
        );
    },
});

interface User {
    readonly policy: string;
    /** The role's name; what is not known names nobody. */
    readonly role: string;
    readonly writer: boolean;
}

/** Roles that a policy of the stack lets at the bucket's objects. */
function usersOf(bucket: string | undefined, { linker }: Context): User[] {
    const roleName = (policy: GraphResource) =>
        text(policy.props.role) ??
        linker.link(policy, "role", roleType).targets.map(({ props }) => text(props.name))[0] ??
        "";
    return linker.ofType("aws:iam/rolePolicy:RolePolicy").flatMap((policy) => {
        const granted = (documentAt(policy, "policy") ?? []).filter(({ allow }) => allow);
        const may = (actions: readonly string[]) =>
            actions.some((action) => granted.some((statement) => isAbout(statement, action, bucket)));
        return may([...reads, ...writes]) ? [{ policy: policy.name, role: roleName(policy), writer: may(writes) }] : [];
    });
}

const isAbout = ({ actions, resources }: Statement, action: string, bucket: string | undefined) =>
    actions.some((pattern) => matches(pattern, action)) &&
    resources.some((one) => one === "*" || one.split(":::")[1]?.startsWith(`${bucket}/`));

/** Whom a denial leaves out. */
const namesOf = ({ principals, conditions: [only, ...more] }: Statement): readonly string[] =>
    more.length === 0 &&
    principals.some(({ kind }) => kind === "any") &&
    /^(Arn|String)Not(Equals|Like)$/.test(only?.operator ?? "") &&
    only.key === "aws:principalarn"
        ? only.values
        : [];
