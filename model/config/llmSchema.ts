import {
    invalidBeta,
    dialectOf,
    invalidEndpointHost,
    invalidEndpointName,
    httpsDialects,
    invalidKeyHeader,
    invalidOperation,
    invalidPath,
    serverTools,
} from "@isolated-openhands/gateway/rules";
import { z } from "zod";
import { bedrockModel } from "../bedrock";
import { cidr, flag, formatted, integer, kindMeant, listOf, map, matching, name, oneOf, region } from "./forms";

/** The section `llm`: which endpoints the gateway forwards to, and what it lets through to each. */

/** The web proxy has a Unix user of that name for it. */
const endpointName = (example: string) =>
    name(example).superRefine((written, context) => {
        const message = invalidEndpointName(written);
        if (message) context.addIssue({ code: "custom", message });
    });

const path = "write a path such as /v1/messages";

/** The gateway judges a body by its dialect: a path that does not say which, it could not judge. */
const forwarded = (written: string) => {
    const fault = invalidPath(written) ?? invalidOperation(written, httpsDialects[0]);
    if (fault || dialectOf(written)) return fault;
    return `is no call of a dialect that the gateway judges, as far as its end says: write { path: ${written}, dialect: … } with one of ${httpsDialects.join(", ")}`;
};
const paths = listOf(
    z.union(
        [
            formatted(path, forwarded),
            map({
                path: formatted(path, (written) => invalidPath(written) ?? invalidOperation(written, httpsDialects[0])),
                dialect: oneOf(httpsDialects),
            }),
        ],
        { error: `is no path: ${path}, or { path, dialect } where the dialect is not known by the path's end` },
    ),
    "write the paths to forward",
).min(1, { error: "is empty: write at least one path to forward, such as /v1/messages" });

const positive = (what: string) => z.number({ error: what }).positive({ error: what }).max(1_000_000, { error: what });
const price = "write a price in USD for a million tokens, such as 3";
const dollarsADay = "write a number of dollars a day, such as 50";

/** Each for one client at this endpoint. */
const limits = map({
    concurrent: integer(1, 10_000).optional(),
    requestsPerMinute: integer(1, 1_000_000).optional(),
    tokensPerDay: integer(1, 1_000_000_000_000).optional(),
    usdPerDay: positive(dollarsADay).optional(),
});
const prices = z.record(
    z.string(),
    map({ inputUsdPerMillion: positive(price), outputUsdPerMillion: positive(price) }),
    { error: "is not a map: write { inputUsdPerMillion, outputUsdPerMillion } by model" },
);

/** What an endpoint of either kind may have. */
const everyEndpoint = {
    /** The values of `anthropic-beta` that may be sent. */
    betas: listOf(
        formatted("write a value of anthropic-beta such as effort-2025-11-24", invalidBeta),
        "write the values of anthropic-beta that may be sent",
    ).default([]),
    limits: limits.prefault({}),
    /** By model. */
    prices: prices.default({}),
    /** What looks like a credential is refused in a request. */
    secretScan: flag().default(false),
};

const noModels = { error: "is empty: write at least one model" };

const httpsEndpoint = z.strictObject({
    name: endpointName("anthropic"),
    kind: z.literal("https"),
    host: formatted("write a name such as api.anthropic.com", invalidEndpointHost),
    /** The only paths that are forwarded. */
    paths,
    /** Set to the key, replacing whatever the agent sent. */
    authHeader: formatted(
        "write the header that carries the key, such as x-api-key or authorization",
        invalidKeyHeader,
    ),
    /** The key, which the edge alone reads. */
    secretName: matching(/^[\w/+=.@-]{1,512}$/, "write the Secrets Manager name of the key, such as llm/anthropic"),
    /** They narrow the host firewall's set; empty means any address on 443. */
    cidrs: listOf(cidr(), "write the provider's published ranges").default([]),
    models: listOf(
        matching(/^[^\s,]{1,256}$/, "write a model as the provider calls it, such as claude-sonnet-4-5-20250929"),
        "write the models that may be called",
    )
        .min(1, noModels)
        .optional(),
    /** Tools that run at the provider for whoever asks: an exemption from what the gateway is there for. */
    allowServerTools: listOf(oneOf(serverTools), "write the tools that may run at the provider").default([]),
    ...everyEndpoint,
});

const bedrockEndpoint = z.strictObject({
    name: endpointName("bedrock"),
    kind: z.literal("bedrock"),
    region: region(),
    models: listOf(
        matching(
            bedrockModel,
            "write a model's id (anthropic.claude-…), an inference profile's (us.anthropic.claude-…), or the ARN of an application inference profile",
        ),
        "write the model or inference-profile ids",
    ).min(1, { error: "is empty: write at least one model or inference-profile id" }),
    ...everyEndpoint,
});

export const llm = map({
    endpoints: listOf(
        z.discriminatedUnion("kind", [httpsEndpoint, bedrockEndpoint], {
            error: ({ input }) => `write kind: https or kind: bedrock${kindMeant(input, ["https", "bedrock"])}`,
        }),
        "write the approved LLM endpoints",
    ).min(1, { error: "is empty: write at least one approved LLM endpoint" }),
    default: map(
        {
            endpoint: name("anthropic"),
            model: matching(/^\S+$/, "write the model that OpenHands uses by default"),
        },
        "write { endpoint, model }: what conversations start with",
    ),
    /** The gateway keeps every forwarded body in a file of its own. */
    promptAudit: flag().default(false),
    /** In MiB. */
    maxBodyMb: integer(1, 1024).default(100),
});
