import type { DialectName } from "@isolated-openhands/gateway/rules";
import type { FirewallSet } from "../design/derive/hostFirewall";
import type { Certificate, LlmConfig } from "../model/config";
import type { GatewayPolicy } from "../model/gatewayPolicy";
import type { HostName } from "../model/hosts";

/**
 * What one host is told, as plain values known before anything exists. Rendered as `config.json` into the host's bundle
 * and into the files of its role. Nothing here is secret: LLM keys and certificates are named, never held.
 */
export type HostConfig = EdgeHostConfig | AgentHostConfig | VerifierHostConfig;

export type HostRole = HostConfig["role"];

export interface EveryHostConfig {
    /** Which of the stack's machines it is. */
    readonly name: HostName;
    readonly stack: string;
    readonly region: string;
    /** The host's own fixed IPv4 address. */
    readonly address: string;
    readonly ubuntuRelease: string;
    /** The only bucket that the host reads releases from: bundles, images, models. */
    readonly releaseBucket: string;
    /** CloudWatch log group of the host. */
    readonly logGroup: string;
    /** SSM parameters of the hosts' certificates: each host writes its own and pins its peers'. */
    readonly certificateParameters: Readonly<Partial<Record<HostName, string>>>;
    /** What each Unix user of the host may reach (`design/derive/hostFirewall.ts`). */
    readonly firewall: readonly FirewallSet[];
    /** Start of the daily patch window, "HH:MM" in UTC. */
    readonly patchWindow: string;
}

export interface EdgeHostConfig extends EveryHostConfig {
    readonly role: "edge";
    readonly site: {
        /** The name that users type. */
        readonly host: string;
        readonly certificate: Certificate;
        /** Linux users that may log in. Their passwords are set on the host, never here. */
        readonly users: readonly string[];
        readonly authorizedCidrs: readonly string[];
        /** Blocks that operators may come from by SSH; empty: Session Manager only. */
        readonly sshCidrs: readonly string[];
        /** Hours after which people sign in anew. */
        readonly sessionHours: number;
        /** Of the inline scripts of the pinned image's page. */
        readonly scriptHashes: readonly string[];
        /** Blocks of clients that are never banned. */
        readonly ignoreIps: readonly string[];
        /** Blocks that the load balancer's health checks come from; empty without one. */
        readonly balancers: readonly string[];
    };
    /** Where nginx forwards users to. */
    readonly openHands: SocketAddress;
    /** Admits the agent's host only. */
    readonly llmGateway: {
        readonly port: number;
        readonly clients: readonly string[];
        readonly policy: GatewayPolicy;
        /** Where the key of each endpoint comes from: a secret, or the host's own role (Bedrock). */
        readonly keys: readonly { readonly endpoint: string; readonly secretName?: string }[];
    };
    /** Admits the sealed hosts only, GET and HEAD only. Upstreams are host names on tcp/443. */
    readonly packageGateway: {
        readonly port: number;
        readonly clients: readonly string[];
        readonly upstreams: readonly string[];
    };
}

export interface AgentHostConfig extends EveryHostConfig {
    readonly role: "agent";
    /** What the host listens on for the edge, and for nobody else. */
    readonly port: number;
    readonly llmGateway: SocketAddress;
    readonly packageGateway: SocketAddress;
    readonly image: ContainerImage;
    /** Which upstream of the LLM gateway conversations start with, and its model. */
    readonly llm: LlmConfig["default"] & { readonly dialect: DialectName };
}

export interface VerifierHostConfig extends EveryHostConfig {
    readonly role: "verifier";
    /** What the service listens on for the load balancer. */
    readonly port: number;
    /** Blocks that the load balancer's nodes live in. */
    readonly balancers: readonly string[];
    readonly packageGateway: SocketAddress;
    /** SSM parameter of the API's token, a SecureString that an operator may make. */
    readonly tokenParameter: string;
    readonly ocrBackend: "tesseract" | "ollama";
    /** Undefined: Tesseract alone. */
    readonly ollama?: {
        readonly version: string;
        readonly model: string;
        readonly archiveSha256?: string;
        readonly secondOpinion: boolean;
    };
    readonly artifacts: {
        readonly enabled: boolean;
        readonly bucket: string;
        readonly defaultSave: boolean;
        /** Days; the same value as the bucket's lifecycle. */
        readonly retentionDays: number;
    };
}

export interface SocketAddress {
    readonly address: string;
    readonly port: number;
}

export interface ContainerImage {
    readonly repository: string;
    readonly tag: string;
    /** "sha256:…". Undefined only where config allows an image without one (demo). */
    readonly digest?: string;
}
