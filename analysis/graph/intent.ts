import { z } from "zod";
import type { HostIntent, NetworkIntent } from "../../model/intent";
import type { Gaps } from "./gaps";
import type { GraphResource } from "./resource";
import { roleOf } from "./roles";

/**
 * What components registered, read as strictly as claims rely on it. An `up` that was interrupted leaves a role without its intent, and a
 * state file may hold anything: then the strictest is taken, and nothing is proved.
 */
const flow = z.object({
    peer: z.string(),
    protocol: z.literal("tcp"),
    port: z.number(),
    cidrs: z.array(z.cidrv4()).optional(),
    why: z.string(),
});
const ingress = z.object({
    kind: z.enum(["nlb", "alb", "instance"]),
    protocol: z.literal("tcp"),
    port: z.number(),
    from: z.array(z.cidrv4()),
});
const uses = z.object({
    address: z.ipv4(),
    secretNames: z.array(z.string()),
    models: z.array(z.string()),
    certificateSecretArn: z.string().optional(),
    acme: z.object({ hostedZoneId: z.string(), host: z.string() }).optional(),
});
const gateway = z.object({
    endpoints: z
        .array(
            z.object({
                name: z.string(),
                kind: z.enum(["https", "bedrock"]),
                host: z.string(),
                port: z.number(),
                addresses: z.array(z.ipv4()).optional(),
                authHeader: z.string(),
                // What these three say is the claim's to judge (claims/gatewayForwardsOnly.ts).
                routes: z.array(z.object({ method: z.string(), path: z.string(), dialect: z.string() })),
                models: z.array(z.string()),
                betas: z.array(z.string()),
                allowServerTools: z.array(z.string()),
                limits: z.record(z.string(), z.number()),
                prices: z.record(z.string(), z.record(z.string(), z.number())),
            }),
        )
        .min(1),
    default: z.string(),
    maxBodyMb: z.number(),
    promptAudit: z.boolean(),
});
const host = z.object({
    ingresses: z.array(ingress),
    reaches: z.array(flow),
    uses: uses.optional(),
    gateway: gateway.optional(),
});

const texts = z.array(z.string());
const network = z.object({
    account: z.string(),
    mode: z.enum(["default-vpc", "nat", "nat-endpoints"]),
    cidr: z.cidrv4(),
    subnets: z.array(z.object({ tier: z.enum(["public", "private", "edge"]), cidr: z.cidrv4(), zone: z.string() })),
    authorizedCidrs: z.array(z.cidrv4()),
    approvedDomains: texts,
    endpoints: texts,
    sealed: z.boolean(),
    lookedUp: z
        .object({
            vpcId: z.string(),
            cidr: z.cidrv4(),
            subnets: z.array(
                z.object({ id: z.string(), cidr: z.cidrv4(), zone: z.string(), mapPublicIpOnLaunch: z.boolean() }),
            ),
            routes: z.array(z.object({ destination: z.string(), target: z.string() })),
            defaultNaclAllowsAll: z.boolean(),
        })
        .optional(),
    s3PrefixListId: z.string().optional(),
});

export function hostIntentOf(resource: GraphResource, gaps: Gaps): HostIntent {
    const nothing: HostIntent = { ingresses: [], reaches: [] };
    return (read(host, resource, gaps) as HostIntent | undefined) ?? nothing;
}

export const networkIntentOf = (resource: GraphResource, gaps: Gaps): NetworkIntent | undefined =>
    read(network, resource, gaps);

function read<T>(form: z.ZodType<T>, resource: GraphResource, gaps: Gaps): T | undefined {
    const { data, error } = form.safeParse(resource.outputs.intent);
    const [issue] = error?.issues ?? [];
    if (issue !== undefined)
        gaps.add(
            resource,
            `has the role ${String(roleOf(resource))}, but what it is meant to allow cannot be read (${["intent", ...issue.path].join(".")}: ${issue.message})`,
            "run pulumi up to its end, so that the component registers role and intent",
        );
    return data;
}
