import type { GatewayPath } from "./llmEndpoints";

/**
 * What the LLM gateway lets through: registered by the web proxy with its intent, so that a claim can be made of it, and rendered into
 * the FILE that the service reads (docs/gateway.md). Names are those of FILE.
 */
export interface GatewayPolicy {
    readonly endpoints: readonly GatewayEndpoint[];
    /** The endpoint that is asked without its name. */
    readonly default: string;
    /** In MiB. */
    readonly maxBodyMb: number;
    readonly promptAudit: boolean;
}

/** One fixed upstream, and the calls of it that are forwarded. */
export interface GatewayEndpoint extends GatewayRule {
    readonly name: string;
    /** Host, SNI and the certificate's name. */
    readonly host: string;
    readonly port: number;
    /** The only addresses that are dialled for the name: an interface endpoint's. Without them the name is looked up, and guarded. */
    readonly addresses?: readonly string[];
}

/** What may stand in a call of one endpoint. */
export interface GatewayRule {
    readonly kind: "https" | "bedrock";
    readonly authHeader: string;
    readonly routes: readonly GatewayRoute[];
    readonly models: readonly string[];
    readonly betas: readonly string[];
    readonly allowServerTools: readonly string[];
    readonly limits: GatewayLimits;
    readonly prices: Readonly<Record<string, ModelPrice>>;
}

export interface GatewayRoute extends GatewayPath {
    readonly method: "POST";
}

/** Each for one client at one endpoint; absent is unlimited. Days are UTC's. */
export interface GatewayLimits {
    readonly concurrent?: number;
    readonly requestsPerMinute?: number;
    readonly tokensPerDay?: number;
    readonly usdPerDay?: number;
}

export interface ModelPrice {
    readonly inputUsdPerMillion: number;
    readonly outputUsdPerMillion: number;
}
