import type { HostIntent, NetworkIntent, Role } from "../../model/intent";
import type { Linker } from "./linker";
import type { GraphResource } from "./resource";

/** A network as AWS would have it, whatever form its resources were written in. */
export interface NetworkGraph {
    readonly vpcs: readonly Vpc[];
    readonly subnets: readonly Subnet[];
    readonly interfaces: readonly Interface[];
    readonly balancers: readonly Balancer[];
    readonly gatewayEndpoints: readonly GatewayEndpoint[];
    readonly interfaceEndpoints: readonly InterfaceEndpoint[];
    readonly dnsFirewalls: ReadonlyMap<string, DnsFirewall>;
    readonly parts: readonly Part[];
    readonly networks: readonly { readonly resource: GraphResource; readonly intent: NetworkIntent }[];
    /** What the model does not know. While there is any, nothing is proved. */
    readonly gaps: readonly Gap[];
    /** What is taken as AWS documents it, such as the routes of a default VPC. */
    readonly assumptions: readonly string[];
    readonly resources: readonly GraphResource[];
    /** Follows the references that are no part of the network, by the same rule. */
    readonly linker: Linker;
    /** The account, where an ARN of the plan says it. */
    readonly account: string | undefined;
}

export interface Gap {
    readonly urn: string;
    readonly what: string;
    /** What to write so that it becomes known. */
    readonly fix: string;
}

export interface Vpc {
    readonly key: string;
    readonly name: string;
    readonly cidrs: readonly string[];
    readonly dnsSupport: boolean;
    readonly hasInternetGateway: boolean;
    /** VPC Block Public Access is on: what of the internet still passes hangs on exclusions. */
    readonly blocksPublicAccess: boolean;
    /** Keys of the VPCs that it is peered with. */
    readonly peers: ReadonlySet<string>;
}

export interface Subnet {
    readonly key: string;
    readonly name: string;
    readonly vpc: Vpc;
    readonly zone: string | undefined;
    /** IPv4, and IPv6 when it has one. */
    readonly cidrs: readonly string[];
    readonly mapPublicIp: boolean;
    readonly assignIpv6: boolean;
    readonly acl: Acl;
    readonly table: RouteTable;
}

export interface Acl {
    readonly name: string;
    /** In the order in which AWS tries them: by number. What none matches is denied. */
    readonly ingress: readonly AclEntry[];
    readonly egress: readonly AclEntry[];
}

export interface AclEntry {
    readonly urn: string;
    readonly number: number;
    readonly allow: boolean;
    readonly protocol: string;
    readonly from: number | undefined;
    readonly to: number | undefined;
    readonly cidr: string;
    /** Set when the entry is about one ICMP type only. */
    readonly partial: boolean;
}

export interface RouteTable {
    readonly name: string;
    readonly routes: readonly Route[];
}

export interface Route {
    readonly urn: string;
    /** A block; or the name of a prefix list that the model does not know, and then the graph has an unknown. */
    readonly destination: string;
    readonly target: RouteTarget;
}

export type RouteTarget =
    | { readonly kind: "internet-gateway" }
    | { readonly kind: "nat"; readonly nat: Interface }
    /** Lets IPv6 out, and only replies in. */
    | { readonly kind: "egress-only" }
    /** Leads to the other of the two VPCs. */
    | { readonly kind: "peering"; readonly vpcs: readonly string[] }
    /** An endpoint of a network firewall: what its rules let on goes on, by routes that the model does not follow. */
    | { readonly kind: "firewall"; readonly name: string }
    | { readonly kind: "local" }
    | { readonly kind: "blackhole" }
    | { readonly kind: "unmodelled"; readonly what: string };

export interface SecurityGroup {
    readonly key: string;
    readonly name: string;
    readonly ingress: readonly GroupRule[];
    readonly egress: readonly GroupRule[];
}

export interface GroupRule {
    readonly urn: string;
    readonly protocol: string;
    readonly from: number | undefined;
    readonly to: number | undefined;
    readonly peer: GroupPeer;
    /** Some of what it names may not pass: it is about one ICMP type, or a group's inline rules may have removed it. */
    readonly partial: boolean;
    /** For a person: what it is for. Empty when nothing is written. */
    readonly description: string;
}

export type GroupPeer =
    | { readonly kind: "cidr"; readonly cidr: string }
    | { readonly kind: "group"; readonly key: string }
    | { readonly kind: "prefix-list"; readonly id: string; readonly cidrs: readonly string[] | undefined };

/** A client opens connections and takes none. */
export type InterfaceKind = "instance" | "balancer" | "nat" | "endpoint" | "client" | "other";

/** One network interface. Instances may have several. */
export interface Interface {
    readonly key: string;
    readonly name: string;
    readonly owner: GraphResource;
    /** The resource that made it: the owner, or an interface of its own that the owner has. */
    readonly resource: GraphResource;
    readonly kind: InterfaceKind;
    readonly subnet: Subnet;
    /** Undefined: the interface has no groups at all (NAT gateway, network load balancer without). */
    readonly groups: readonly SecurityGroup[] | undefined;
    /** Its IPv4 addresses where they are fixed, else the subnet's block (with a prefix length): its address is any one of that. */
    readonly addresses: readonly string[];
    /** Whether the internet can address it by IPv4. */
    readonly publicIpv4: boolean;
    /** Its public address is an Elastic IP of the stack: a resource of its own, with a price of its own. */
    readonly elasticIp: boolean;
    readonly hasIpv6: boolean;
    /** The same for IPv6: every address of it is public, but those of an internal balancer are closed. */
    readonly publicIpv6: boolean;
    /** The same for IPv6; empty without it. */
    readonly addresses6: readonly string[];
    /** Whether the instance metadata service answers. Undefined: settings on the host decide, which no plan shows. */
    readonly metadata: boolean | undefined;
    /** One of the design's own hosts, which run Linux: its client ports are known. Of other hosts nobody knows the system. */
    readonly linux: boolean;
    /** What a balancer's listeners take; undefined: no listener stands between, every protocol and port. */
    readonly listens: readonly Listening[] | undefined;
    /** The owner has several such interfaces, one a subnet, and is behind one or some of them: nobody knows which. */
    readonly spread: boolean;
}

/** "tcp" or "udp", and a port; without one the listener's port is not known. */
export interface Listening {
    readonly protocol: "tcp" | "udp";
    readonly port: number | undefined;
}

export interface Balancer {
    readonly resource: GraphResource;
    readonly interfaces: readonly Interface[];
    readonly internetFacing: boolean;
    /** Every node forwards to targets of every zone. */
    readonly crossZone: boolean;
    readonly listeners: readonly Listener[];
}

export interface Listener {
    readonly protocol: string;
    readonly port: number;
    readonly targets: readonly Target[];
}

export interface Target {
    readonly interface: Interface;
    readonly port: number;
    /** Where the balancer asks whether the target is well. */
    readonly checkedOn: number;
    /** The target sees the client's address instead of the balancer's. */
    readonly keepsClient: boolean;
}

export interface GatewayEndpoint {
    readonly resource: GraphResource;
    readonly service: string;
    readonly tables: ReadonlySet<RouteTable>;
    /** Undefined: none was written, so AWS gives full access. */
    readonly policy: unknown;
}

export interface InterfaceEndpoint {
    readonly resource: GraphResource;
    readonly service: string;
    readonly interfaces: readonly Interface[];
    readonly privateDns: boolean;
    readonly policy: unknown;
}

export interface DnsFirewall {
    /** Rules of all associated groups, in the order in which they are tried. */
    readonly rules: readonly DnsRule[];
    /** True, false, or undefined when nothing says it: AWS's default is closed. */
    readonly failOpen: boolean;
}

export interface DnsRule {
    readonly urn: string;
    readonly action: string;
    /** Undefined: a list outside the stack, such as AWS's own of known threats, which blocks what it holds. */
    readonly domains: readonly string[] | undefined;
    readonly blockResponse: string | undefined;
    /** Set when the rule is about one type of query only. */
    readonly partial: boolean;
}

/** A component that said its role, with the interfaces below it. */
export interface Part {
    readonly role: Role;
    readonly resource: GraphResource;
    readonly intent: HostIntent;
    readonly interfaces: readonly Interface[];
    readonly balancers: readonly Balancer[];
}
