import type { GatewayLimits, ModelPrice } from "./gatewayPolicy";
import type { NetworkMode } from "./intent";
import type { GatewayPath } from "./llmEndpoints";
import type { TrustedSubject } from "./operators";

/**
 * The configuration of one stack, parsed and complete: every default is filled in. Made by `stacks/config.ts`, the only
 * parser; the keys are the fixed interface of docs/configuration.md.
 */
export interface StackConfig {
    readonly stack: string;
    readonly profile: Profile;
    readonly region: string;
    /** The account that the provider is pinned to. Undefined only in demo, when no key says it. */
    readonly account: string | undefined;
    readonly network: NetworkConfig;
    readonly access: AccessConfig;
    readonly llm: LlmConfig;
    readonly host: HostConfig;
    readonly webProxy: { readonly instanceType: string };
    readonly openHands: OpenHandsConfig;
    readonly verifier: VerifierConfig;
    readonly operations: OperationsConfig;
}

export type Profile = "demo" | "prod";

export interface NetworkConfig {
    readonly mode: NetworkMode;
    readonly cidr: string;
    readonly azCount: number;
    readonly natGateways: "single" | "per-az";
    readonly availabilityZones?: readonly string[];
}

export interface AccessConfig {
    readonly authorizedCidrs: readonly string[];
    readonly acceptOpenInternet: boolean;
    readonly sshCidrs: readonly string[];
    readonly users: readonly { readonly name: string }[];
    /** Users and roles of the account that may take the operators' role; empty: people of the account, with MFA. */
    readonly operatorArns: readonly string[];
    readonly trustedSubjects: readonly TrustedSubject[];
    readonly openHands: { readonly host: string; readonly certificate: Certificate };
    readonly verifier: { readonly host: string; readonly certificateArn?: string };
}

/** Where nginx on the edge gets its certificate. */
export type Certificate =
    | { readonly kind: "self-signed" }
    | { readonly kind: "letsencrypt"; readonly email: string; readonly hostedZoneId: string }
    | { readonly kind: "secret"; readonly secretArn: string };

export interface LlmConfig {
    readonly endpoints: readonly LlmEndpoint[];
    readonly default: { readonly endpoint: string; readonly model: string };
    /** The gateway keeps every forwarded body in a file of its own. */
    readonly promptAudit: boolean;
    /** The largest request body, in MB of 10^6 bytes. */
    readonly maxBodyMb: number;
}

export type LlmEndpoint = HttpsEndpoint | BedrockEndpoint;

/** What the gateway lets through to an endpoint, of either kind. */
interface EveryEndpoint {
    readonly name: string;
    /** As the provider calls them: the only ones that may be asked. */
    readonly models: readonly string[];
    /** The values of `anthropic-beta` that may be sent. */
    readonly betas: readonly string[];
    readonly limits: GatewayLimits;
    /** By model, in USD. */
    readonly prices: Readonly<Record<string, ModelPrice>>;
    /** What looks like a credential is refused in a request. */
    readonly secretScan: boolean;
}

export interface HttpsEndpoint extends EveryEndpoint {
    readonly kind: "https";
    readonly host: string;
    /** The only paths that the gateway forwards, each with the form of its bodies. */
    readonly paths: readonly GatewayPath[];
    /** The header that the gateway sets to the key, replacing whatever the agent sent. */
    readonly authHeader: string;
    /** Secrets Manager name of the key; read by the edge alone. */
    readonly secretName: string;
    /** The provider's published ranges. They narrow the host firewall's set; empty means any address on 443. */
    readonly cidrs: readonly string[];
    /** Tools that run at the provider for whoever asks: an exemption from what the gateway is there for. */
    readonly allowServerTools: readonly string[];
}

export interface BedrockEndpoint extends EveryEndpoint {
    readonly kind: "bedrock";
    readonly region: string;
}

export interface HostConfig {
    readonly ubuntuRelease: string;
    readonly amiId?: string;
    /** The image's SSM agent is older than 3.3.40 and needs `ec2messages` too (AWS: Systems Manager message API reference). */
    readonly legacySsmAgent: boolean;
}

export interface OpenHandsConfig {
    readonly instanceType: string;
    readonly image: { readonly repository: string; readonly tag: string; readonly digest?: string };
    readonly rootVolumeGb: number;
    readonly dataVolumeGb: number;
    readonly dataVolumeId?: string;
}

export interface VerifierConfig {
    readonly instanceType: string;
    readonly ocrBackend: "tesseract" | "ollama";
    readonly ollama?: { readonly version: string; readonly model: string; readonly archiveSha256?: string };
    readonly artifacts: { readonly enabled: boolean; readonly defaultSave: boolean; readonly retentionDays: number };
}

export interface OperationsConfig {
    readonly alarmEmail?: string;
    readonly backupRetentionDays: number;
    readonly patchWindow: string;
    readonly budgetUsd: number;
    /** Preflight refuses a plan of which one charge has no known price. */
    readonly strictCost: boolean;
    /** Prices that the table lacks or has wrong, in USD by name (model/prices.ts). */
    readonly prices: Readonly<Record<string, number>>;
}
