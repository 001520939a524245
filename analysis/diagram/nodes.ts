import type { PlanResource } from "../../model/plan";
import type { LinkedPlan } from "../links";
import { ENDPOINT, INSTANCE, LOAD_BALANCER, type Connection, type Party } from "./connections";
import type { SceneNode, SceneSubnet } from "./scene";
import { portsLabel, SECURITY_GROUPS } from "./securityRules";
import { NAT, SUBNET } from "./subnets";

/** The cards inside the VPC. */
export function insideNodes(
    plan: LinkedPlan,
    subnets: readonly SceneSubnet[],
    known: readonly Connection[],
): readonly SceneNode[] {
    return [
        ...plan.ofType(LOAD_BALANCER).map((balancer) => balancerNode(plan, balancer, subnets, known)),
        ...plan.ofType(NAT).map((nat) => natNode(plan, nat, subnets)),
        ...plan.ofType(INSTANCE).map((host) => hostNode(plan, host, subnets)),
        ...endpointNodes(plan, subnets),
    ];
}

/** Keys of the subnets that a property names, whether the plan makes them or they were looked up. */
function subnetKeys(plan: LinkedPlan, from: PlanResource, property: string, subnets: readonly SceneSubnet[]): string[] {
    const { resources, foreign } = plan.follow(from, property, [SUBNET]);
    const keys = [...resources.map(({ urn }) => urn), ...foreign];
    return subnets.map(({ key }) => key).filter((key) => keys.includes(key));
}

/** "WebProxy" for a resource below a component of type isolated:edge:WebProxy; else the resource's own name. */
function componentTitle(plan: LinkedPlan, resource: PlanResource): string {
    const component = plan.ancestors(resource).find(({ outputs }) => typeof outputs.role === "string");
    return component === undefined ? resource.name : component.type.slice(component.type.lastIndexOf(":") + 1);
}

function hostNode(plan: LinkedPlan, host: PlanResource, subnets: readonly SceneSubnet[]): SceneNode {
    const address = host.props.privateIp ?? "address chosen by AWS";
    const groups = plan.follow(host, "vpcSecurityGroupIds", SECURITY_GROUPS).resources;
    const own = subnetKeys(plan, host, "subnetId", subnets);
    const role = plan.role(host) ?? null;
    return {
        key: host.urn,
        kind: "host",
        name: host.name,
        title: componentTitle(plan, host),
        lines: [
            `${String(address)} · ${String(host.props.instanceType ?? "type not known")}`,
            ...groups.map((group) => String(group.props.name ?? group.name)),
        ],
        badge: badgeOf([
            publicAddress(plan, host) ? "public address" : "",
            groupsKnown(plan, host, "vpcSecurityGroupIds") ? "" : "group not in the plan",
        ]),
        subnets: own,
        role,
    };
}

function badgeOf(warnings: readonly string[]): string | null {
    const said = warnings.filter((warning) => warning !== "");
    return said.length === 0 ? null : said.join(", ");
}

/** False when rules apply that the plan does not show: those of a group made elsewhere, or of the VPC's default group. */
function groupsKnown(plan: LinkedPlan, resource: PlanResource, property: string): boolean {
    const { resources, foreign } = plan.follow(resource, property, SECURITY_GROUPS);
    return resources.length > 0 && foreign.length === 0;
}

/** True unless the plan shows that there is none. */
function publicAddress(plan: LinkedPlan, host: PlanResource): boolean {
    const elastic =
        plan.referrers(host, "aws:ec2/eip:Eip", "instance").length > 0 ||
        plan.referrers(host, "aws:ec2/eipAssociation:EipAssociation", "instanceId").length > 0;
    if (elastic) return true;
    if (typeof host.props.associatePublicIpAddress === "boolean") return host.props.associatePublicIpAddress;
    return plan.one(host, "subnetId", [SUBNET])?.props.mapPublicIpOnLaunch !== false;
}

function balancerNode(
    plan: LinkedPlan,
    balancer: PlanResource,
    subnets: readonly SceneSubnet[],
    known: readonly Connection[],
): SceneNode {
    const kinds: Record<string, string> = { network: "NLB", application: "ALB", gateway: "Gateway LB" };
    const kind = kinds[String(balancer.props.loadBalancerType ?? "application")] ?? "Load balancer";
    const listeners = plan
        .referrers(balancer, "aws:lb/listener:Listener", "loadBalancerArn")
        .map(({ props }) => `${String(props.protocol ?? "").toLowerCase()} ${String(props.port ?? "")}`.trim());
    const inward = known.filter(({ to }) => to.kind === "member" && to.resource === balancer);
    const sources = [...new Set(inward.flatMap(({ from }) => sourceName(from)))];
    return {
        key: balancer.urn,
        kind: "balancer",
        name: balancer.name,
        title: `${kind} ${String(balancer.props.name ?? balancer.name)}`,
        lines: [
            `${balancer.props.internal === true ? "internal" : "door"} · ${[...new Set(listeners)].sort().join(", ") || "no listener"}`,
            sources.length === 0 ? "no address block admitted" : `from ${few(sources, 2)}`,
        ],
        // A network load balancer without a group admits everybody.
        badge: groupsKnown(plan, balancer, "securityGroups") ? null : "group not in the plan",
        subnets: subnetKeys(plan, balancer, "subnets", subnets),
        role: plan.role(balancer) ?? null,
    };
}

function sourceName(party: Party): string[] {
    if (party.kind === "member") return [];
    return [party.kind === "cidr" ? party.cidr : `prefix list ${party.list?.name ?? party.id}`];
}

function natNode(plan: LinkedPlan, nat: PlanResource, subnets: readonly SceneSubnet[]): SceneNode {
    return {
        key: nat.urn,
        kind: "nat",
        name: nat.name,
        title: "NAT gateway",
        lines: ["out only, never in"],
        badge: null,
        subnets: subnetKeys(plan, nat, "subnetId", subnets),
        role: null,
    };
}

/** Interface endpoints behind the same groups and in the same subnets are one card; each gateway endpoint is its own. */
function endpointNodes(plan: LinkedPlan, subnets: readonly SceneSubnet[]): readonly SceneNode[] {
    const nodes = new Map<string, SceneNode>();
    for (const endpoint of plan.ofType(ENDPOINT)) {
        const service = serviceName(endpoint);
        const isInterface = endpoint.props.vpcEndpointType === "Interface";
        const own = isInterface ? subnetKeys(plan, endpoint, "subnetIds", subnets) : [];
        const groups = plan.follow(endpoint, "securityGroupIds", SECURITY_GROUPS).resources.map(({ urn }) => urn);
        const key = isInterface ? `endpoints ${[...groups, ...own].join(" ")}` : endpoint.urn;
        const previous = nodes.get(key);
        nodes.set(key, {
            key,
            kind: isInterface ? "interface-endpoints" : "gateway-endpoint",
            name: previous === undefined ? endpoint.name : `${previous.name} ${endpoint.name}`,
            title: isInterface ? "Interface endpoints" : `${service.toUpperCase()} gateway endpoint`,
            lines: isInterface ? endpointLines(previous, service) : [gatewayLine(endpoint)],
            badge: null,
            subnets: own,
            role: null,
        });
    }
    return [...nodes.values()];
}

/** Three services a line. */
function endpointLines(previous: SceneNode | undefined, service: string): readonly string[] {
    const services = [...(previous?.lines.flatMap((line) => line.split(" · ")) ?? []), service].sort();
    const lines: string[] = [];
    for (let i = 0; i < services.length; i += 3) lines.push(services.slice(i, i + 3).join(" · "));
    return lines;
}

export function serviceName(endpoint: PlanResource): string {
    return String(endpoint.props.serviceName ?? endpoint.name).replace(/^com\.amazonaws\.(?:[a-z]+-)+\d\./, "");
}

function gatewayLine(endpoint: PlanResource): string {
    if (typeof endpoint.props.policy !== "string") return "no policy: every bucket of every account";
    return endpoint.props.policy.includes("aws:ResourceAccount") ? "policy: own account only" : "with a policy";
}

/** The key of the node that stands for a resource: several endpoints share one card. */
export function nodeKeyOf(resource: PlanResource, nodes: readonly SceneNode[]): string | undefined {
    const own = nodes.find(({ key }) => key === resource.urn);
    if (own !== undefined) return own.key;
    return nodes.find(({ kind, name }) => kind === "interface-endpoints" && name.split(" ").includes(resource.name))
        ?.key;
}

/** "a, b and 3 more" */
export function few(items: readonly string[], most: number): string {
    if (items.length <= most) return items.join(", ");
    return `${items.slice(0, most).join(", ")} and ${items.length - most} more`;
}

export function connectionLabel(ports: readonly Connection[]): string {
    const labels = [...new Set(ports.map((connection) => portsLabel(connection.ports)))];
    const tcp = labels.filter((label) => /^tcp \d/.test(label)).map((label) => label.slice(4));
    const rest = labels.filter((label) => !/^tcp \d/.test(label));
    tcp.sort((left, right) => Number.parseInt(left, 10) - Number.parseInt(right, 10));
    return [...(tcp.length > 0 ? [`tcp ${tcp.join(", ")}`] : []), ...rest.sort()].join(", ");
}
