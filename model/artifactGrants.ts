import type { Naming } from "./naming";
import type { PolicyStatement } from "./policyDocument";

/** What may be granted on the artifacts: to the verifier's host all of it, to operators all but writing. */

const objectsOf = (naming: Naming) => `${naming.bucketArn(naming.artifactBucket)}/artifacts/*`;

/** Lists and reads artifacts, old versions included: deleting one by its versions means finding them first. */
export const artifactReads = (naming: Naming): PolicyStatement[] => [
    {
        Effect: "Allow",
        Action: ["s3:ListBucket", "s3:ListBucketVersions"],
        Resource: naming.bucketArn(naming.artifactBucket),
    },
    { Effect: "Allow", Action: ["s3:GetObject", "s3:GetObjectVersion"], Resource: objectsOf(naming) },
];

export const artifactWrites = (naming: Naming): PolicyStatement[] => [
    { Effect: "Allow", Action: ["s3:PutObject", "s3:AbortMultipartUpload"], Resource: objectsOf(naming) },
];

/** Deletes for good: every version and marker, since in a versioned bucket a plain delete only hides. */
export const artifactDeletions = (naming: Naming): PolicyStatement[] => [
    { Effect: "Allow", Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"], Resource: objectsOf(naming) },
];

/** For people of the account, with MFA. */
export const operatorTrust = (naming: Naming): PolicyStatement => ({
    Effect: "Allow",
    Principal: { AWS: `arn:${naming.partition}:iam::${naming.account}:root` },
    Action: "sts:AssumeRole",
    Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
});
