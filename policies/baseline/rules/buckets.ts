import type { GraphResource } from "../../../analysis/graph/resource";
import { flag, list, object, text } from "../../../analysis/graph/values";
import type { Context } from "../../framework/context";
import { unless } from "../../framework/outcome";
import { documentAt } from "../../framework/read";
import { subjectRule } from "../../framework/rule";

/** S3 settings live in resources beside the bucket (`@pulumi/aws` 7); the older forms have V2 in their names. */
const bucketTypes = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];

function companions(bucket: GraphResource, { linker }: Context, kind: string): GraphResource[] {
    const type = (suffix: string) => `aws:s3/${kind[0].toLowerCase()}${kind.slice(1)}${suffix}:${kind}${suffix}`;
    const named = bucket.props.bucket;
    return linker
        .ofType(type(""), type("V2"))
        .filter(
            (own) =>
                (named !== undefined && own.props.bucket === named) ||
                linker.names(own, "bucket", bucket, ...bucketTypes),
        );
}

const rule = (text_: Omit<Parameters<typeof subjectRule>[1], "types">) =>
    subjectRule("baseline", { ...text_, types: bucketTypes });

export const bucketClosed = rule({
    id: "bucket-closed",
    severity: "critical",
    title: "Every bucket blocks public access in all four ways and has its ACLs switched off",
    why: "One of four switches left open is enough for one policy or ACL to publish objects.",
    remediation:
        "Add BucketPublicAccessBlock with all four true, and BucketOwnershipControls with BucketOwnerEnforced.",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    rows: [70, 71, 79],
    check(bucket, context) {
        const [block] = companions(bucket, context, "BucketPublicAccessBlock");
        const [owner] = companions(bucket, context, "BucketOwnershipControls");
        const ways = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
        const open = ways.filter((way) => flag(block?.props[way]) !== true);
        const enforced = text(object(owner?.props.rule).objectOwnership) === "BucketOwnerEnforced";
        return unless(
            open.length > 0 && `${bucket.name} does not block public access: ${open.join(", ")}`,
            !enforced && `${bucket.name} takes ACLs: set BucketOwnerEnforced`,
            companions(bucket, context, "BucketAcl").length > 0 && `${bucket.name} has an ACL`,
        );
    },
});

export const bucketKept = rule({
    id: "bucket-kept",
    severity: "medium",
    title: "Every bucket is versioned, encrypted, and has a decided end for what is in it",
    why: "Without versions a deletion is final; without a lifecycle nothing ever goes.",
    remediation:
        "Add BucketVersioning, BucketServerSideEncryptionConfiguration and BucketLifecycleConfiguration with noncurrent versions and unfinished uploads.",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
    rows: [74, 75, 77],
    check(bucket, context) {
        const [versioning] = companions(bucket, context, "BucketVersioning");
        const [encryption] = companions(bucket, context, "BucketServerSideEncryptionConfiguration");
        const [lifecycle] = companions(bucket, context, "BucketLifecycleConfiguration");
        const algorithms = list(encryption?.props.rules).map(
            (one) => object(object(one).applyServerSideEncryptionByDefault).sseAlgorithm,
        );
        const rules = list(lifecycle?.props.rules)
            .map(object)
            .filter(({ status }) => status === "Enabled");
        return unless(
            text(object(versioning?.props.versioningConfiguration).status) !== "Enabled" &&
                `${bucket.name} is not versioned`,
            !algorithms.some((algorithm) => ["AES256", "aws:kms", "aws:kms:dsse"].includes(String(algorithm))) &&
                `${bucket.name} says nothing about encryption`,
            !rules.some((one) => one.noncurrentVersionExpiration !== undefined) &&
                `${bucket.name} keeps old versions for ever`,
            !rules.some((one) => one.abortIncompleteMultipartUpload !== undefined) &&
                `${bucket.name} keeps unfinished uploads for ever`,
        );
    },
});

export const bucketPolicy = rule({
    id: "bucket-policy",
    severity: "high",
    title: "Every bucket refuses plain HTTP and admits nobody without naming them",
    why: "A bucket policy is the last word on who reads objects, and over what.",
    remediation: "Deny s3:* where aws:SecureTransport is false, and name principals of this account in every Allow.",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
    rows: [72, 73, 80],
    check(bucket, context) {
        const statements = companions(bucket, context, "BucketPolicy").flatMap(
            (policy) => documentAt(policy, "policy") ?? [],
        );
        const tls = statements.some(
            ({ allow, actions, principals, conditions }) =>
                !allow &&
                actions.some((action) => action === "s3:*" || action === "*") &&
                principals.some(({ kind }) => kind === "any") &&
                conditions.some(
                    ({ operator, key, values }) =>
                        operator === "Bool" && key === "aws:securetransport" && values.includes("false"),
                ),
        );
        const account = context.resources
            .map(({ outputs }) => object(outputs.intent).account)
            .find((value) => typeof value === "string");
        const open = statements.filter(
            ({ allow, principals, notPrincipal }) =>
                allow && (notPrincipal || principals.some(({ kind }) => kind === "any")),
        );
        const foreign = statements.filter(
            ({ allow, principals }) =>
                allow &&
                principals.some(
                    ({ kind, value }) => kind === "AWS" && account !== undefined && !value.includes(String(account)),
                ),
        );
        return unless(
            !tls && `${bucket.name} does not refuse plain HTTP`,
            open.length > 0 && `${bucket.name} admits everybody`,
            foreign.length > 0 && `${bucket.name} admits another account`,
        );
    },
});
