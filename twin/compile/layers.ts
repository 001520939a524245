/**
 * What can be switched off, one by one: security groups, network ACLs, route tables (everything then leads everywhere), the source and
 * destination check, and what gateways, NAT and listeners of balancers refuse by themselves.
 */
export const layers = ["groups", "acls", "routes", "checks", "gateways", "listeners"] as const;
export type Layer = (typeof layers)[number];

/** How balancers treat what comes to their listeners: they answer it themselves, or hand it to all targets in turn, or to one. */
export type Balancing = "answering" | "forwarding" | { readonly toTarget: number };

export interface Switches {
    readonly off: ReadonlySet<Layer>;
    readonly balancing: Balancing;
}

export const everythingOn: Switches = { off: new Set(), balancing: "forwarding" };
