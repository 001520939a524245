import { size } from "./geometry";
import type { Page } from "./page";
import { cardHeight, type Vertical } from "./rows";
import type { Piece } from "./pieces";
import type { ArrowStyle } from "./scene";
import { ink, orthogonal, pill, tag, text, tooltip } from "./svg";
import { textWidth } from "./text";

const STROKES: Readonly<Record<ArrowStyle, { colour: string; dash?: string; width: number }>> = {
    allowed: { colour: ink.allowed, width: 1.8 },
    uncertain: { colour: ink.uncertain, dash: "5 4", width: 1.6 },
    path: { colour: ink.path, width: 1.4 },
};

/** Lines first, labels after all of them, so that no line runs over a label. */
export function drawArrows(page: Page): string {
    const lines: string[] = [];
    const labels: string[] = [];
    for (const { arrow, pieces } of page.routes.routes) {
        const stroke = STROKES[arrow.style];
        lines.push(
            tag(
                "g",
                { "data-arrow": arrow.title, "data-style": arrow.style },
                tooltip(arrow.title),
                tag("path", {
                    d: orthogonal(pieces.flatMap((piece, i) => pointsOf(piece, i === 0, page))),
                    fill: "none",
                    stroke: stroke.colour,
                    "stroke-width": stroke.width,
                    "stroke-dasharray": stroke.dash,
                    "marker-end": `url(#arrow-${arrow.style})`,
                }),
            ),
        );
        const last = pieces.at(-1)!.to;
        const row = page.vertical.rows[last.item.layer];
        const lane = last.side === "top" ? row.laneAbove : row.laneBelow;
        if (arrow.label !== "") {
            // Clear of the arrowhead, which takes the end of the lane at the card.
            const y = lane + (last.side === "top" ? 9 : size.laneHeight - 9);
            labels.push(pill(last.x, y, arrow.label, size.label, { fill: ink.page, text: stroke.colour }));
        }
    }
    return lines.join("") + tag("g", { "data-labels": "ports" }, labels.join(""));
}

function pointsOf(piece: Piece, first: boolean, { vertical }: Page): (readonly [number, number])[] {
    const start: readonly [number, number] = [piece.from.x, edgeOf(piece.from, vertical)];
    const end: readonly [number, number] = [piece.to.x, edgeOf(piece.to, vertical)];
    const y = vertical.rows[piece.channel].firstTrack + Math.max(0, piece.track) * size.track;
    const bend: (readonly [number, number])[] =
        piece.track < 0
            ? []
            : [
                  [piece.from.x, y],
                  [piece.to.x, y],
              ];
    return [...(first ? [start] : []), ...bend, end];
}

/** The height where an arrow meets its card; one that only passes a row runs through it. */
function edgeOf({ item, side }: Piece["from"], { rows }: Vertical): number {
    const { top, bottom } = rows[item.layer];
    if (side === "top") return top;
    return item.node === null ? bottom : top + cardHeight(item);
}

export function arrowMarkers(): string {
    const markers = Object.entries(STROKES).map(([style, { colour }]) =>
        tag(
            "marker",
            {
                id: `arrow-${style}`,
                viewBox: "0 0 10 10",
                refX: 9,
                refY: 5,
                markerWidth: 8,
                markerHeight: 8,
                markerUnits: "userSpaceOnUse",
                orient: "auto-start-reverse",
            },
            tag("path", { d: "M0 0.8L10 5L0 9.2z", fill: colour }),
        ),
    );
    return tag("defs", {}, markers.join(""));
}

export function drawLegend(x: number, y: number, styles: ReadonlySet<ArrowStyle>): string {
    const words: Record<ArrowStyle, string> = {
        allowed: "may open connections (groups, network ACLs and routes let it through, and replies back)",
        uncertain: "packets may pass: the plan does not say enough to be sure",
        path: "the way on, out of the VPC",
    };
    let left = x;
    let line = y;
    const parts: string[] = [];
    for (const style of Object.keys(words) as ArrowStyle[]) {
        if (!styles.has(style)) continue;
        const width = 50 + textWidth(words[style], size.cardLine) + 24;
        if (left + width > x + 1200) {
            left = x;
            line += 20;
        }
        const { colour, dash, width: stroke } = STROKES[style];
        parts.push(
            tag("path", {
                d: `M${left} ${line - 4}h36`,
                stroke: colour,
                "stroke-width": stroke,
                "stroke-dasharray": dash,
                fill: "none",
                "marker-end": `url(#arrow-${style})`,
            }),
            text(left + 46, line, words[style], { size: size.cardLine, fill: ink.soft }),
        );
        left += width;
    }
    return tag("g", { "data-legend": "arrows" }, ...parts, "");
}
