import type { LookedUpNetwork, NetworkIntent, Tier } from "../../model/intent";
import type { PlanResource } from "../../model/plan";
import { byText, type LinkedPlan } from "../links";
import { ENDPOINT } from "./connections";
import type { SceneRoute, SceneSubnet } from "./scene";

export const SUBNET = "aws:ec2/subnet:Subnet";
export const NAT = "aws:ec2/natGateway:NatGateway";
const TABLE = "aws:ec2/routeTable:RouteTable";
const DEFAULT_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable";

/** What the network component registered about itself; undefined in a plan without one. */
export function networkIntent(plan: LinkedPlan): NetworkIntent | undefined {
    const network = plan.plan.resources.find(({ outputs }) => outputs.role === "network");
    return network?.outputs.intent as NetworkIntent | undefined;
}

/** The subnets that the plan makes, and those of a default VPC that were looked up, in order of zone and address. */
export function subnetsOf(plan: LinkedPlan): readonly SceneSubnet[] {
    const intent = networkIntent(plan);
    const own = plan.ofType(SUBNET).map((subnet) => ownSubnet(plan, subnet, intent));
    return [...own, ...lookedUpSubnets(intent?.lookedUp)].sort(
        (left, right) => byText(left.zone, right.zone) || byText(left.key, right.key),
    );
}

function ownSubnet(plan: LinkedPlan, subnet: PlanResource, intent: NetworkIntent | undefined): SceneSubnet {
    const cidr = String(subnet.props.cidrBlock ?? subnet.props.ipv6CidrBlock ?? "");
    const tables = tablesOf(plan, subnet);
    const routes = tables.flatMap((table) => routesOf(plan, table));
    return {
        key: subnet.urn,
        name: subnet.name,
        cidr,
        zone: String(subnet.props.availabilityZone ?? subnet.props.availabilityZoneId ?? "zone not known"),
        tier: intent?.subnets.find((one) => one.cidr === cidr)?.tier ?? tierOf(subnet, routes),
        routes,
        gatewayEndpoints: plan
            .ofType(ENDPOINT)
            .flatMap((endpoint) => (leadsTo(plan, tables, endpoint) ? endpoint.urn : [])),
    };
}

/** Without intent: what the tag says, else what the default route makes of it. */
function tierOf(subnet: PlanResource, routes: readonly SceneRoute[]): Tier {
    const tag = (subnet.props.tags as Record<string, unknown> | undefined)?.Tier;
    if (tag === "public" || tag === "edge" || tag === "private") return tag;
    if (routes.some(({ via }) => via === "internet-gateway")) return "public";
    return routes.length > 0 ? "edge" : "private";
}

function tablesOf(plan: LinkedPlan, subnet: PlanResource): readonly PlanResource[] {
    const associated = plan
        .referrers(subnet, "aws:ec2/routeTableAssociation:RouteTableAssociation", "subnetId")
        .flatMap((association) => plan.follow(association, "routeTableId", [TABLE]).resources);
    return associated.length > 0 ? associated : mainTables(plan, subnet);
}

function routesOf(plan: LinkedPlan, table: PlanResource): readonly SceneRoute[] {
    return [
        ...plan
            .referrers(table, "aws:ec2/route:Route", "routeTableId")
            .map((route) => routeOf(plan, route, route.props)),
        ...(Array.isArray(table.props.routes) ? table.props.routes : []).map((inline) =>
            // An inline route has no dependencies of its own: it links by known ids only.
            routeOf(plan, { ...table, propertyDependencies: {} }, inline as Record<string, unknown>),
        ),
    ];
}

/** A gateway endpoint puts its route into the tables that it names, or that an association names for it. */
function leadsTo(plan: LinkedPlan, tables: readonly PlanResource[], endpoint: PlanResource): boolean {
    const associated = plan
        .referrers(
            endpoint,
            "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
            "vpcEndpointId",
        )
        .flatMap((association) => plan.follow(association, "routeTableId", [TABLE]).resources);
    const named = [...plan.follow(endpoint, "routeTableIds", [TABLE]).resources, ...associated];
    return tables.some((table) => named.includes(table));
}

function mainTables(plan: LinkedPlan, subnet: PlanResource): readonly PlanResource[] {
    const vpc = plan.one(subnet, "vpcId", ["aws:ec2/vpc:Vpc"]);
    if (vpc === undefined) return [];
    const replaced = plan
        .referrers(vpc, "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", "vpcId")
        .flatMap((association) => plan.follow(association, "routeTableId", [TABLE]).resources);
    if (replaced.length > 0) return replaced;
    return plan
        .ofType(DEFAULT_TABLE)
        .filter((table) => plan.follow(table, "defaultRouteTableId").resources.includes(vpc));
}

function routeOf(plan: LinkedPlan, owner: PlanResource, props: Readonly<Record<string, unknown>>): SceneRoute {
    const named = { ...owner, props };
    const destination = String(
        props.destinationCidrBlock ??
            props.cidrBlock ??
            props.destinationIpv6CidrBlock ??
            props.ipv6CidrBlock ??
            props.destinationPrefixListId ??
            "destination not known",
    );
    const nat = plan.one(named, "natGatewayId", [NAT]);
    if (nat !== undefined) return { destination, label: `NAT ${nat.name}`, via: { nat: nat.urn } };
    const gateway = plan.one(named, "gatewayId");
    if (gateway?.type === "aws:ec2/internetGateway:InternetGateway") {
        return { destination, label: "internet gateway", via: "internet-gateway" };
    }
    return { destination, label: otherTarget(props), via: "other" };
}

function otherTarget(props: Readonly<Record<string, unknown>>): string {
    const target = Object.entries(props).find(
        ([key, value]) =>
            /(?:Id|Arn)$/.test(key) && key !== "routeTableId" && !key.startsWith("destination") && value != null,
    );
    return target === undefined ? "target not known" : `${target[0]} ${String(target[1])}`;
}

function lookedUpSubnets(lookedUp: LookedUpNetwork | undefined): readonly SceneSubnet[] {
    if (lookedUp === undefined) return [];
    const routes = lookedUp.routes
        .filter(({ target }) => target !== "local")
        .map(({ destination, target }): SceneRoute => {
            const internet = /^(igw|internet)/.test(target);
            return {
                destination,
                label: internet ? "internet gateway" : target,
                via: internet ? "internet-gateway" : "other",
            };
        });
    return lookedUp.subnets.map(({ id, cidr, zone }) => ({
        key: id,
        // The ends of ids differ, their beginnings often do not.
        name: id.length > 16 ? `subnet-…${id.slice(-6)}` : id,
        cidr,
        zone,
        tier: "public" as const,
        routes,
        gatewayEndpoints: [],
    }));
}
