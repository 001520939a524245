import type { Tier } from "../../model/intent";

/** What a diagram shows, before anything has a place on the page. */
export interface Scene {
    readonly stack: string;
    readonly resources: number;
    readonly vpc: { readonly label: string; readonly cidr: string };
    readonly hasInternetGateway: boolean;
    readonly subnets: readonly SceneSubnet[];
    /** Subnets that hold nothing and are left out, as in a default VPC. */
    readonly unusedSubnets: number;
    readonly nodes: readonly SceneNode[];
    readonly arrows: readonly SceneArrow[];
    /** How many things about the network the model does not know: with any, more may pass than is drawn. */
    readonly gaps: number;
}

export interface SceneSubnet {
    readonly key: string;
    readonly name: string;
    readonly cidr: string;
    readonly zone: string;
    readonly tier: Tier;
    /** Every route but the local one and those to gateway endpoints, as "destination -> target". */
    readonly routes: readonly SceneRoute[];
}

export interface SceneRoute {
    readonly destination: string;
    readonly label: string;
    /** The node that traffic passes, when it is drawn. */
    readonly via: "internet-gateway" | "other" | { readonly nat: string };
}

export type NodeKind =
    | "host"
    | "service"
    | "balancer"
    | "nat"
    | "interface-endpoints"
    | "gateway-endpoint"
    | "users"
    | "internet"
    | "operators"
    | "aws"
    | "outside";

export interface SceneNode {
    /** The URN of a resource, or a fixed word for what lies outside. */
    readonly key: string;
    readonly kind: NodeKind;
    /** Logical name, for a reader who looks the resource up. */
    readonly name: string;
    readonly title: string;
    readonly lines: readonly string[];
    /** A warning such as "public address". */
    readonly badge: string | null;
    /** Keys of the subnets it has an address in; empty outside the VPC. The card stands in the first one. */
    readonly subnets: readonly string[];
    readonly role: string | null;
}

/**
 * `allowed`: whole sessions work. `uncertain`: packets may pass, and the plan does not say enough to be sure. `path`: not a connection but
 * the way that traffic takes from there on.
 */
export type ArrowStyle = "allowed" | "uncertain" | "path";

export interface SceneArrow {
    readonly from: string;
    readonly to: string;
    readonly label: string;
    readonly style: ArrowStyle;
    /** What the arrow says in words, for the tooltip and for screen readers. */
    readonly title: string;
}
