import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type BundleFile, hostBundle } from "../hosts/bundle";
import { type HostName, roleOfHost } from "../model/hosts";
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
    private readonly store: PrivateBucket;

    constructor(name: string, args: ReleaseStoreArgs, opts?: pulumi.ComponentResourceOptions) {
        super(tokens.releaseStore, name, args, opts);
        this.store = new PrivateBucket(
            name,
            {
                naming: args.naming,
                bucket: args.naming.releaseBucket,
                lifecycle: [leftovers(30), deleteMarkers],
                forceDestroy: args.forceDestroy,
            },
            { parent: this },
        );
        this.bucket = this.store.bucket;
        this.arn = this.store.arn;
        this.registerOutputs({ role: "release", bucket: this.bucket });
    }

    /** Puts a host's files into the bucket, under a key that is their hash. */
    publish(host: HostName, files: readonly BundleFile[]): PublishedBundle {
        const { archive, sha256, key } = hostBundle(roleOfHost(host), files);
        const object = new aws.s3.BucketObjectv2(
            `host-${host}`,
            {
                bucket: this.bucket,
                key,
                contentBase64: archive.toString("base64"),
                contentType: "application/gzip",
            },
            // The bucket may be protected; a bundle is replaced with every change of the host's files.
            { parent: this, protect: false, dependsOn: this.store.ready },
        );
        return { key, sha256, object };
    }
}

export interface PublishedBundle {
    readonly key: string;
    readonly sha256: string;
    readonly object: pulumi.Resource;
}
