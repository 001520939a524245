import { bucketRule } from "../buckets";
import { unless } from "../../framework/outcome";
import { flagAt } from "../../framework/read";

export const bucketProtected = bucketRule({
    id: "bucket-protected",
    severity: "medium",
    title: "No bucket is deleted with what is in it",
    why: "One `pulumi destroy`, or one changed name, would take every object and every version.",
    remediation: "Leave forceDestroy out.",
    source: "https://www.pulumi.com/registry/packages/aws/api-docs/s3/bucket/",
    rows: [75],
    check: (bucket) =>
        unless(
            flagAt(bucket, "forceDestroy") === true &&
                `${bucket.name} is deleted with its objects: remove forceDestroy`,
        ),
});
