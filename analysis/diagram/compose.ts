import type { Plan } from "../../model/plan";
import { LinkedPlan } from "../links";
import { connections, vpcCidrs, type Connection, type Party } from "./connections";
import { connectionLabel, few, insideNodes, nodeKeyOf } from "./nodes";
import type { ArrowStyle, Scene, SceneArrow, SceneNode, SceneSubnet } from "./scene";
import { coversPorts, type Ports } from "./securityRules";
import { networkIntent, subnetsOf } from "./subnets";

const INTERNET = "internet";
const USERS = "users";
const AWS = "aws";
const OPERATORS = "operators";
const S3 = "s3";
const SSH: Ports = { protocol: "tcp", from: 22, to: 22 };

/** Where cards stand whose subnet the plan does not say. Nothing is known about its routes. */
const UNKNOWN_SUBNET: SceneSubnet = {
    key: "urn:unknown",
    name: "subnet not known",
    cidr: "CIDR not known",
    zone: "zone not known",
    tier: "private",
    routes: [{ destination: "routes", label: "not known", via: "other" }],
    gatewayEndpoints: [],
};

function placed(node: SceneNode): SceneNode {
    if (node.subnets.length > 0 || node.kind === "gateway-endpoint") return node;
    return { ...node, subnets: [UNKNOWN_SUBNET.key] };
}

/** Reads a plan into what the diagram shows. */
export function sceneOf(plan: Plan): Scene {
    const linked = new LinkedPlan(plan);
    const known = connections(linked);
    const found = subnetsOf(linked);
    const inside = insideNodes(linked, found, known).map(placed);
    const lost = inside.some(({ subnets: [first] }) => first === UNKNOWN_SUBNET.key);
    const allSubnets = lost ? [...found, UNKNOWN_SUBNET] : found;
    const used = new Set(inside.flatMap(({ subnets }) => subnets));
    // Of a VPC that the plan makes every subnet is shown; of a looked-up one those that hold something.
    const subnets = allSubnets.filter(({ key }) => key.startsWith("urn:") || used.has(key));
    const outside = new Outside(linked, known);
    const arrows = [...ruleArrows(known, inside, subnets, outside), ...pathArrows(inside, outside)];
    if (linked.ofType("aws:ssm/association:Association").length > 0) outside.operators("SSM, over the internet");
    return {
        stack: plan.stack,
        resources: plan.resources.length,
        vpc: { label: vpcLabel(linked), cidr: vpcCidrs(linked).join(", ") || "CIDR not known" },
        hasInternetGateway:
            linked.ofType("aws:ec2/internetGateway:InternetGateway").length > 0 ||
            subnets.some(({ routes }) => routes.some(({ via }) => via === "internet-gateway")),
        subnets,
        unusedSubnets: allSubnets.length - subnets.length,
        nodes: [...inside, ...outside.nodes()],
        arrows: merged(arrows),
    };
}

function vpcLabel(plan: LinkedPlan): string {
    const vpc = plan.ofType("aws:ec2/subnet:Subnet").flatMap((subnet) => plan.follow(subnet, "vpcId").resources)[0];
    const lookedUp = networkIntent(plan)?.lookedUp;
    if (vpc !== undefined) return `VPC ${vpc.name}`;
    return lookedUp === undefined ? "VPC" : `Default VPC ${lookedUp.vpcId}`;
}

/** The cards outside the VPC, made when an arrow needs them. */
class Outside {
    private readonly made = new Map<string, SceneNode>();
    private readonly authorized: readonly string[];

    constructor(
        private readonly plan: LinkedPlan,
        private readonly known: readonly Connection[],
    ) {
        this.authorized = networkIntent(plan)?.authorizedCidrs ?? [];
        this.internet();
    }

    nodes(): readonly SceneNode[] {
        return [...this.made.values()];
    }

    /** The key of the card for an end outside the VPC. */
    keyOf(party: Exclude<Party, { kind: "member" }>, inside: readonly SceneNode[]): string {
        if (party.kind === "cidr") return this.cidr(party.cidr);
        if (party.list !== undefined) {
            const entries = (party.list.props.entries as { cidr?: unknown }[] | undefined) ?? [];
            return this.add(party.id, "users", `Prefix list ${party.list.name}`, [
                few(
                    entries.map((e) => String(e.cidr)),
                    3,
                ),
            ]);
        }
        // AWS's own lists are those of its gateway endpoints; which list is whose cannot be read off its id.
        const gateways = inside.filter(({ kind }) => kind === "gateway-endpoint");
        return gateways.length === 1 ? gateways[0].key : this.add(party.id, "outside", `Prefix list ${party.id}`, []);
    }

    aws(services: readonly string[]): string {
        return this.add(AWS, "aws", "AWS services", [few(services, 5), "PrivateLink, not the internet"]);
    }

    operators(way = "SSM Session Manager"): string {
        const ssh = this.known.some(({ from, ports }) => from.kind === "cidr" && coversPorts(ports, SSH));
        const port = ssh ? "and port 22, as drawn" : "no port open to them";
        return this.add(OPERATORS, "operators", "Operators", [way, port]);
    }

    s3(): string {
        const buckets = this.plan.ofType("aws:s3/bucket:Bucket").length;
        return this.add(S3, "aws", "Amazon S3", [`${buckets} bucket${buckets === 1 ? "" : "s"} of this stack`]);
    }

    internet(): string {
        const names = this.approvedNames();
        const lines =
            names.length === 0 ? ["every name resolves"] : ["only approved names resolve:", ...nameLines(names)];
        return this.add(INTERNET, "internet", "Internet", lines);
    }

    private cidr(cidr: string): string {
        if (cidr === "0.0.0.0/0") return this.internet();
        if (this.authorized.includes(cidr)) {
            return this.add(USERS, "users", "Authorized users", [few(this.authorized, 2)]);
        }
        return this.add(cidr, "outside", cidr === "::/0" ? "Internet (IPv6)" : cidr, ["address block"]);
    }

    /** Names outside AWS on the lists that an ALLOW rule of DNS Firewall uses. */
    private approvedNames(): string[] {
        return this.plan
            .ofType("aws:route53/resolverFirewallRule:ResolverFirewallRule")
            .filter(({ props }) => props.action === "ALLOW")
            .flatMap((rule) => this.plan.follow(rule, "firewallDomainListId").resources)
            .flatMap(({ props }) => (Array.isArray(props.domains) ? props.domains.map(String) : []))
            .map((name) => name.replace(/\.$/, ""))
            .filter((name) => !name.endsWith(".amazonaws.com"))
            .sort();
    }

    private add(key: string, kind: SceneNode["kind"], title: string, lines: readonly string[]): string {
        if (!this.made.has(key)) {
            this.made.set(key, { key, kind, name: key, title, lines, badge: null, subnets: [], role: null });
        }
        return key;
    }
}

function nameLines(names: readonly string[]): string[] {
    return names.length <= 3 ? [...names] : [...names.slice(0, 2), `and ${names.length - 2} more`];
}

/** One arrow for each direction between two cards: what security groups say, along the route that the subnet has. */
function ruleArrows(
    known: readonly Connection[],
    inside: readonly SceneNode[],
    subnets: readonly SceneSubnet[],
    outside: Outside,
): SceneArrow[] {
    const groups = new Map<string, { from: string; to: string; style: ArrowStyle; parts: Connection[] }>();
    for (const connection of known) {
        const ends = { from: keyOf(connection.from, inside, outside), to: keyOf(connection.to, inside, outside) };
        if (ends.from === undefined || ends.to === undefined || ends.from === ends.to) continue;
        for (const hop of nextHops({ from: ends.from, to: ends.to }, inside, subnets)) {
            const style: ArrowStyle = connection.complete ? hop.style : "half";
            const key = [ends.from, hop.to, style].join("\n");
            const group = groups.get(key) ?? { from: ends.from, to: hop.to, style, parts: [] };
            group.parts.push(connection);
            groups.set(key, group);
        }
    }
    const title = (key: string): string =>
        [...inside, ...outside.nodes()].find((node) => node.key === key)?.title ?? key;
    return [...groups.values()].map(({ from, to, style, parts }) => {
        const label = connectionLabel(parts);
        const why = [...new Set(parts.flatMap(({ descriptions }) => descriptions))].join("; ");
        return {
            from,
            to,
            label,
            style,
            title: `${title(from)} to ${title(to)}: ${label}${why === "" ? "" : ` (${why})`}`,
        };
    });
}

function keyOf(party: Party, inside: readonly SceneNode[], outside: Outside): string | undefined {
    return party.kind === "member" ? nodeKeyOf(party.resource, inside) : outside.keyOf(party, inside);
}

interface Hop {
    readonly to: string;
    readonly style: ArrowStyle;
}

/**
 * Traffic to the internet goes where the default route of its subnet points, and so does traffic to S3 from a subnet whose
 * table has no route to the gateway endpoint. Where it has one, a rule for the internet is a rule for that endpoint too.
 */
function nextHops(
    { from, to }: { from: string; to: string },
    inside: readonly SceneNode[],
    subnets: readonly SceneSubnet[],
): readonly Hop[] {
    const source = inside.find(({ key }) => key === from);
    const subnet = subnets.find(({ key }) => source?.subnets.includes(key));
    const gateway = inside.some(({ key, kind }) => key === to && kind === "gateway-endpoint");
    if (source?.kind !== "host" || subnet === undefined || (to !== INTERNET && !gateway))
        return [{ to, style: "allowed" }];
    const endpoints = subnet.gatewayEndpoints.map((endpoint): Hop => ({ to: endpoint, style: "allowed" }));
    if (gateway && subnet.gatewayEndpoints.includes(to)) return endpoints.filter((endpoint) => endpoint.to === to);
    const route = subnet.routes.find(({ destination }) => destination === "0.0.0.0/0");
    if (route === undefined) return [{ to, style: "no-route" }, ...(gateway ? [] : endpoints)];
    const byDefault: Hop = { to: typeof route.via === "object" ? route.via.nat : INTERNET, style: "allowed" };
    return gateway ? [byDefault] : [byDefault, ...endpoints];
}

/** The way on from a NAT gateway or an endpoint. */
function pathArrows(inside: readonly SceneNode[], outside: Outside): SceneArrow[] {
    const path = (from: SceneNode, to: string, title: string): SceneArrow => ({
        from: from.key,
        to,
        label: "",
        style: "path",
        title,
    });
    return inside.flatMap((node) => {
        if (node.kind === "nat") return [path(node, outside.internet(), "NAT gateway to the internet")];
        if (node.kind === "gateway-endpoint") return [path(node, outside.s3(), `${node.title} to Amazon S3`)];
        if (node.kind !== "interface-endpoints") return [];
        const services = node.lines.flatMap((line) => line.split(" · "));
        const arrows = [path(node, outside.aws(services), "Interface endpoints to AWS services")];
        if (services.includes("ssmmessages")) {
            const title = "Operators reach hosts by Session Manager: the hosts hold the connection";
            arrows.push({ from: outside.operators(), to: AWS, label: "", style: "path", title });
        }
        return arrows;
    });
}

function merged(arrows: readonly SceneArrow[]): readonly SceneArrow[] {
    return [...new Map(arrows.map((arrow) => [[arrow.from, arrow.to, arrow.style].join("\n"), arrow])).values()];
}
