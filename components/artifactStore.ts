import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { artifactHiding, artifactPurging, artifactReads, artifactWrites } from "../model/artifactGrants";
import type { Naming } from "../model/naming";
import { type Operators, operatorTrust } from "../model/operators";
import type { PolicyStatement } from "../model/policyDocument";
import { tokens } from "../model/tokens";
import { deleteMarkers, leftovers, PrivateBucket } from "./parts/privateBucket";

export interface ArtifactStoreArgs {
    readonly naming: Naming;
    /**
     * Days until an artifact is deleted; also the application's ARTIFACT_RETENTION_DAYS, so that both say the same.
     * At least 91: on day 90 an object moves to Glacier Instant Retrieval, and S3 wants the expiry after that.
     */
    readonly retentionDays: number;
    /** Names of the roles of hosts that may touch objects. Nobody else may, but the operator role made here. */
    readonly hostRoleNames: readonly string[];
    /** Who may take the role of those who read and delete artifacts. */
    readonly operators: Operators;
    /** Whether `pulumi destroy` may delete the bucket with what is in it. Default false. */
    readonly forceDestroy?: boolean;
}

const smallestRetentionDays = 91;

/** Reads and writes of what is inside the bucket; configuration of the bucket itself is never among them. */
const objectActions = [
    "s3:GetObject*",
    "s3:PutObject*",
    "s3:DeleteObject*",
    "s3:RestoreObject",
    "s3:AbortMultipartUpload",
];

/**
 * Label images and verdicts, kept for audit and deletable on request. Only the named roles touch objects, whatever their
 * IAM policies say; the bucket's configuration stays open to administrators, or Pulumi could not manage it.
 */
export class ArtifactStore extends pulumi.ComponentResource {
    readonly bucket: string;
    readonly arn: string;
    readonly retentionDays: number;
    /** For people: read and delete artifacts. */
    readonly operatorRoleName: string;
    private readonly naming: Naming;

    constructor(
        private readonly name: string,
        args: ArtifactStoreArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super(tokens.artifactStore, name, args, opts);
        const { naming, retentionDays } = args;
        if (!(retentionDays >= smallestRetentionDays)) {
            throw new Error(`[retentionDays] is ${retentionDays}; write ${smallestRetentionDays} or more`);
        }
        this.naming = naming;
        this.retentionDays = retentionDays;
        this.operatorRoleName = naming.operatorRole;

        const operator = this.operatorRole(naming, args.operators);
        const store = new PrivateBucket(
            name,
            {
                naming,
                bucket: naming.artifactBucket,
                lifecycle: [tiering(retentionDays), leftovers(30), deleteMarkers],
                statements: [namedRolesOnly(naming, [...args.hostRoleNames, this.operatorRoleName])],
                forceDestroy: args.forceDestroy,
            },
            { parent: this },
        );
        this.bucket = store.bucket;
        this.arn = store.arn;
        this.grantRead(`${name}-operator`, operator.name, { parent: this });
        this.grantPurge(`${name}-operator`, operator.name, { parent: this });
        this.registerOutputs({
            role: "artifacts",
            intent: { operators: args.operators },
            bucket: this.bucket,
            operatorRoleName: this.operatorRoleName,
        });
    }

    grantRead(name: string, role: pulumi.Input<string>, opts?: pulumi.CustomResourceOptions): void {
        this.grant(`${name}-read`, role, opts, artifactReads(this.naming));
    }

    grantWrite(name: string, role: pulumi.Input<string>, opts?: pulumi.CustomResourceOptions): void {
        this.grant(`${name}-write`, role, opts, artifactWrites(this.naming));
    }

    grantHide(name: string, role: pulumi.Input<string>, opts?: pulumi.CustomResourceOptions): void {
        this.grant(`${name}-hide`, role, opts, artifactHiding(this.naming));
    }

    grantPurge(name: string, role: pulumi.Input<string>, opts?: pulumi.CustomResourceOptions): void {
        this.grant(`${name}-purge`, role, opts, artifactPurging(this.naming));
    }

    private grant(
        name: string,
        role: pulumi.Input<string>,
        opts: pulumi.CustomResourceOptions | undefined,
        statements: readonly PolicyStatement[],
    ): void {
        const policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
        new aws.iam.RolePolicy(name, { role, policy }, { parent: this, ...opts });
    }

    private operatorRole(naming: Naming, operators: Operators): aws.iam.Role {
        return new aws.iam.Role(
            `${this.name}-operator`,
            {
                name: this.operatorRoleName,
                description: "Reads and deletes label artifacts; for people",
                assumeRolePolicy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: operatorTrust(naming, operators),
                }),
            },
            { parent: this },
        );
    }
}

/** Standard -> Standard-IA at 30 days -> Glacier Instant Retrieval at 90 -> gone at the end of the retention. */
function tiering(retentionDays: number): aws.types.input.s3.BucketLifecycleConfigurationRule {
    return {
        id: "tiering",
        status: "Enabled",
        filter: { prefix: "artifacts/" },
        transitions: [
            { days: 30, storageClass: "STANDARD_IA" },
            // Instant: a plain GET of an old artifact still answers, where Flexible Retrieval would refuse it.
            { days: 90, storageClass: "GLACIER_IR" },
        ],
        expiration: { days: retentionDays },
    };
}

function namedRolesOnly(naming: Naming, roleNames: readonly string[]): PolicyStatement {
    return {
        Sid: "NamedRolesOnly",
        Effect: "Deny",
        Principal: "*",
        Action: objectActions,
        Resource: `${naming.bucketArn(naming.artifactBucket)}/*`,
        Condition: { ArnNotEquals: { "aws:PrincipalArn": roleNames.map((role) => naming.roleArn(role)) } },
    };
}
