import { z } from "zod";
import { invalidPriceName, invalidUser, invalidVpcCidr } from "./formats";
import {
    cidr,
    email,
    flag,
    formatted,
    host,
    instanceType,
    integer,
    kindMeant,
    listOf,
    map,
    matching,
    oneOf,
} from "./forms";
import { llm } from "./llmSchema";

/**
 * The shape of every section of the configuration, with the defaults: they are written here and nowhere else. Each leaf
 * carries the sentence that tells the user what to write. What two values decide together is in `checks.ts`.
 */

/** Prices by name. A name that nothing is priced by would silently change nothing. */
const priceList = () =>
    z
        .record(
            z.string(),
            z.number({ error: dollars }).positive({ error: dollars }).max(1_000_000, { error: dollars }),
            {
                error: 'is not a map: write prices by name, such as { "m7i.xlarge": 0.2016 }',
            },
        )
        .superRefine((prices, context) => {
            for (const name of Object.keys(prices)) {
                const message = invalidPriceName(name);
                if (message) context.addIssue({ code: "custom", path: [name], message });
            }
        });
const dollars = "write a price in USD in the unit of docs/cost.md, such as 0.2016 for an hour";

const certificate = z.discriminatedUnion(
    "kind",
    [
        z.strictObject({ kind: z.literal("self-signed") }),
        z.strictObject({
            kind: z.literal("letsencrypt"),
            email: email(),
            hostedZoneId: matching(/^Z[A-Z0-9]{5,31}$/, "write the id of the Route 53 zone, such as Z0123456789ABC"),
        }),
        z.strictObject({
            kind: z.literal("secret"),
            secretArn: matching(
                /^arn:aws:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/,
                "write the ARN of the secret that holds the PEM certificate and key",
            ),
        }),
    ],
    {
        error: ({ input }) =>
            "write kind: self-signed, kind: letsencrypt (email, hostedZoneId) or kind: secret (secretArn)" +
            kindMeant(input, ["self-signed", "letsencrypt", "secret"]),
    },
);

/** Exact, but for the end of Identity Center's names, which AWS makes. */
const operatorArn =
    /^arn:aws:iam::\d{12}:((user|role)\/[\w+=,.@/-]+|role\/aws-reserved\/sso\.amazonaws\.com\/([a-z0-9-]+\/)?AWSReservedSSO_[\w+=,.@-]+_\*)$/;

export const sections = {
    profile: oneOf(["demo", "prod"]),
    network: map({
        mode: oneOf(["default-vpc", "nat", "nat-endpoints"]).optional(),
        cidr: formatted("write a private block such as 10.0.0.0/16", invalidVpcCidr).default("10.0.0.0/16"),
        azCount: integer(1, 3).default(1),
        natGateways: oneOf(["single", "per-az"]).default("single"),
        availabilityZones: listOf(
            matching(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, "write a zone name such as us-east-1a"),
            "write zone names",
        ).optional(),
    }).prefault({}),
    access: map({
        authorizedCidrs: listOf(cidr(), "write the blocks that may reach the doors").min(1, {
            error: "is empty: write the blocks that may reach the ingress points, such as 203.0.113.0/24",
        }),
        acceptOpenInternet: flag().default(false),
        sshCidrs: listOf(cidr(), "write the blocks that may use SSH, or leave it out").default([]),
        sessionHours: integer(1, 168).default(12),
        ignoreIps: listOf(cidr(), "write the blocks that are never banned, or leave it out").default([]),
        users: listOf(
            map({
                name: formatted("write a Linux user name", invalidUser),
            }),
            "write entries such as { name: alice }",
        ).default([]),
        /** Who may take the operators' role; nobody named: people of the account, with MFA. */
        operatorArns: listOf(
            matching(
                operatorArn,
                "write the ARN of a user or role of your account; of Identity Center …:role/aws-reserved/sso.amazonaws.com/REGION/AWSReservedSSO_NAME_*",
            ),
            "write who may take the operators' role",
        ).default([]),
        trustedSubjects: listOf(
            map({
                provider: matching(
                    /^[a-z0-9.-]+\.[a-z]{2,}(\/[\w./-]+)?$/,
                    "write the issuer without https://, such as token.actions.githubusercontent.com",
                ),
                audience: matching(
                    /^[^\s*?$]{1,255}$/,
                    "write the audience that its tokens have, without wildcards, such as sts.amazonaws.com",
                ),
                subject: matching(
                    /^[^\s*?$]{1,255}$/,
                    "write the whole subject, without wildcards, such as repo:acme/labels:environment:operators",
                ),
            }),
            "write entries such as { provider, audience, subject }",
        ).default([]),
        openHands: map(
            { host: host("agent.example.com"), certificate: certificate.default({ kind: "self-signed" }) },
            "write { host: agent.example.com }, the name that users type",
        ),
        verifier: map(
            {
                host: host("labels.example.com"),
                certificateArn: matching(
                    /^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-zA-Z-]+$/,
                    "write the ARN of an ACM certificate for the verifier's host",
                ).optional(),
            },
            "write { host: labels.example.com }, and certificateArn in prod",
        ),
    }),
    llm,
    host: map({
        ubuntuRelease: oneOf(["24.04"]).default("24.04"),
        amiId: matching(/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/, "write an AMI id such as ami-0123456789abcdef0").optional(),
        /** The image's SSM agent is older than 3.3.40 and needs `ec2messages` too (AWS: Systems Manager message API reference). */
        legacySsmAgent: flag().default(false),
    }).prefault({}),
    webProxy: map({ instanceType: instanceType().default("t3.small") }).prefault({}),
    openHands: map({
        instanceType: instanceType().default("t3.large"),
        image: map(
            {
                repository: matching(
                    /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+$/,
                    "write registry and repository, such as ghcr.io/openhands/agent-canvas",
                ),
                tag: matching(/^[\w][\w.-]{0,127}$/, "write the image's tag").refine((tag) => tag !== "latest", {
                    error: "moves: write the tag of one release",
                }),
                digest: matching(/^sha256:[0-9a-f]{64}$/, "write sha256: and 64 hexadecimal digits").optional(),
                scriptHashes: listOf(
                    matching(/^sha256-[A-Za-z0-9+/]{43}=$/, "write a hash as npm run -s script-hashes prints it"),
                    "write the hashes of the inline scripts of the image's index.html",
                ).default([]),
            },
            "write { repository, tag }, and digest in prod",
        ),
        rootVolumeGb: integer(30, 16384).default(40),
        dataVolumeGb: integer(10, 16384).default(100),
        dataVolumeId: matching(/^vol-([0-9a-f]{8}|[0-9a-f]{17})$/, "write the id of an EBS volume, vol-…").optional(),
    }),
    verifier: map({
        instanceType: instanceType().default("t3.medium"),
        ocrBackend: oneOf(["tesseract", "ollama"]).default("tesseract"),
        ollama: map({
            version: matching(/^\d+\.\d+\.\d+$/, "write the Ollama release, such as 0.17.4"),
            model: matching(/^[\w./-]+(:[\w.-]+)?$/, "write the model's name, such as qwen2.5vl:3b"),
            archiveSha256: matching(
                /^[0-9a-f]{64}$/,
                "write the SHA-256 of the archive, 64 hexadecimal digits",
            ).optional(),
            secondOpinion: flag().default(false),
        }).optional(),
        artifacts: map({
            enabled: flag().default(true),
            defaultSave: flag().default(false),
            // Objects reach Glacier Instant Retrieval on day 90; S3 refuses an expiry that is not later.
            retentionDays: integer(91, 3650).default(365),
        }).prefault({}),
    }).prefault({}),
    operations: map({
        alarmEmail: email().optional(),
        backupRetentionDays: integer(1, 3650).default(35),
        patchWindow: matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of day in UTC, such as "03:00"').default(
            "03:00",
        ),
        budgetUsd: z
            .number({ error: "write a number of dollars a month" })
            .positive({ error: "write more than 0" })
            .default(350),
        /** Preflight refuses a plan of which one charge has no known price. */
        strictCost: flag().default(false),
        /** What the table lacks or has wrong (model/prices.ts). */
        prices: priceList().default({}),
    }).prefault({}),
} as const;
