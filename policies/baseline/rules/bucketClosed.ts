import { companions, bucketRule } from "../buckets";
import { unless } from "../../framework/outcome";
import { flagAt, itemsAt, textAt, valueAt } from "../../framework/read";

const ways = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

/** AWS gives new buckets the block and no ACLs since April 2023; what nobody wrote, nobody notices when it is changed: so it is written. */
export const bucketClosed = bucketRule({
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
        const open = ways.filter((way) => !block || flagAt(block, way) !== true);
        const enforced = owner && textAt(owner, "rule", "objectOwnership") === "BucketOwnerEnforced";
        const hasAcl =
            companions(bucket, context, "BucketAcl").length > 0 ||
            valueAt(bucket, "acl") !== undefined ||
            itemsAt(bucket, "grants").length > 0;
        return unless(
            open.length > 0 && `${bucket.name} does not block public access: set ${open.join(", ")} to true`,
            !enforced && `${bucket.name} takes ACLs: set objectOwnership to BucketOwnerEnforced`,
            hasAcl && `${bucket.name} has an ACL: remove it`,
        );
    },
});
