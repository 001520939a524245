import { addressAt, subnetAt } from "../model/cidr";
import type { SubnetIntent, Tier } from "../model/intent";

/**
 * The address plan, as plain values: zone i of a tier is the /24 at 16i plus the tier's own number. Known before anything
 * exists, so hosts can name each other without a cycle and without DNS.
 */

const tierNumber: Readonly<Record<Tier, number>> = { public: 0, private: 1, edge: 2 };
const zoneStep = 16;

/** An Application Load Balancer needs subnets in two zones (AWS: ALB subnets). */
const publicZones = 2;

/** How many zones a tier has. Hosts and endpoints live in `azCount`; load balancers always have two. */
export function zonesOf(tier: Tier, azCount: number): number {
    return tier === "public" ? Math.max(publicZones, azCount) : azCount;
}

/** How many /24 blocks the VPC must hold for the plan to fit. */
export function subnetsNeeded(azCount: number): number {
    const last = (tier: Tier) => tierNumber[tier] + zoneStep * (zonesOf(tier, azCount) - 1);
    return Math.max(last("public"), last("private"), last("edge")) + 1;
}

export function tierCidrs(vpcCidr: string, tier: Tier, azCount: number): string[] {
    return Array.from({ length: zonesOf(tier, azCount) }, (_, i) =>
        subnetAt(vpcCidr, 24, tierNumber[tier] + zoneStep * i),
    );
}

export function subnetPlan(vpcCidr: string, azCount: number, zones: readonly string[]): SubnetIntent[] {
    return (["public", "private", "edge"] as const).flatMap((tier) =>
        tierCidrs(vpcCidr, tier, azCount).map((cidr, i) => ({ tier, cidr, zone: zones[i] })),
    );
}

/**
 * The last byte of each interface endpoint's address in its subnets. AWS would otherwise choose any free one, a host's among them, before
 * the host is there. The order is kept for ever: a number that moves is an address that two endpoints want at once.
 */
const endpointServices = ["ssm", "ssmmessages", "ec2messages", "logs", "bedrock-runtime"];
const firstEndpoint = 40;

export function endpointAddress(subnetCidr: string, service: string): string {
    const place = endpointServices.indexOf(service);
    if (place < 0) throw new Error(`[endpoints] ${service} has no address in the plan: append it to endpointServices`);
    return addressAt(subnetCidr, firstEndpoint + place);
}

export interface HostAddresses {
    readonly webProxy: string;
    readonly openHands: string;
    /** One a zone. */
    readonly verifiers: readonly string[];
}

/** Each host's fixed address in zone 0 of its tier, and a verifier's in each further zone. AWS reserves the first four and the last of a subnet. */
export function hostAddresses(vpcCidr: string, azCount: number): HostAddresses {
    const [edge] = tierCidrs(vpcCidr, "edge", 1);
    const sealed = tierCidrs(vpcCidr, "private", azCount);
    return {
        webProxy: addressAt(edge, 10),
        openHands: addressAt(sealed[0], 10),
        verifiers: sealed.map((subnet) => addressAt(subnet, 20)),
    };
}

/**
 * Addresses in a subnet of somebody else's VPC: near its end, where AWS's own assignment, random over the whole subnet,
 * is least likely to have put anything. A collision fails the creation of the host; it harms nobody.
 */
export function demoHostAddresses(subnetCidr: string): HostAddresses {
    return {
        webProxy: addressAt(subnetCidr, -20),
        openHands: addressAt(subnetCidr, -19),
        verifiers: [addressAt(subnetCidr, -18)],
    };
}
