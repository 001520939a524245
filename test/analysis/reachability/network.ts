/**
 * A small network as a person would sketch it. The walker sends packets through it as it stands; `plan.ts` writes it as resources for
 * the analysis. Nothing else connects the two, so that a mistake in one does not hide in the other.
 */

export interface Net {
    readonly vpcs: readonly NetVpc[];
    readonly subnets: readonly NetSubnet[];
    readonly tables: readonly NetTable[];
    readonly acls: readonly NetAcl[];
    readonly groups: readonly NetGroup[];
    readonly hosts: readonly NetHost[];
    readonly nats: readonly NetNat[];
    readonly balancers: readonly NetBalancer[];
    readonly peerings: readonly NetPeering[];
}

export interface NetVpc {
    readonly cidr: string;
    readonly cidr6: string;
    readonly internetGateway: boolean;
    /** The table of subnets that have none of their own; undefined: AWS's, with the local route alone. */
    readonly mainTable: number | undefined;
    /** The default group and ACL as AWS makes them, or adopted and emptied. */
    readonly defaultGroup: "open" | "closed";
    readonly defaultAcl: "open" | "closed";
}

export interface NetSubnet {
    readonly vpc: number;
    readonly cidr: string;
    /** Empty: no IPv6. */
    readonly cidr6: string;
    readonly mapPublicIp: boolean;
    /** Undefined: the VPC's main table. */
    readonly table: number | undefined;
    /** Undefined: the VPC's default ACL. */
    readonly acl: number | undefined;
    readonly zone: string;
}

export interface NetTable {
    readonly vpc: number;
    readonly routes: readonly NetRoute[];
    readonly inline: boolean;
}

export interface NetRoute {
    readonly destination: string;
    readonly to:
        | { readonly kind: "internet" }
        | { readonly kind: "egress-only" }
        | { readonly kind: "nat"; readonly nat: number }
        | { readonly kind: "peering"; readonly peering: number };
}

export interface NetAcl {
    readonly vpc: number;
    readonly ingress: readonly NetAclEntry[];
    readonly egress: readonly NetAclEntry[];
    readonly inline: boolean;
}

export interface NetAclEntry {
    readonly number: number;
    readonly allow: boolean;
    readonly protocol: string;
    readonly from: number;
    readonly to: number;
    readonly cidr: string;
}

export interface NetGroup {
    readonly vpc: number;
    readonly ingress: readonly NetRule[];
    readonly egress: readonly NetRule[];
    readonly form: "inline" | "classic" | "standalone";
}

export interface NetRule {
    readonly protocol: string;
    readonly from: number;
    readonly to: number;
    readonly peer: { readonly cidr: string } | { readonly group: number };
}

export interface NetHost {
    readonly subnet: number;
    readonly address: string;
    /** False: the program does not say the address, AWS chooses it. */
    readonly fixed: boolean;
    /** Empty: no IPv6 address. */
    readonly address6: string;
    readonly publicIp: "by-subnet" | "launch" | "refused" | "elastic";
    /** None: the default group of the VPC. */
    readonly groups: readonly number[];
}

export interface NetNat {
    readonly subnet: number;
    readonly address: string;
}

export interface NetBalancer {
    readonly subnets: readonly number[];
    readonly addresses: readonly string[];
    readonly internal: boolean;
    /** None: made without security groups. */
    readonly groups: readonly number[];
    readonly port: number;
    readonly protocol: "TCP" | "UDP";
    readonly targetPort: number;
    readonly targets: readonly number[];
    readonly keepsClient: boolean;
    readonly crossZone: boolean;
}

export interface NetPeering {
    readonly a: number;
    readonly b: number;
}
