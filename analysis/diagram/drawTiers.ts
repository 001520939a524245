import type { Tier } from "../../model/intent";
import { size } from "./geometry";
import type { Page } from "./page";
import type { Scene, SceneNode, SceneSubnet } from "./scene";
import { ink, tag, text, tooltip } from "./svg";
import { fitText, textWidth } from "./text";

const NO_ROUTE = "no route out";

export function panelLines(subnet: SceneSubnet, scene: Scene): readonly string[] {
    const zoneOf = (nat: string): string => {
        const place = scene.nodes.find(({ key }) => key === nat)?.subnets[0];
        return scene.subnets.find(({ key }) => key === place)?.zone ?? "";
    };
    const routes = subnet.routes.map(({ destination, label, via }) => {
        const where = destination === "0.0.0.0/0" ? "default" : destination;
        if (via === "internet-gateway") return `${where} → internet`;
        if (via === "other") return `${where} → ${label}`;
        return zoneOf(via.nat) === subnet.zone ? `${where} → NAT` : `${where} → NAT ${zoneOf(via.nat)}`;
    });
    const lines = [
        subnet.name,
        subnet.zone,
        subnet.cidr,
        ...(routes.length === 0 ? [NO_ROUTE] : routes),
        ...alsoHere(subnet, scene),
    ];
    return lines.map((line, index) => fitText(line, size.cardLine, 170, index === 0));
}

/** What has an address in this subnet too, and its card in another. */
function alsoHere(subnet: SceneSubnet, scene: Scene): readonly string[] {
    const names: Partial<Record<SceneNode["kind"], (node: SceneNode) => string>> = {
        balancer: ({ title }) => title.split(" ")[0],
        host: ({ title }) => title,
        service: ({ title }) => title,
        "interface-endpoints": () => "endpoints",
    };
    const also = scene.nodes
        .filter(({ subnets }) => subnets.indexOf(subnet.key) > 0)
        .flatMap((node) => names[node.kind]?.(node) ?? []);
    return also.length === 0 ? [] : [`also: ${also.join(", ")}`];
}

export function panelWidth(subnet: SceneSubnet, scene: Scene): number {
    const lines = panelLines(subnet, scene);
    return Math.max(...lines.map((line, index) => textWidth(line, size.cardLine, index === 0))) + 14;
}

export function drawVpc({ scene, horizontal, vertical }: Page): string {
    const { vpcLeft, vpcRight } = horizontal;
    const { vpcTop, vpcBottom } = vertical;
    const width = vpcRight - vpcLeft;
    // Lines cross the bar right of the first panel, so its text ends there.
    const first = horizontal.columns[0];
    const most = (first === undefined ? vpcRight : first.left + size.boxPad + first.panel) - vpcLeft - 14;
    const below = scene.hasInternetGateway ? `${scene.vpc.cidr} · internet gateway` : scene.vpc.cidr;
    return (
        tag("rect", {
            x: vpcLeft,
            y: vpcTop,
            width,
            height: vpcBottom - vpcTop,
            rx: 12,
            fill: ink.vpc,
            stroke: ink.cardLine,
            "stroke-width": 1.5,
        }) +
        tag("path", {
            d: `M${vpcLeft} ${vpcTop + 12}a12 12 0 0 1 12 -12h${width - 24}a12 12 0 0 1 12 12v${size.bar - 12}h${-width}z`,
            fill: "#e2e8f0",
        }) +
        tag(
            "g",
            { "data-bar": "vpc" },
            tooltip(`${scene.vpc.label}, ${below}`),
            text(vpcLeft + 14, vpcTop + 17, fitText(scene.vpc.label, 13, most, true), { size: 13, bold: true }),
            text(vpcLeft + 14, vpcTop + 33, fitText(below, size.cardLine, most), {
                size: size.cardLine,
                fill: ink.soft,
            }),
        )
    );
}

const BANDS: Readonly<Record<Tier, { fill: string; line: string }>> = {
    public: { fill: ink.public, line: ink.publicLine },
    edge: { fill: ink.edge, line: ink.edgeLine },
    // Green is for sealed tiers only.
    private: { fill: ink.private, line: ink.privateLine },
};

/** A band for each tier with its subnets as boxes. */
export function drawTiers(page: Page): string {
    const { layers, vertical, horizontal, scene } = page;
    const tiers = [...new Set(layers.layers.flatMap(({ tier }) => tier ?? []))];
    return tiers
        .map((tier) => {
            const rows = vertical.rows.filter((_, i) => layers.layers[i].tier === tier);
            const lanes = lanesOf(page, tier);
            const top = rows[0].laneAbove - size.boxPad;
            const bottom = rows.at(-1)!.bottom + (lanes.below ? size.laneHeight : 0) + size.boxPad;
            const subnets = scene.subnets.filter((subnet) => subnet.tier === tier);
            const sealed = isSealed(subnets);
            const left = horizontal.vpcLeft + size.bandPad;
            const band = tag("rect", {
                x: left,
                y: top - size.bandPad,
                width: horizontal.vpcRight - size.bandPad - left,
                height: bottom - top + 2 * size.bandPad,
                rx: 8,
                fill: sealed ? ink.sealedFill : BANDS[tier].fill,
                stroke: sealed ? ink.sealed : BANDS[tier].line,
                "stroke-width": sealed ? 2.5 : 1,
            });
            const label = tierLabel(tier, subnets, scene, { x: left + 12, top });
            const boxes = subnets.map((subnet) => drawSubnet(page, subnet, top, bottom)).join("");
            return tag("g", { "data-tier": tier }, band, label, boxes);
        })
        .join("");
}

function lanesOf({ layers, routes }: Page, tier: Tier): { below: boolean } {
    const last = layers.layers.findLastIndex((layer) => layer.tier === tier);
    const pieces = routes.routes.flatMap((route) => route.pieces);
    return {
        below: pieces.some(
            ({ arrow, to }) => arrow.label !== "" && to.arrives && to.item.layer === last && to.side === "bottom",
        ),
    };
}

const isSealed = (subnets: readonly SceneSubnet[]): boolean => subnets.every(({ routes }) => routes.length === 0);

function tierLabel(
    tier: Tier,
    subnets: readonly SceneSubnet[],
    scene: Scene,
    { x, top }: { readonly x: number; readonly top: number },
): string {
    const sealed = isSealed(subnets);
    const keys = new Set(subnets.map(({ key }) => key));
    const hosts = scene.nodes.filter((node) => node.kind === "host" && keys.has(node.subnets[0])).length;
    const holds = hosts === 0 ? "no instance" : `${hosts} instance${hosts === 1 ? "" : "s"}`;
    const shown = sealed ? ["sealed:", "no route out"] : [wayOut(subnets)];
    return (
        text(x, top + 16, tier.toUpperCase(), { size: 15, bold: true }) +
        (sealed ? lock(x + 2, top + 26) : "") +
        [...shown, holds]
            .map((line, i) =>
                text(x + (sealed && i < shown.length ? 20 : 0), top + 37 + i * size.panelLine, line, {
                    size: size.cardLine,
                    fill: sealed && i < shown.length ? ink.sealed : ink.soft,
                    bold: sealed && i < shown.length,
                }),
            )
            .join("")
    );
}

function wayOut(subnets: readonly SceneSubnet[]): string {
    const routes = subnets.flatMap((subnet) => subnet.routes);
    if (routes.some(({ via }) => via === "internet-gateway")) return "on the internet";
    return routes.some(({ via }) => typeof via === "object") ? "out through NAT" : "has routes out";
}

function lock(x: number, y: number): string {
    return (
        tag("rect", { x, y: y + 6, width: 13, height: 10, rx: 2, fill: ink.sealed }) +
        tag("path", {
            d: `M${x + 3} ${y + 6}v-3a3.5 3.5 0 0 1 7 0v3`,
            fill: "none",
            stroke: ink.sealed,
            "stroke-width": 2,
        })
    );
}

function drawSubnet({ scene, layers, horizontal }: Page, subnet: SceneSubnet, top: number, bottom: number): string {
    const { left, right } = horizontal.columns[layers.columnOf.get(subnet.key)!];
    const lines = panelLines(subnet, scene);
    return tag(
        "g",
        { "data-subnet": subnet.name },
        tooltip(`Subnet ${subnet.name}, ${subnet.cidr}, ${subnet.zone}`),
        tag("rect", {
            x: left,
            y: top,
            width: right - left,
            height: bottom - top,
            rx: 6,
            fill: "none",
            stroke: ink.cardLine,
            "stroke-dasharray": "3 3",
            "data-box": "subnet",
        }),
        ...lines.map((line, i) =>
            text(left + size.boxPad, top + 18 + i * size.panelLine, line, {
                size: size.cardLine,
                bold: i === 0,
                fill: i === 0 ? ink.text : line === NO_ROUTE ? ink.sealed : ink.soft,
            }),
        ),
    );
}
