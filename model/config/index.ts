import type { z } from "zod";
import type { NetworkMode } from "../intent";
import type { GatewayPath } from "../llmEndpoints";
import type { Unchanging } from "../unchanging";
import type { llm } from "./llmSchema";
import type { sections } from "./schema";

/**
 * The configuration of one stack, parsed and complete: every default is filled in. Made by `stacks/config.ts`, the only
 * parser; the keys are those of the schema beside this file, and the fixed interface of docs/configuration.md.
 */
export type StackConfig = {
    readonly [Name in Exclude<keyof typeof sections, "network" | "llm">]: Section<Name>;
} & {
    readonly stack: string;
    readonly region: string;
    /** The account that the provider is pinned to. Undefined only in demo, when no key says it. */
    readonly account: string | undefined;
    readonly network: NetworkConfig;
    readonly llm: LlmConfig;
};

type Section<Name extends keyof typeof sections> = Unchanging<z.output<(typeof sections)[Name]>>;

/** Where nobody wrote a mode, the profile has decided it. */
export type NetworkConfig = Omit<Section<"network">, "mode"> & { readonly mode: NetworkMode };

export type AccessConfig = Section<"access">;

/** Where nginx on the edge gets its certificate. */
export type Certificate = AccessConfig["openHands"]["certificate"];

export type OpenHandsConfig = Section<"openHands">;

/** As a stack file says it. */
export type WrittenLlm = Unchanging<z.output<typeof llm>>;
type WrittenEndpoint = WrittenLlm["endpoints"][number];

export type LlmConfig = Omit<WrittenLlm, "endpoints"> & { readonly endpoints: readonly LlmEndpoint[] };

export type LlmEndpoint = HttpsEndpoint | BedrockEndpoint;

/** Each path with its dialect, and the models that may be asked, whether they were written or not. */
export type HttpsEndpoint = Omit<Extract<WrittenEndpoint, { kind: "https" }>, "paths" | "models"> & {
    readonly paths: readonly GatewayPath[];
    readonly models: readonly string[];
};

export type BedrockEndpoint = Extract<WrittenEndpoint, { kind: "bedrock" }>;
