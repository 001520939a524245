import { companions, bucketRule } from "../buckets";
import { unless } from "../../framework/outcome";
import { flagAt, itemsAt, numberAt, textAt, valueAt } from "../../framework/read";

/** How long a deletion can be taken back, in days. */
const leastDays = 30;

const algorithms = new Set(["AES256", "aws:kms", "aws:kms:dsse"]);

/** SSE-S3 counts: load balancers write their logs to nothing else, and a key of ours would be one more way in for whoever has the role. */
export const bucketKept = bucketRule({
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
        const versioned =
            (versioning && textAt(versioning, "versioningConfiguration", "status") === "Enabled") ||
            flagAt(bucket, "versioning", "enabled") === true;
        const inline = ["serverSideEncryptionConfiguration", "rule"] as const;
        const encrypted = [
            ...(encryption ? itemsAt(encryption, "rules").map((path) => algorithmAt(encryption, path)) : []),
            algorithmAt(bucket, inline),
        ].some((algorithm) => algorithm !== undefined && algorithms.has(algorithm));
        // A rule for some objects leaves the others as they are, and one that is switched off all of them.
        const enabled = lifecycle
            ? itemsAt(lifecycle, "rules").filter(
                  (path) => textAt(lifecycle, ...path, "status") === "Enabled" && isForAll(lifecycle, path),
              )
            : [];
        const ends = (what: string) => enabled.some((path) => lifecycle && valueAt(lifecycle, ...path, what));
        const fleeting = enabled.filter(
            (path) =>
                lifecycle &&
                (numberAt(lifecycle, ...path, "noncurrentVersionExpiration", "noncurrentDays") ?? leastDays) <
                    leastDays,
        );
        return unless(
            !versioned && `${bucket.name} is not versioned: set status Enabled`,
            !encrypted && `${bucket.name} says nothing about encryption: name AES256 or aws:kms`,
            !ends("noncurrentVersionExpiration") &&
                `${bucket.name} keeps old versions for ever: no enabled lifecycle rule for all objects has noncurrentVersionExpiration`,
            fleeting.length > 0 &&
                `${bucket.name} forgets old versions within ${leastDays} days: set noncurrentDays to ${leastDays} or more`,
            !ends("abortIncompleteMultipartUpload") &&
                `${bucket.name} keeps unfinished uploads for ever: no enabled lifecycle rule for all objects has abortIncompleteMultipartUpload`,
        );
    },
});

type Holder = Parameters<typeof textAt>[0];

type PropertyPath = readonly (string | number)[];

const algorithmAt = (holder: Holder, path: PropertyPath) =>
    textAt(holder, ...path, "applyServerSideEncryptionByDefault", "sseAlgorithm");

const isForAll = (lifecycle: Holder, path: PropertyPath) =>
    ["prefix", "tag", "and", "objectSizeGreaterThan", "objectSizeLessThan"].every((narrows) =>
        [undefined, ""].includes(valueAt(lifecycle, ...path, "filter", narrows) as undefined | ""),
    ) && [undefined, ""].includes(valueAt(lifecycle, ...path, "prefix") as undefined | "");
