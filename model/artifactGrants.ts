import type { Naming } from "./naming";
import type { PolicyStatement } from "./policyDocument";

/** What may be granted on the artifacts: the verifier's host writes and hides them, people of the operators' role remove them for good. */

const objectsOf = (naming: Naming) => `${naming.bucketArn(naming.artifactBucket)}/artifacts/*`;
/** One record a deletion, written before and after it: without it nothing is deleted. */
const recordsOf = (naming: Naming) => `${naming.bucketArn(naming.artifactBucket)}/audit/*`;

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

/**
 * A plain delete, which in a versioned bucket only hides: whoever takes over the verifier's host can destroy nothing. What is hidden the
 * bucket's lifecycle removes, or an operator at once.
 */
export const artifactHiding = (naming: Naming): PolicyStatement[] => [
    { Effect: "Allow", Action: "s3:DeleteObject", Resource: objectsOf(naming) },
    { Effect: "Allow", Action: "s3:PutObject", Resource: recordsOf(naming) },
];

/** Deletes for good: every version and marker. For people. */
export const artifactPurging = (naming: Naming): PolicyStatement[] => [
    { Effect: "Allow", Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"], Resource: objectsOf(naming) },
    { Effect: "Allow", Action: "s3:PutObject", Resource: recordsOf(naming) },
];
