import type { NetworkIntent, Tier } from "../../model/intent";
import type { NetworkGraph, Route, Subnet } from "../graph/model";
import { byText, object, text } from "../graph/values";
import type { SceneRoute, SceneSubnet } from "./scene";

/** The subnets of the network, those of a looked-up default VPC among them, in order of zone and address. */
export function subnetsOf(graph: NetworkGraph): readonly SceneSubnet[] {
    return graph.subnets
        .map((subnet) => sceneSubnet(subnet, graph))
        .sort((left, right) => byText(left.zone, right.zone) || byText(left.key, right.key));
}

/** What the network component registered about itself; undefined in a plan without one. */
export const networkIntent = ({ networks }: NetworkGraph): NetworkIntent | undefined => networks[0]?.intent;

function sceneSubnet(subnet: Subnet, graph: NetworkGraph): SceneSubnet {
    const { key, name, cidrs, zone, table } = subnet;
    const routes = table.routes.flatMap(sceneRoute);
    return {
        key,
        // The ends of ids differ, their beginnings often do not.
        name: key === name && name.length > 16 ? `subnet-…${name.slice(-6)}` : name,
        cidr: cidrs[0] ?? "",
        zone: zone ?? "zone not known",
        tier: tierOf(subnet, routes, graph),
        routes,
    };
}

/** As it was meant; else what the tag says, else what the default route makes of it. */
function tierOf({ key, cidrs }: Subnet, routes: readonly SceneRoute[], graph: NetworkGraph): Tier {
    const intended = networkIntent(graph)?.subnets.find(({ cidr }) => cidrs.includes(cidr))?.tier;
    if (intended !== undefined) return intended;
    const tag = text(object(graph.linker.urn(key)?.props.tags).Tier);
    if (tag === "public" || tag === "edge" || tag === "private") return tag;
    if (routes.some(({ via }) => via === "internet-gateway")) return "public";
    return routes.length > 0 ? "edge" : "private";
}

function sceneRoute({ destination, target }: Route): SceneRoute[] {
    switch (target.kind) {
        case "local":
            return [];
        case "nat":
            return [{ destination, label: `NAT ${target.nat.name}`, via: { nat: target.nat.owner.urn } }];
        case "internet-gateway":
            return [{ destination, label: "internet gateway", via: "internet-gateway" }];
        case "firewall":
            return [{ destination, label: `firewall ${target.name}`, via: "other" }];
        case "unmodelled":
            return [{ destination, label: target.what, via: "other" }];
        default:
            return [{ destination, label: target.kind, via: "other" }];
    }
}
