import type { GraphResource } from "../../analysis/graph/resource";
import type { Context } from "../framework/context";
import { resourceInContextRule } from "../framework/rule";

/** S3 settings live in resources beside the bucket (`@pulumi/aws` 7); the older forms have V2 in their names. */
const bucketTypes = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];

/** What is set on a bucket by resources of a kind, such as "BucketVersioning": by the bucket's name, or by reference. */
export function companions(bucket: GraphResource, { linker }: Context, kind: string): GraphResource[] {
    const type = (suffix: string) => `aws:s3/${kind[0].toLowerCase()}${kind.slice(1)}${suffix}:${kind}${suffix}`;
    const named = bucket.props.bucket;
    return linker
        .ofType(type(""), type("V2"))
        .filter(
            (resource) =>
                (named !== undefined && resource.props.bucket === named) ||
                linker.names(resource, "bucket", bucket, ...bucketTypes),
        );
}

export const bucketRule = (text: Omit<Parameters<typeof resourceInContextRule>[1], "types">) =>
    resourceInContextRule("baseline", { ...text, types: bucketTypes });
