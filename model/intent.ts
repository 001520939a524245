import { z } from "zod";
import { registeredGateway } from "./gatewayPolicy";
import type { Unchanging } from "./unchanging";

/**
 * What each component says about itself. A component registers `role` and `intent` as outputs; the packs, preflight and
 * `reach --claims` read them there, so that a claim is composed from what was meant and proved on what was planned. These are the
 * forms of it: components write them by their types, and `analysis/graph` reads nothing else.
 */

/** The roles that have a machine of their own. */
export const hostRoles = ["edge", "agent", "verifier"] as const;
export type HostRole = (typeof hostRoles)[number];

/** The hosts that do the work; the edge lets them out. */
export type Workload = Exclude<HostRole, "edge">;

/** The part a component plays. Its resources are the ones below it in the parent chain. */
const roles = [...hostRoles, "network", "artifacts", "release"] as const;
export type Role = (typeof roles)[number];

/** The two tiers that may hold hosts, and the one that may not. */
const tiers = ["public", "private", "edge"] as const;
export type Tier = (typeof tiers)[number];

/** Who is at the other end of a flow: another role, or one of the places that no component owns. */
const peers = [...roles, "authorized", "internet", "endpoints", "s3-own-account"] as const;
export type Peer = (typeof peers)[number];

/** One thing that is meant to work. Whatever no flow names is meant not to work. */
const flow = z.object({
    peer: z.enum(peers),
    protocol: z.literal("tcp"),
    port: z.number(),
    /** Of a flow to the internet: blocks whose every address is to be reached. Left out, addresses are not known. */
    cidrs: z.array(z.cidrv4()).optional(),
    /** For a person: what the flow is for. */
    why: z.string(),
});
export type Flow = Unchanging<z.infer<typeof flow>>;

const ingress = z.object({
    /** How the clients of a role get in: through a load balancer below the component, or straight to the instance. */
    kind: z.enum(["nlb", "alb", "instance"]),
    protocol: z.literal("tcp"),
    port: z.number(),
    /** The CIDRs that may come in, and no others. */
    from: z.array(z.cidrv4()),
});
export type Ingress = Unchanging<z.infer<typeof ingress>>;
export type IngressKind = Ingress["kind"];

const uses = z.object({
    /** The edge's planned address: where its calls of Bedrock come from. */
    address: z.ipv4(),
    /** Secrets Manager names of the LLM endpoints' keys. */
    secretNames: z.array(z.string()),
    /** Bedrock's model and inference-profile ids. */
    models: z.array(z.string()),
    /** Set when the certificate is a secret. */
    certificateSecretArn: z.string().optional(),
    /** Set when the certificate is Let's Encrypt's: it asks for a record of this name, in this zone. */
    acme: z.object({ hostedZoneId: z.string(), host: z.string() }).optional(),
});
export type EdgeUses = Unchanging<z.infer<typeof uses>>;
export type Acme = NonNullable<EdgeUses["acme"]>;

/** Registered as the output `intent` by every component that has hosts. */
export const hostIntent = z.object({
    /** Empty for a host that nobody outside the VPC may open a connection to. */
    ingresses: z.array(ingress),
    /** What it opens connections to. Who may open connections to it, the others say: what they reach. */
    reaches: z.array(flow),
    /** Of the edge: what its role reads and calls for the sake of the LLM gateway and of its certificate. */
    uses: uses.optional(),
    /** Of the edge: what the LLM gateway forwards, and what may stand in it. */
    gateway: registeredGateway.optional(),
});
export type HostIntent = Unchanging<z.infer<typeof hostIntent>>;

/** The default VPC as AWS answered (or, offline, as AWS documents it). */
const lookedUp = z.object({
    vpcId: z.string(),
    cidr: z.cidrv4(),
    subnets: z.array(
        z.object({ id: z.string(), cidr: z.cidrv4(), zone: z.string(), mapPublicIpOnLaunch: z.boolean() }),
    ),
    routes: z.array(z.object({ destination: z.string(), target: z.string() })),
    /** True when the subnets are taken to use the VPC's default NACL with AWS's own allow-all rules. No look-up tells. */
    defaultNaclAllowsAll: z.boolean(),
});
export type LookedUpNetwork = Unchanging<z.infer<typeof lookedUp>>;

/** Registered as the output `intent` by IsolatedNetwork. */
export const networkIntent = z.object({
    /** The account that the stack is for: what "own account" means in policies. */
    account: z.string(),
    /** How hosts get out of the VPC. docs/design.md, "The network". */
    mode: z.enum(["default-vpc", "nat", "nat-endpoints"]),
    cidr: z.cidrv4(),
    subnets: z.array(z.object({ tier: z.enum(tiers), cidr: z.cidrv4(), zone: z.string() })),
    authorizedCidrs: z.array(z.cidrv4()),
    /** The exact names that hosts may resolve; everything else is meant to be blocked. Empty: DNS is not filtered. */
    approvedDomains: z.array(z.string()),
    /** Short names of the interface endpoints, such as "ssm". */
    endpoints: z.array(z.string()),
    /** Set when the private tier has no route but the local one and the S3 endpoint. */
    sealed: z.boolean(),
    /** In default-vpc mode: what was looked up, since nothing else can see it. */
    lookedUp: lookedUp.optional(),
    /** AWS's list of S3's addresses in this region, as it was looked up by its name. */
    s3PrefixListId: z.string().optional(),
});
export type NetworkIntent = Unchanging<z.infer<typeof networkIntent>>;
export type NetworkMode = NetworkIntent["mode"];
export type SubnetIntent = NetworkIntent["subnets"][number];
