import type { Plan, PlanResource } from "../../model/plan";
import type { Family } from "../families";
import { type Mutant, type Operator, ofType, short, withInputs, without, withPath, withResource } from "../mutant";

/** One fault that every resource of a type has room for; undefined where a resource has not. */
type Fault = readonly [row: number, what: string, apply: (plan: Plan, resource: PlanResource) => Plan | undefined];

const left =
    (input: string): Fault[2] =>
    (plan, resource) =>
        withInputs(plan, resource, { [input]: undefined });
const set =
    (path: readonly (string | number)[], value: unknown): Fault[2] =>
    (plan, resource) =>
        withPath(plan, resource, path, value);
const gone: Fault[2] = (plan, resource) => without(plan, resource);

interface Statement {
    readonly Effect: string;
    readonly Condition?: unknown;
}

/** A policy document with other statements. */
const stating =
    (input: string, change: (statements: readonly Statement[]) => readonly object[]): Fault[2] =>
    (plan, resource) => {
        const document = JSON.parse(String(resource.props[input])) as { Statement: readonly Statement[] };
        return withInputs(plan, resource, {
            [input]: JSON.stringify({ ...document, Statement: change(document.Statement) }),
        });
    };
const plus = (input: string, statement: object) => stating(input, (statements) => [...statements, statement]);
const granting = (Action: string, Resource = "*") => plus("policy", { Effect: "Allow", Action, Resource });
const trusting = (Principal: unknown) =>
    plus("assumeRolePolicy", { Effect: "Allow", Principal, Action: "sts:AssumeRole" });

const ofHttp = ({ props }: PlanResource) => props.protocol === "HTTP";
const ofHttps = ({ props }: PlanResource) => props.protocol === "HTTPS";
const where =
    (holds: (resource: PlanResource) => boolean, apply: Fault[2]): Fault[2] =>
    (plan, resource) =>
        holds(resource) ? apply(plan, resource) : undefined;

const isAlb = ({ props }: PlanResource) => props.loadBalancerType === "application";
const bucketArn = (resource: PlanResource) => `arn:aws:s3:::${resource.props.bucket}/*`;
const isProtected = ({ props }: PlanResource) => props.enableDeletionProtection === true;

/** Rows 8 to 10, 52, 53 and 70 to 104: what the stack's own resources say, taken back or said wrongly. */
const faults: Readonly<Record<string, { readonly family: Family; readonly faults: readonly Fault[] }>> = {
    "ec2/instance:Instance": {
        family: "host",
        faults: [
            [8, "has a plain root disk", set(["rootBlockDevice", "encrypted"], false)],
            [8, "has a plain second disk", set(["ebsBlockDevices"], [{ deviceName: "/dev/sdx", volumeSize: 8 }])],
            [9, "has a secret in its user data", set(["userData"], "#!/bin/sh\nexport PASSWORD=correct-horse-battery")],
            [10, "has no profile", left("iamInstanceProfile")],
        ],
    },
    "ebs/volume:Volume": { family: "host", faults: [[16, "is not encrypted", left("encrypted")]] },
    "ec2/flowLog:FlowLog": {
        family: "logging",
        faults: [
            [52, "removed", gone],
            [53, "writes down refusals only", set(["trafficType"], "REJECT")],
        ],
    },
    "s3/bucketPublicAccessBlock:BucketPublicAccessBlock": { family: "s3", faults: [[70, "removed", gone]] },
    "s3/bucket:Bucket": {
        family: "s3",
        faults: [
            [71, "has a public ACL", set(["acl"], "public-read")],
            [
                71,
                "is given a public ACL",
                (plan, resource) =>
                    withResource(plan, "s3/bucketAcl:BucketAcl", "added", {
                        bucket: resource.props.bucket,
                        acl: "public-read",
                    }),
            ],
        ],
    },
    "s3/bucketPolicy:BucketPolicy": {
        family: "s3",
        faults: [
            [
                72,
                "admits everybody",
                (plan, resource) =>
                    plus("policy", {
                        Effect: "Allow",
                        Principal: "*",
                        Action: "s3:GetObject",
                        Resource: bucketArn(resource),
                    })(plan, resource),
            ],
            [
                73,
                "takes plain HTTP",
                stating("policy", (all) => all.filter((one) => !JSON.stringify(one).includes("SecureTransport"))),
            ],
            [
                80,
                "admits another account",
                (plan, resource) =>
                    plus("policy", {
                        Effect: "Allow",
                        Principal: { AWS: "arn:aws:iam::999999999999:root" },
                        Action: "s3:GetObject",
                        Resource: bucketArn(resource),
                    })(plan, resource),
            ],
        ],
    },
    "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
        family: "s3",
        faults: [[74, "removed", gone]],
    },
    "s3/bucketVersioning:BucketVersioning": {
        family: "s3",
        faults: [
            [75, "removed", gone],
            [75, "suspends", set(["versioningConfiguration", "status"], "Suspended")],
        ],
    },
    "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
        family: "s3",
        faults: [
            [77, "removed", gone],
            [
                77,
                "keeps unfinished uploads",
                (plan, resource) => withInputs(plan, resource, { rules: unfinished(resource) }),
            ],
            [77, "is switched off", (plan, resource) => withInputs(plan, resource, { rules: disabled(resource) })],
        ],
    },
    "s3/bucketOwnershipControls:BucketOwnershipControls": {
        family: "s3",
        faults: [
            [79, "removed", gone],
            [79, "takes ACLs", set(["rule", "objectOwnership"], "ObjectWriter")],
        ],
    },
    "lb/listener:Listener": {
        family: "balancer",
        faults: [
            [82, "speaks plain HTTP", where(ofHttps, set(["protocol"], "HTTP"))],
            [82, "does not redirect", where(ofHttp, set(["defaultActions"], [{ type: "forward" }]))],
            [83, "speaks TLS 1.0", where(ofHttps, set(["sslPolicy"], "ELBSecurityPolicy-2016-08"))],
            [83, "leaves TLS to AWS", where(ofHttps, left("sslPolicy"))],
        ],
    },
    "lb/loadBalancer:LoadBalancer": {
        family: "balancer",
        faults: [
            [85, "keeps invalid headers", where(isAlb, set(["dropInvalidHeaderFields"], false))],
            [86, "has no access logs", where(isAlb, left("accessLogs"))],
            [87, "may be deleted", where(isProtected, set(["enableDeletionProtection"], false))],
            [88, "only watches desynchronization", where(isAlb, set(["desyncMitigationMode"], "monitor"))],
        ],
    },
    "lb/targetGroup:TargetGroup": {
        family: "balancer",
        faults: [[90, "asks nobody whether they are well", set(["healthCheck", "enabled"], false)]],
    },
    "iam/rolePolicy:RolePolicy": {
        family: "iam",
        faults: [
            [92, "grants all of S3", granting("s3:*", "arn:aws:s3:::other/*")],
            [93, "reads every object", granting("s3:GetObject")],
            [95, "passes every role", granting("iam:PassRole")],
            [96, "may attach policies", granting("iam:AttachRolePolicy")],
            [96, "may rewrite policies", granting("iam:CreatePolicyVersion")],
            [101, "decrypts with every key", granting("kms:Decrypt")],
        ],
    },
    "iam/role:Role": {
        family: "iam",
        faults: [
            [94, "trusts everybody", trusting("*")],
            [94, "trusts another account", trusting({ AWS: "arn:aws:iam::999999999999:root" })],
            [
                97,
                "is an administrator",
                (plan, resource) =>
                    withResource(plan, "iam/rolePolicyAttachment:RolePolicyAttachment", "added", {
                        role: resource.props.name,
                        policyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
                    }),
            ],
            [97, "is an administrator, inline", set(["managedPolicyArns"], ["arn:aws:iam::aws:policy/IAMFullAccess"])],
        ],
    },
    "kms/key:Key": {
        family: "logging",
        faults: [
            [99, "does not rotate", set(["enableKeyRotation"], false)],
            [
                100,
                "is for everybody",
                plus("policy", { Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*" }),
            ],
            [102, "has no policy", left("policy")],
            [102, "is gone in a week", set(["deletionWindowInDays"], 7)],
        ],
    },
    "cloudwatch/logGroup:LogGroup": {
        family: "logging",
        faults: [
            [103, "has AWS's key", left("kmsKeyId")],
            [104, "is kept a month", set(["retentionInDays"], 30)],
            [104, "is kept for ever", left("retentionInDays")],
        ],
    },
};

type Rules = readonly Readonly<Record<string, unknown>>[];
const disabled = ({ props }: PlanResource) => (props.rules as Rules).map((rule) => ({ ...rule, status: "Disabled" }));
const unfinished = ({ props }: PlanResource) =>
    (props.rules as Rules).map(({ abortIncompleteMultipartUpload: _, ...rule }) => rule);

export const settings: Operator = (plan) =>
    Object.entries(faults).flatMap(([type, { family, faults: own }]) =>
        ofType(plan, type).flatMap((resource) =>
            own.flatMap(([row, what, apply]): Mutant[] => {
                const mutated = apply(plan, resource);
                return mutated ? [{ id: `${short(resource)} ${what}`, family, rows: [row], plan: mutated }] : [];
            }),
        ),
    );
