import { isDeepStrictEqual } from "node:util";
import type { GraphResource } from "../graph/resource";
import type { Scope, Seen } from "./seen";

/** How the live VPC differs from what the stack says. */
export interface Difference {
    readonly kind: "new" | "changed" | "gone";
    readonly urn: string;
    readonly type: string;
    readonly id: string;
    readonly what: string;
}

export interface Live {
    /** The stack with what AWS shows in the place of what it says. */
    readonly resources: readonly GraphResource[];
    readonly differences: readonly Difference[];
}

/** Types that the reader reads whole: one of the stack that AWS does not show is gone. */
const readWhole = new Set([
    "aws:ec2/instance:Instance",
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/networkAcl:NetworkAcl",
    "aws:ec2/networkAclAssociation:NetworkAclAssociation",
    "aws:ec2/networkAclRule:NetworkAclRule",
    "aws:ec2/route:Route",
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
]);

/** Puts the live VPC over the stack's state. Pure: whoever calls has asked AWS. */
export function compare(state: readonly GraphResource[], seen: readonly Seen[], { shared }: Scope): Live {
    const matched = new Map<GraphResource, GraphResource>();
    const differences: Difference[] = [];
    const added: GraphResource[] = [];
    const ids = new Set(state.filter(({ custom }) => custom).map(({ id }) => id));
    const withVpc = impliedBy(state);
    const prefix = state[0]?.urn.split("::").slice(0, 2).join("::") ?? "urn:pulumi:unknown::unknown";
    for (const thing of seen) {
        const known = state.find((resource) => isSame(resource, thing));
        if (known) {
            const { resource, what } = overlaid(known, thing);
            matched.set(known, resource);
            if (what.length > 0) differences.push(difference("changed", known, thing.id, what.join("; ")));
        } else if (!withVpc(thing) && (!shared || touches(thing, ids))) {
            const resource = asResource(prefix, thing);
            added.push(resource);
            differences.push(difference("new", resource, thing.id, "is in AWS, and the stack does not have it"));
        }
    }
    const gone = state.filter((resource) => readWhole.has(resource.type) && !matched.has(resource));
    differences.push(
        ...gone.map((resource) => difference("gone", resource, resource.id, "is in the stack, and AWS has it no more")),
    );
    const resources = state.filter((one) => !gone.includes(one)).map((one) => matched.get(one) ?? one);
    return { resources: [...resources, ...added], differences };
}

const difference = (kind: Difference["kind"], { urn, type }: GraphResource, id: string, what: string): Difference => ({
    ...{ kind, urn, type, id, what: `${id} ${what}` },
});

function isSame(resource: GraphResource, { type, id, key, props }: Seen): boolean {
    if (key === undefined) return resource.custom && resource.id === id;
    return resource.type === type && key.every((name) => alike(said(resource, name), props[name]));
}

/** In a VPC of others only what hangs on something of the stack is about the stack. */
const touches = ({ props }: Seen, ids: ReadonlySet<string>): boolean =>
    Object.entries(props).some(([name, value]) => {
        if (name === "vpcId") return false;
        // A group, an instance or a table of the stack, however deep.
        const text = JSON.stringify(value ?? "");
        return [...ids].some((id) => id !== "" && text.includes(`"${id}"`));
    });

/** The table that AWS makes with a VPC is the stack's without being a resource of it, and the main one while nobody makes another that. */
function impliedBy(state: readonly GraphResource[]): (thing: Seen) => boolean {
    const made = new Set(state.flatMap(({ outputs }) => outputs.defaultRouteTableId ?? outputs.mainRouteTableId ?? []));
    const types = /:(RouteTable|MainRouteTableAssociation)$/;
    return ({ type, id, props }) => types.test(type) && made.has(props.routeTableId ?? id);
}

/** What AWS does where a program says nothing, of what is not "no". */
const unsaid: Readonly<Record<string, unknown>> = { enableDnsSupport: true, sourceDestCheck: true };

const said = ({ props, outputs }: GraphResource, name: string): unknown => props[name] ?? outputs[name] ?? unsaid[name];

/** What the stack says, with AWS's word for each property that AWS tells. */
function overlaid(known: GraphResource, { props }: Seen): { resource: GraphResource; what: string[] } {
    const changed = Object.keys(props).filter(
        // Nothing moves to another VPC, and not every type says where it is.
        (name) => name !== "vpcId" && !known.unknown.has(name) && !alike(said(known, name), props[name]),
    );
    if (changed.length === 0) return { resource: known, what: [] };
    const linked = Object.entries(known.propertyDependencies).filter(([name]) => !changed.includes(name));
    return {
        resource: {
            ...known,
            props: { ...known.props, ...Object.fromEntries(changed.map((name) => [name, props[name]])) },
            // What the program refers to is no longer what is there.
            propertyDependencies: Object.fromEntries(linked),
        },
        what: changed.map((name) => `${name} is ${shown(props[name])}, and the stack says ${shown(said(known, name))}`),
    };
}

const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));

const asResource = (prefix: string, { type, id, props }: Seen): GraphResource => ({
    ...{ urn: `${prefix}::${type}::${id}`, type, name: id, id, parent: "", custom: true },
    props: Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)),
    ...{ outputs: { id }, unknown: new Set<string>(), propertyDependencies: {} },
});

const alike = (left: unknown, right: unknown): boolean => isDeepStrictEqual(plain(left), plain(right));

const protocols: Readonly<Record<string, string>> = { tcp: "6", udp: "17", icmp: "1", icmpv6: "58", all: "-1" };

/** One form for what AWS and programs write in several: policies as text, numbers as text, sets in any order, and nothing. */
function plain(value: unknown): unknown {
    if (value === undefined || value === null || value === false || value === "") return undefined;
    if (Array.isArray(value)) {
        const items = value.map(plain).map((item) => JSON.stringify(item));
        return items.length === 0 ? undefined : items.length === 1 ? plain(value[0]) : items.sort();
    }
    if (typeof value === "object") {
        const entries = Object.entries(value).map(([name, held]) => [name, plain(held)] as const);
        return Object.fromEntries(
            entries.filter(([, held]) => held !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)),
        );
    }
    if (typeof value !== "string") return String(value);
    if (/^\s*\{/.test(value)) return plain(jsonOf(value));
    return protocols[value] ?? value;
}

function jsonOf(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return [text, "is not JSON"];
    }
}
