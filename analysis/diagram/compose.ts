import type { Plan } from "../../model/plan";
import type { NetworkGraph } from "../graph/model";
import { networkOfPlan } from "../graph/ofPlan";
import { once } from "../reachability/answer";
import { connectionsOf, type Party } from "../reachability/connections";
import { ruleArrows } from "./arrows";
import { type Cards, cardsOf } from "./nodes";
import { Outside } from "./outside";
import type { Scene, SceneArrow, SceneNode, SceneSubnet } from "./scene";
import { subnetsOf } from "./subnets";

/** Where cards stand whose subnet the model does not know. Nothing is known about its routes. */
const UNKNOWN_SUBNET: SceneSubnet = {
    key: "urn:unknown",
    name: "subnet not known",
    cidr: "CIDR not known",
    zone: "zone not known",
    tier: "private",
    routes: [{ destination: "routes", label: "not known", via: "other" }],
};

const placed = (node: SceneNode): SceneNode =>
    node.subnets.length > 0 || node.kind === "gateway-endpoint" ? node : { ...node, subnets: [UNKNOWN_SUBNET.key] };

/** Reads the network of a plan into what the diagram shows. */
export function sceneOf(plan: Plan): Scene {
    const graph = networkOfPlan(plan);
    const connections = connectionsOf(graph);
    const found = subnetsOf(graph);
    const cards = cardsOf(graph, found, connections);
    const inside = cards.nodes.map(placed);
    const lost = inside.some(({ subnets: [first] }) => first === UNKNOWN_SUBNET.key);
    const allSubnets = lost ? [...found, UNKNOWN_SUBNET] : found;
    const used = new Set(inside.flatMap(({ subnets }) => subnets));
    // Of a VPC that the plan makes every subnet is shown; of a looked-up one those that hold something.
    const subnets = allSubnets.filter(({ key }) => key.startsWith("urn:") || used.has(key));
    const outside = new Outside(graph, connections);
    const drawn = ruleArrows(connections, partyKeys(cards, outside), (key) =>
        titleOf(key, [...inside, ...outside.nodes()]),
    );
    const arrows = [...drawn.arrows, ...pathArrows(inside, outside)];
    if (graph.linker.ofType("aws:ssm/association:Association").length > 0) outside.operators("SSM, over the internet");
    return {
        stack: plan.stack,
        resources: plan.resources.length,
        vpc: vpcOf(graph),
        hasInternetGateway: graph.vpcs.some(({ hasInternetGateway }) => hasInternetGateway),
        subnets,
        unusedSubnets: allSubnets.length - subnets.length,
        nodes: [...inside.map((node) => withOwnKind(node, drawn.among)), ...outside.nodes()],
        arrows: merged(arrows),
        gaps: graph.gaps.length,
    };
}

/** The card that stands for a party. */
const partyKeys =
    ({ keyOf }: Cards, outside: Outside) =>
    (party: Party): string => {
        if (party.kind === "outside") return outside.block(party.block);
        return keyOf(party.kind === "member" ? party.resource : party.endpoint.resource);
    };

const titleOf = (key: string, nodes: readonly SceneNode[]): string =>
    nodes.find((node) => node.key === key)?.title ?? key;

/** What several of one card may open towards each other is no arrow: the card says it. */
function withOwnKind(node: SceneNode, among: ReadonlyMap<string, string>): SceneNode {
    const label = among.get(node.key);
    return label === undefined ? node : { ...node, lines: [...node.lines, `among themselves: ${label}`] };
}

function vpcOf({ vpcs }: NetworkGraph): Scene["vpc"] {
    const cidrs = vpcs.flatMap((vpc) => vpc.cidrs);
    // A looked-up VPC has an id where others have a URN.
    const names = vpcs.map(({ key, name }) => (key.startsWith("vpc-") ? `Default VPC ${key}` : `VPC ${name}`));
    return { label: names.join(", ") || "VPC", cidr: once(cidrs).join(", ") || "CIDR not known" };
}

/** The way on from a NAT gateway or an endpoint. */
function pathArrows(inside: readonly SceneNode[], outside: Outside): SceneArrow[] {
    const path = (from: string, to: string, title: string): SceneArrow => ({
        from,
        to,
        label: "",
        style: "path",
        title,
    });
    return inside.flatMap(({ kind, key, title, lines }) => {
        if (kind === "nat") return [path(key, outside.internet(), "NAT gateway to the internet")];
        if (kind === "gateway-endpoint" && title.startsWith("S3 "))
            return [path(key, outside.s3(), `${title} to Amazon S3`)];
        if (kind !== "interface-endpoints") return [];
        const services = lines.flatMap((line) => line.split(" · "));
        const aws = outside.aws(services);
        const arrows = [path(key, aws, "Interface endpoints to AWS services")];
        return services.includes("ssmmessages")
            ? [
                  ...arrows,
                  path(
                      outside.operators(),
                      aws,
                      "Operators reach hosts by Session Manager: the hosts hold the connection",
                  ),
              ]
            : arrows;
    });
}

function merged(arrows: readonly SceneArrow[]): readonly SceneArrow[] {
    return [...new Map(arrows.map((arrow) => [[arrow.from, arrow.to, arrow.style].join("\n"), arrow])).values()];
}
