import type { HostRole, NetworkIntent } from "./intent";

/** The machines of a stack: one of each role, and a verifier in each further zone. What AWS names after a host is named after these. */
export type HostName = HostRole | "verifier-2" | "verifier-3";

const verifiers = ["verifier", "verifier-2", "verifier-3"] as const;

/** The verifiers of so many zones, zone 0 first. */
export const verifierNames = (zones: number): readonly HostName[] => verifiers.slice(0, zones);

/** A verifier stands in each zone of the private tier; in a VPC that was looked up, in one. */
export const verifierZones = ({ subnets }: NetworkIntent): number =>
    Math.max(1, subnets.filter(({ tier }) => tier === "private").length);

/** Every machine of a stack whose verifiers stand in so many zones. */
export const hostNames = (zones: number): readonly HostName[] => ["edge", "agent", ...verifierNames(zones)];

export const roleOfHost = (host: HostName): HostRole => (host === "edge" || host === "agent" ? host : "verifier");
