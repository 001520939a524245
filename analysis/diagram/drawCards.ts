import { size } from "./geometry";
import { cardLines, type Item } from "./layers";
import type { Page } from "./page";
import { cardHeight } from "./rows";
import type { SceneNode } from "./scene";
import { ink, pill, tag, text, tooltip } from "./svg";
import { textWidth } from "./text";

const CARDS: Readonly<Partial<Record<SceneNode["kind"], { fill: string; stroke: string }>>> = {
    balancer: { fill: "#ffedd5", stroke: "#c2410c" },
    nat: { fill: "#f1f5f9", stroke: ink.path },
    host: { fill: ink.card, stroke: "#334155" },
    service: { fill: ink.card, stroke: ink.soft },
    "interface-endpoints": { fill: "#ede9fe", stroke: "#6d28d9" },
    "gateway-endpoint": { fill: "#ede9fe", stroke: "#6d28d9" },
};

export function drawCards({ layers, vertical }: Page): string {
    return layers.layers
        .flatMap(({ items }, layer) =>
            items.flatMap((item) => (item.node === null ? [] : [drawCard(item, item.node, vertical.rows[layer].top)])),
        )
        .join("");
}

function drawCard(item: Item, node: SceneNode, top: number): string {
    const { title, lines } = cardLines(node);
    const left = item.x - item.width / 2;
    const colours = CARDS[node.kind] ?? { fill: "#f1f5f9", stroke: ink.soft };
    const height = cardHeight(item);
    const x = left + size.cardPad;
    const first = top + size.cardPad + size.cardTitle - 2;
    const badgeTop = top + height - size.cardPad - size.cardLineHeight + 1;
    return tag(
        "g",
        { "data-node": node.kind, "data-name": node.name },
        tooltip([node.title, ...node.lines].join(", ")),
        tag("rect", {
            x: left,
            y: top,
            width: item.width,
            height,
            rx: 7,
            fill: colours.fill,
            stroke: colours.stroke,
            "stroke-width": node.kind === "host" ? 1.8 : 1.3,
            "data-box": "card",
        }),
        text(x, first, title, { size: size.cardTitle, bold: true }),
        ...lines.map((line, i) =>
            text(x, first + (i + 1) * size.cardLineHeight, line, { size: size.cardLine, fill: ink.soft }),
        ),
        ...(node.badge === null
            ? []
            : [
                  pill(x + textWidth(node.badge, size.label) / 2 + 5, badgeTop + 7, node.badge, size.label, {
                      fill: ink.badge,
                      text: ink.badgeText,
                  }),
              ]),
    );
}
