import * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../model/naming";
import { tokens } from "../model/tokens";
import { deleteMarkers, leftovers, PrivateBucket } from "./parts/privateBucket";

export interface ReleaseStoreArgs {
    readonly naming: Naming;
    /** Whether `pulumi destroy` may delete the bucket with what is in it. Default false. */
    readonly forceDestroy?: boolean;
}

/**
 * What hosts are made of: content-addressed bundles of their files (put there by `pulumi up`), container images and
 * models (by `npm run stage`). Sealed hosts have no registry to pull from; this is their only source.
 */
export class ReleaseStore extends pulumi.ComponentResource {
    readonly bucket: string;
    readonly arn: string;
    readonly ready: pulumi.Resource[];

    constructor(name: string, args: ReleaseStoreArgs, opts?: pulumi.ComponentResourceOptions) {
        super(tokens.releaseStore, name, args, opts);
        const store = new PrivateBucket(
            name,
            {
                naming: args.naming,
                bucket: args.naming.releaseBucket,
                lifecycle: [leftovers(30), deleteMarkers],
                forceDestroy: args.forceDestroy,
            },
            { parent: this },
        );
        this.bucket = store.bucket;
        this.arn = store.arn;
        this.ready = store.ready;
        this.registerOutputs({ role: "release", bucket: this.bucket });
    }
}
