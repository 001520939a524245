import { z } from "zod";
import type { GatewayPath } from "./llmEndpoints";
import type { Unchanging } from "./unchanging";

/**
 * What the LLM gateway lets through: registered by the web proxy with its intent, so that a claim can be made of it, and rendered into
 * the FILE that the service reads (services/gateway/docs/gateway.md). Names are those of FILE.
 */

/** Each for one client at one endpoint; absent is unlimited. Days are UTC's. */
const limits = z.strictObject({
    concurrent: z.number().optional(),
    requestsPerMinute: z.number().optional(),
    tokensPerDay: z.number().optional(),
    usdPerDay: z.number().optional(),
});

const price = z.strictObject({ inputUsdPerMillion: z.number(), outputUsdPerMillion: z.number() });
export type ModelPrice = Unchanging<z.infer<typeof price>>;

/** One fixed upstream, and the calls of it that are forwarded. */
const endpoint = z.object({
    name: z.string(),
    kind: z.enum(["https", "bedrock"]),
    /** Host, SNI and the certificate's name. */
    host: z.string(),
    port: z.number(),
    /** The only addresses that are dialled for the name: an interface endpoint's. Without them the name is looked up, and guarded. */
    addresses: z.array(z.ipv4()).optional(),
    authHeader: z.string(),
    /** What these say is the claim's to judge (claims/gatewayForwardsOnly.ts). */
    routes: z.array(z.object({ method: z.string(), path: z.string(), dialect: z.string() })),
    models: z.array(z.string()),
    betas: z.array(z.string()),
    allowServerTools: z.array(z.string()),
    secretScan: z.boolean(),
    limits,
    prices: z.record(z.string(), price),
});

export const registeredGateway = z.object({
    endpoints: z.array(endpoint).min(1),
    /** The endpoint that is asked without its name. */
    default: z.string(),
    /** In MiB. */
    maxBodyMb: z.number(),
    promptAudit: z.boolean(),
});

/** As it stands in a plan or a state file. */
export type RegisteredGateway = Unchanging<z.infer<typeof registeredGateway>>;
export type RegisteredEndpoint = Unchanging<z.infer<typeof endpoint>>;

/** As the program means it. */
export type GatewayPolicy = Omit<RegisteredGateway, "endpoints"> & {
    readonly endpoints: readonly GatewayEndpoint[];
};

export type GatewayEndpoint = Omit<RegisteredEndpoint, "routes"> & { readonly routes: readonly GatewayRoute[] };

/** What may stand in a call of one endpoint. */
export type GatewayRule = Omit<GatewayEndpoint, "name" | "host" | "port" | "addresses">;

export interface GatewayRoute extends GatewayPath {
    readonly method: "POST";
}
