import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tokens } from "../../model/tokens";
import type { Naming } from "../../model/naming";
import type { PolicyStatement } from "../../model/policyDocument";

export interface PrivateBucketArgs {
    readonly naming: Naming;
    /** The bucket's full name; globally unique. */
    readonly bucket: string;
    /** Lifecycle rules. Every bucket has some: nothing is kept without a decided end. */
    readonly lifecycle: aws.types.input.s3.BucketLifecycleConfigurationRule[];
    /** Statements beside the ones every bucket has (TLS only). Default none. */
    readonly statements?: readonly PolicyStatement[];
    /** Whether `pulumi destroy` may delete a bucket that still holds objects. Default false. */
    readonly forceDestroy?: boolean;
}

/** A bucket that is versioned, encrypted with S3's keys, closed to the public in all four ways, and spoken to by TLS only. */
export class PrivateBucket extends pulumi.ComponentResource {
    /** The name, known before the bucket exists. */
    readonly bucket: string;
    readonly arn: string;

    /** What must exist before we put anything into the bucket. */
    readonly ready: pulumi.Resource[];
    /** What must exist before an AWS service may put anything into the bucket. */
    readonly admits: pulumi.Resource;

    constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
        super(tokens.privateBucket, name, args, opts);
        this.bucket = args.bucket;
        this.arn = args.naming.bucketArn(args.bucket);

        const child = { parent: this };
        const { bucket } = new aws.s3.Bucket(
            name,
            { bucket: args.bucket, forceDestroy: args.forceDestroy ?? false },
            child,
        );
        const closed = new aws.s3.BucketPublicAccessBlock(
            name,
            {
                bucket,
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
            child,
        );
        const owned = new aws.s3.BucketOwnershipControls(
            name,
            { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
            child,
        );
        const versioned = new aws.s3.BucketVersioning(
            name,
            { bucket, versioningConfiguration: { status: "Enabled" } },
            child,
        );
        new aws.s3.BucketServerSideEncryptionConfiguration(
            name,
            { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
            child,
        );
        new aws.s3.BucketLifecycleConfiguration(
            name,
            { bucket, rules: args.lifecycle },
            { ...child, dependsOn: [versioned] },
        );
        this.admits = new aws.s3.BucketPolicy(
            name,
            { bucket, policy: JSON.stringify(this.policy(args.statements ?? [])) },
            { ...child, dependsOn: [closed] },
        );
        this.ready = [versioned, owned];
        this.registerOutputs({ bucket: this.bucket, arn: this.arn });
    }

    private policy(statements: readonly PolicyStatement[]) {
        const everything = [this.arn, `${this.arn}/*`];
        return {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "TlsOnly",
                    Effect: "Deny",
                    Principal: "*",
                    Action: "s3:*",
                    Resource: everything,
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
                {
                    Sid: "Tls12",
                    Effect: "Deny",
                    Principal: "*",
                    Action: "s3:*",
                    Resource: everything,
                    Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
                },
                ...statements,
            ],
        };
    }
}

/** Old versions, markers without versions and uploads that nobody finished: in every bucket they go by the same rule. */
export function leftovers(noncurrentDays: number): aws.types.input.s3.BucketLifecycleConfigurationRule {
    return {
        id: "leftovers",
        status: "Enabled",
        filter: { prefix: "" },
        noncurrentVersionExpiration: { noncurrentDays },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
    };
}

/** S3 takes a marker rule only apart from an expiry in days. */
export const deleteMarkers: aws.types.input.s3.BucketLifecycleConfigurationRule = {
    id: "delete-markers",
    status: "Enabled",
    filter: { prefix: "" },
    expiration: { expiredObjectDeleteMarker: true },
};
