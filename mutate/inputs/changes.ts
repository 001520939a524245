import type { Plan, PlanResource } from "../../model/plan";
import { documentChanges } from "./documents";
import { documented } from "../../policies/isolation/types/schema";

/** Another value for one place of a resource's inputs. */
export interface Change {
    readonly path: readonly (string | number)[];
    /** For a person, after the path. */
    readonly how: string;
    /** Undefined: the input is left out. */
    readonly value: unknown;
}

type Path = Change["path"];

/** Every place of a resource's inputs, those of nested objects and lists included. */
export function placesOf(value: unknown, path: Path = []): (readonly [path: Path, value: unknown])[] {
    const own = path.length > 0 ? [[path, value] as const] : [];
    if (typeof value !== "object" || value === null) return own;
    const entries = Array.isArray(value) ? value.map((one, i) => [i, one] as const) : Object.entries(value);
    return [...own, ...entries.flatMap(([key, one]) => placesOf(one, [...path, key]))];
}

/**
 * What AWS refuses to be without: a port range has two ends, a listener port and protocol, an application load balancer two zones, a
 * host the subnet that its groups are for, a rule or a route one peer.
 */
const needed = new Set([
    ...["fromPort", "toPort", "protocol", "port", "subnetId", "subnets", "logDestination", "targetGroupArn"],
    ...["cidrBlock", "cidrIpv4", "destinationCidrBlock", "prefixListId", "referencedSecurityGroupId"],
]);
/** Values that AWS refuses on what they would be set: another protocol than the target group's, stricter or equal ones. */
const refused = new Set(["protocol", "ipAddressType", "desyncMitigationMode", "sseAlgorithm"]);

/** What may be written instead of a guarding value, by the kind of value that it is; where the SDK documents it, what it documents. */
export function changesOf(plan: Plan, resource: PlanResource, path: Path, value: unknown): Change[] {
    const to = (how: string, other: unknown): Change => ({ path, how, value: other });
    const said = documented(resource.type, path);
    const listed = said?.values ?? [];
    const others = listed.includes(String(value)) && !refused.has(String(path.at(-1))) ? listed : [];
    const inList = typeof path.at(-1) === "number";
    return [
        // A list loses one of its elements; all of it is a place of its own.
        ...(said && !said.required && !inList && !needed.has(String(path.at(-1))) ? [to("left out", undefined)] : []),
        ...(inList && said && !needed.has(String(path.at(-2))) ? [to("left out of the list", undefined)] : []),
        ...(typeof value === "boolean" ? [to("flipped", !value)] : []),
        ...(value === "true" || value === "false" ? [to("flipped", value === "true" ? "false" : "true")] : []),
        ...others
            .filter((other) => other !== String(value) && /^[a-z]/i.test(other))
            .map((other) => to(`set to ${other}`, other)),
        ...(typeof value === "string"
            ? textChanges(plan, resource, path, value).filter(
                  ({ value: other }) => !siblings(resource, path).includes(other),
              )
            : []),
        ...(typeof value === "number" ? numberChanges(plan, resource, path, value) : []),
        ...(Array.isArray(value) ? listChanges(plan, resource, path, value) : []),
    ];
}

/** The other elements of the list that a place is in: a list names nothing twice. */
function siblings({ props }: PlanResource, path: Path): readonly unknown[] {
    const holder = path
        .slice(0, -1)
        .reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], props);
    return Array.isArray(holder) ? holder : [];
}

function textChanges(plan: Plan, resource: PlanResource, path: Path, value: string): Change[] {
    const to = (how: string, other: unknown): Change => ({ path, how, value: other });
    const property = String(path.at(-1));
    if (value.startsWith("{"))
        return documentChanges(value, resource.type.includes("rolePolicy")).map(({ how, document }) =>
            to(how, document),
        );
    if (/^\d+\.\d+\.\d+\.\d+\/\d+$/.test(value))
        return [
            to("widened to any address", "0.0.0.0/0"),
            to("widened to half of all addresses", "0.0.0.0/1"),
            to("widened to its /12", widened(value)),
            to("replaced by an outsider's", "198.51.100.0/24"),
        ].filter(({ value: other }) => wider(String(other), value) || other === "198.51.100.0/24");
    if (property === "protocol" && resource.type.startsWith("aws:lb/"))
        return value === "HTTPS" ? [to("set to HTTP", "HTTP")] : [];
    if (/^(ipP|p)rotocol$/.test(property) && /^(tcp|udp)$/.test(value))
        return [to("set to -1", "-1"), to("set to udp", "udp")];
    if (property === "desyncMitigationMode") return [to("set to monitor", "monitor")];
    // Subnets without IPv6 take no balancer with it.
    if (property === "ipAddressType") return [];
    if (property === "privateIp")
        return [
            to(
                "replaced by the next",
                value.replace(/\d+$/, (last) => String(Number(last) + 1)),
            ),
        ];
    if (property === "ruleAction") return [to("flipped", value === "allow" ? "deny" : "allow")];
    if (property === "sslPolicy") return [to("set to the SDK's default", documented(resource.type, path)?.fallback)];
    if (property === "serviceName") return [to("set to another service", "com.amazonaws.us-east-1.execute-api")];
    if (property === "prefixListId") return [to("replaced by an outsider's", "pl-0123456789abcdef0")];
    return othersLike(plan, resource, value).map((other) => to(`replaced by ${other.name}`, namesOf(other, value)));
}

const wider = (one: string, than: string) => Number(one.split("/")[1]) < Number(than.split("/")[1]);

/** 10.0.0.0/24 -> 10.0.0.0/12; what is wider already stays. */
function widened(cidr: string): string {
    const [address, prefix] = cidr.split("/");
    const [first, second] = address.split(".").map(Number);
    return Number(prefix) <= 12 ? cidr : `${first}.${second & 0xf0}.0.0/12`;
}

function numberChanges(plan: Plan, resource: PlanResource, path: Path, value: number): Change[] {
    const to = (how: string, other: number): Change => ({ path, how, value: other });
    const all: Change[] =
        {
            fromPort: [to("lowered to 0", 0)],
            toPort: [to("raised to 65535", 65535)],
            port: [to("set to 8443", 8443)],
            priority: order(plan, resource, value).map((other) => to(`set to ${other}, out of its order`, other)),
            httpPutResponseHopLimit: [to("set to 2", 2), to("set to 64", 64)],
            retentionInDays: [to("lowered to 1", 1)],
            noncurrentDays: [to("lowered to 1", 1)],
            deletionWindowInDays: [to("lowered to 7", 7)],
        }[String(path.at(-1))] ?? [];
    return all.filter(({ value: other }) => other !== value);
}

/** Before the first or behind the last of the same type, where the value is not that already. */
function order(plan: Plan, { type }: PlanResource, value: number): number[] {
    const all = plan.resources.filter((one) => one.type === type).map(({ props }) => Number(props.priority));
    return [...(Math.min(...all) < value ? [1] : []), ...(Math.max(...all) > value ? [9999] : [])];
}

/** Lists get something more: one like what is in it, or everything. */
function listChanges(plan: Plan, resource: PlanResource, path: Path, value: readonly unknown[]): Change[] {
    const [first] = value;
    if (typeof first !== "string") return [];
    const added = (how: string, more: unknown): Change => ({ path, how, value: [...value, more] });
    if (path.at(-1) === "domains")
        return value.includes("*") ? [] : [added("with an outsider's name", "paste.example.net"), added("with *", "*")];
    return othersLike(plan, resource, first)
        .filter((other) => !value.includes(namesOf(other, first)))
        .map((other) => added(`with ${other.name}`, namesOf(other, first)));
}

/** Two other resources of the type that a value names: those after it by name. None where the value names nothing. */
function othersLike(plan: Plan, resource: PlanResource, value: string): PlanResource[] {
    const named = plan.resources.find(
        (one) => one !== resource && one.custom && (one.id === value || one.outputs.arn === value),
    );
    if (!named) return [];
    const alike = plan.resources.filter(({ type }) => type === named.type);
    const at = alike.indexOf(named);
    return [...alike.slice(at + 1), ...alike.slice(0, at)].slice(0, 2);
}

/** A resource by its ARN where the value is one, else by its id. */
const namesOf = (resource: PlanResource, value: string) =>
    value.startsWith("arn:") ? resource.outputs.arn : resource.id;

/** Another value of a place that guards nothing, as good as the one it has; undefined for what holds other places. */
export function otherOf(resource: PlanResource, path: Path, value: unknown): unknown {
    const valid = documented(resource.type, path)?.values ?? [];
    const other = valid.includes(String(value)) ? valid.find((one) => one !== String(value)) : undefined;
    if (typeof value === "boolean") return !value;
    if (typeof value === "number") return other === undefined ? value + 7 : Number(other);
    if (typeof value !== "string") return undefined;
    if (other !== undefined) return other;
    if (path.at(-1) === "instanceType") return value.replace(/\.\w+$/, ".2xlarge");
    if (path.at(-1) === "ami") return "ami-0fedcba9876543210";
    return value === "" ? "x/" : `${value}-2`;
}
