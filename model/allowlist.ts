import type { GatewayRule } from "./gatewayPolicy";
import type { HostRole, Tier } from "./intent";

/** Why a destination is approved. */
export type Purpose = "llm" | "package" | "aws" | "acme";

/** The way packets take: an interface endpoint, the S3 gateway endpoint, or the internet gateway through NAT. */
export type Route = "endpoint" | "s3" | "internet";

/** The process, by its own Unix user, that may open the connection on the host. */
export type Client =
    | "llm-gateway"
    | "package-gateway"
    | "key-fetcher"
    | "ssm-agent"
    | "log-shipper"
    | "host-apply"
    | "verifier"
    | "model-fetch"
    | "certbot";

/** One approved destination: an exact name on tcp/443. What is not in the list is not reachable and does not resolve. */
export interface Destination {
    readonly purpose: Purpose;
    /** Short and unique: "anthropic", "ssm", "artifacts". */
    readonly name: string;
    readonly host: string;
    readonly port: 443;
    readonly route: Route;
    /** The hosts that may open connections to it, and the tier each lives in. */
    readonly clients: readonly DestinationClient[];
    /** Published address ranges; empty when the address may be any. */
    readonly cidrs: readonly string[];
    /** What the LLM gateway lets through; set for purpose "llm". */
    readonly gateway?: GatewayRule;
    /** Secrets Manager name of the key that the gateway adds; Bedrock's key is made from the host's role. */
    readonly secretName?: string;
    /** AWS's service name of the interface endpoint, such as "ssm"; set when via is "endpoint". */
    readonly service?: string;
    readonly why: string;
}

export interface DestinationClient {
    readonly role: HostRole;
    readonly tier: Exclude<Tier, "public">;
    readonly process: Client;
}

export type Allowlist = readonly Destination[];
