import type { GatewayPolicy } from "./gatewayPolicy";

/**
 * What each component says about itself. A component registers `role` and `intent` as outputs; the packs, preflight and
 * `reach --claims` read them there, so that a claim is composed from what was meant and proved on what was planned.
 */

/** The roles that have a machine of their own. */
export const hostRoles = ["edge", "agent", "verifier"] as const;
export type HostRole = (typeof hostRoles)[number];

/** The hosts that do the work; the edge lets them out. */
export type Workload = Exclude<HostRole, "edge">;

/** The part a component plays. Its resources are the ones below it in the parent chain. */
export type Role = HostRole | "network" | "artifacts" | "release";

/** The two tiers that may hold hosts, and the one that may not. */
export type Tier = "public" | "private" | "edge";

/** Who is at the other end of a flow: another role, or one of the places that no component owns. */
export type Peer = Role | "authorized" | "internet" | "endpoints" | "s3-own-account";

/** One thing that is meant to work. Whatever no flow names is meant not to work. */
export interface Flow {
    readonly peer: Peer;
    readonly protocol: "tcp";
    readonly port: number;
    /** Of a flow to the internet: blocks whose every address is to be reached. Left out, addresses are not known. */
    readonly cidrs?: readonly string[];
    /** For a person: what the flow is for. */
    readonly why: string;
}

/** How the clients of a role get in: through a load balancer below the component, or straight to the instance. */
export type IngressKind = "nlb" | "alb" | "instance";

export interface Ingress {
    readonly kind: IngressKind;
    readonly protocol: "tcp";
    readonly port: number;
    /** The CIDRs that may come in, and no others. */
    readonly from: readonly string[];
}

/** Registered as the output `intent` by every component that has hosts. */
export interface HostIntent {
    /** Empty for a host that nobody outside the VPC may open a connection to. */
    readonly ingresses: readonly Ingress[];
    /** What it opens connections to. Who may open connections to it, the others say: what they reach. */
    readonly reaches: readonly Flow[];
    /** Of the edge: what its role reads and calls for the sake of the LLM gateway and of its certificate. */
    readonly uses?: EdgeUses;
    /** Of the edge: what the LLM gateway forwards, and what may stand in it. */
    readonly gateway?: GatewayPolicy;
}

export interface EdgeUses {
    /** The edge's planned address: where its calls of Bedrock come from. */
    readonly address: string;
    /** Secrets Manager names of the LLM endpoints' keys. */
    readonly secretNames: readonly string[];
    /** Bedrock's model and inference-profile ids. */
    readonly models: readonly string[];
    /** Set when the certificate is a secret. */
    readonly certificateSecretArn?: string;
    /** Set when the certificate is Let's Encrypt's. */
    readonly acme?: Acme;
}

/** What Let's Encrypt asks for: a record of this name, in this zone. */
export interface Acme {
    readonly hostedZoneId: string;
    readonly host: string;
}

export interface SubnetIntent {
    readonly tier: Tier;
    readonly cidr: string;
    readonly zone: string;
}

/** How hosts get out of the VPC. docs/design.md, "The network". */
export type NetworkMode = "default-vpc" | "nat" | "nat-endpoints";

/** Registered as the output `intent` by IsolatedNetwork. */
export interface NetworkIntent {
    /** The account that the stack is for: what "own account" means in policies. */
    readonly account: string;
    readonly mode: NetworkMode;
    readonly cidr: string;
    readonly subnets: readonly SubnetIntent[];
    readonly authorizedCidrs: readonly string[];
    /** The exact names that hosts may resolve; everything else is meant to be blocked. Empty: DNS is not filtered. */
    readonly approvedDomains: readonly string[];
    /** Short names of the interface endpoints, such as "ssm". */
    readonly endpoints: readonly string[];
    /** Set when the private tier has no route but the local one and the S3 endpoint. */
    readonly sealed: boolean;
    /** In default-vpc mode: what was looked up, since nothing else can see it. */
    readonly lookedUp?: LookedUpNetwork;
    /** AWS's list of S3's addresses in this region, as it was looked up by its name. */
    readonly s3PrefixListId?: string;
}

/** The default VPC as AWS answered (or, offline, as AWS documents it). */
export interface LookedUpNetwork {
    readonly vpcId: string;
    readonly cidr: string;
    readonly subnets: readonly {
        readonly id: string;
        readonly cidr: string;
        readonly zone: string;
        readonly mapPublicIpOnLaunch: boolean;
    }[];
    readonly routes: readonly { readonly destination: string; readonly target: string }[];
    /** True when the subnets are taken to use the VPC's default NACL with AWS's own allow-all rules. No look-up tells. */
    readonly defaultNaclAllowsAll: boolean;
}
