import type { Plan } from "../../model/plan";
import { placeHorizontally } from "./columns";
import { sceneOf } from "./compose";
import { arrowMarkers, drawArrows, drawLegend } from "./drawArrows";
import { drawCards } from "./drawCards";
import { drawTiers, drawVpc, panelLines, panelWidth } from "./drawTiers";
import { size } from "./geometry";
import { layersOf } from "./layers";
import type { Page } from "./page";
import { routeArrows } from "./routing";
import { placeVertically } from "./rows";
import type { Scene } from "./scene";
import { document, ink, tag, text } from "./svg";

const NOTE_LINE = 20;

/**
 * Draws what may talk to what, from the resources of a plan alone: a self-contained SVG without scripts or fonts. Arrows
 * are the connections that the network lets through, those of the table. The same plan gives the same bytes.
 */
export function drawDiagram(plan: Plan): string {
    const scene = sceneOf(plan);
    const layers = layersOf(scene);
    const panels = layers.columns.map((_, column) =>
        Math.max(
            0,
            ...scene.subnets
                .filter(({ key }) => layers.columnOf.get(key) === column)
                .map((subnet) => panelWidth(subnet, scene)),
        ),
    );
    const horizontal = placeHorizontally(layers, panels);
    const routes = routeArrows(layers, horizontal);
    const most = Math.max(0, ...scene.subnets.map((subnet) => panelLines(subnet, scene).length));
    const vertical = placeVertically(layers, routes, most * size.panelLine + 10);
    const page: Page = { scene, layers, routes, horizontal, vertical };
    const legendY = vertical.end + 20;
    const notes = footnotes(scene);
    const height = legendY + 44 + notes.length * NOTE_LINE;
    const body =
        arrowMarkers() +
        tag("rect", { x: 0, y: 0, width: horizontal.width, height, fill: ink.page }) +
        heading(scene) +
        drawVpc(page) +
        drawTiers(page) +
        drawArrows(page) +
        drawCards(page) +
        drawLegend(size.margin + 8, legendY, new Set(scene.arrows.map(({ style }) => style))) +
        notes
            .map((note, i) => text(size.margin + 8, legendY + 44 + i * NOTE_LINE, note, { size: 11.5, fill: ink.soft }))
            .join("");
    const title = `Stack ${scene.stack}: what may talk to what`;
    return document(horizontal.width, height, title, describe(scene), body);
}

function heading(scene: Scene): string {
    return (
        text(size.margin + 4, size.margin + 18, `${scene.stack}: what may talk to what`, { size: 20, bold: true }) +
        text(
            size.margin + 4,
            size.margin + 38,
            `Drawn from the plan (${scene.resources} resources): a blue arrow is what groups, ACLs and routes let through${
                scene.gaps === 0 ? ", and what has no arrow is refused." : "."
            }`,
            { size: 12.5, fill: ink.soft },
        )
    );
}

function footnotes({ gaps, unusedSubnets }: Scene): readonly string[] {
    return [
        ...(gaps > 0
            ? [
                  `The model does not know ${gaps} thing${gaps === 1 ? "" : "s"} about this network: more may pass than is drawn.`,
              ]
            : []),
        "DNS, instance metadata and time are not filtered by groups; DNS Firewall and the hosts' own firewalls are not drawn." +
            (unusedSubnets > 0
                ? ` ${unusedSubnets} subnets of the VPC hold nothing of this stack and are left out.`
                : ""),
    ];
}

/** The drawing in words. */
function describe(scene: Scene): string {
    return scene.arrows
        .filter(({ style }) => style !== "path")
        .map(({ title, style }) => (style === "allowed" ? title : `${title}, not certain`))
        .join(". ");
}
