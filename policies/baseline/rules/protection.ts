import type { GraphResource } from "../../../analysis/graph/resource";
import { tokens } from "../../../model/tokens";
import type { Context } from "../../framework/context";
import { compliant, notApplicable, type Outcome, unknown, violation } from "../../framework/outcome";
import { resourceInContextRule } from "../../framework/rule";

/** Components whose volumes and buckets README promises to keep; one that an interrupted `up` left without its role is known by its type. */
const keepers: ReadonlySet<unknown> = new Set([
    ...[tokens.openHandsServer, tokens.artifactStore, tokens.releaseStore],
    ...["agent", "artifacts", "release"],
]);

const isKept = (resource: GraphResource, { linker }: Context): boolean =>
    linker.ancestors(resource).some(({ type, outputs }) => keepers.has(type) || keepers.has(outputs.role));

function check(resource: GraphResource, context: Context): Outcome {
    const { name, protect } = resource;
    if (!isKept(resource, context)) return notApplicable("no store of data that README promises to keep");
    if (protect === undefined)
        return unknown(`whether ${name} is protected`, "protect: true into its options, or into its component's");
    return protect ? compliant : violation(`${name} is deleted without a question: set protect: true in its options`);
}

/** `npm run down` lifts the protection in the state, not in the program. */
export const protectedKept = resourceInContextRule("baseline", {
    id: "protected-kept",
    severity: "high",
    title: "The data volume and the buckets of artifacts and releases are protected by Pulumi",
    why: "One `pulumi destroy`, or one changed name in the program, would delete what people made and what hosts are made of.",
    remediation: "Set protect: true in the options of the volume and of the stores.",
    source: "https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
    rows: [128],
    designSpecific: true,
    types: ["aws:ebs/volume:Volume", "aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"],
    check,
});
