import sharp from "sharp";
import { type Corners, grayBetween, homography, type Point, rectangle } from "./homography";
import type { Box } from "./types";

/** Pixels along the longer side of the small picture on which the label is looked for. */
const LONGER = 240;
/** Of it, the edge of the picture: what the label lies on. */
const RIM = 4;
/** Share of the rim that must be of one kind, darker or lighter than the label. */
const RIM_ALIKE = 0.97;
/** Shares of the picture: the label is neither a spot on it nor all of it, and there is nothing else. */
const LEAST_AREA = 0.3;
const MOST_AREA = 0.95;
const MOST_ELSEWHERE = 0.01;
/** What a quadrilateral and the outline may differ by. */
const OUTLINE = 0.04;
/** Degrees by which an edge is off: what is seen straight is art, or needs no more than levelling. */
const STRAIGHT = 0.8;
/** Of a label that is seen straight from above; a reader needs no more, and a thread is held up no longer. */
const MOST_PIXELS = 6_000_000;

interface Gray {
    data: Buffer;
    width: number;
    height: number;
}

/** A label found in a picture: its gray as it is seen straight, and where a box on it lies in the picture. */
export interface View {
    straight: (gray: Gray) => Gray;
    toPicture: (box: Box) => Box;
}

/** The gray that parts dark from light with the least spread within both (Otsu). */
function threshold(gray: Buffer): number {
    const counts = new Uint32Array(256);
    for (const value of gray) counts[value]! += 1;
    const sum = counts.reduce((total, count, value) => total + count * value, 0);
    let [below, belowSum, best, at] = [0, 0, -1, 0];
    for (let value = 0; value < 255; value++) {
        below += counts[value]!;
        belowSum += counts[value]! * value;
        const above = gray.length - below;
        if (below === 0 || above === 0) continue;
        const spread = below * above * (belowSum / below - (sum - belowSum) / above) ** 2;
        if (spread > best) [best, at] = [spread, value];
    }
    return at;
}

/** The largest connected part of the pixels that are marked, by their indices. */
function largest(marked: Uint8Array, width: number): number[] {
    const seen = new Uint8Array(marked.length);
    let best: number[] = [];
    for (let start = 0; start < marked.length; start++) {
        if (!marked[start] || seen[start]) continue;
        const part = [start];
        seen[start] = 1;
        for (let next = 0; next < part.length; next++) {
            const at = part[next]!;
            const column = at % width;
            const beside = [at - width, at + width, column > 0 ? at - 1 : -1, column < width - 1 ? at + 1 : -1];
            for (const other of beside) {
                if (!marked[other] || seen[other]) continue;
                seen[other] = 1;
                part.push(other);
            }
        }
        if (part.length > best.length) best = part;
    }
    return best;
}

/** The four outermost points by the diagonals, and how many pixels the outline encloses row by row. */
function outlineOf(part: readonly number[], width: number): { corners: Corners; area: number } {
    const points = part.map((at): Point => ({ x: at % width, y: Math.floor(at / width) }));
    const most = (of: (point: Point) => number): Point =>
        points.reduce((best, point) => (of(point) > of(best) ? point : best));
    const rows = new Map<number, [number, number]>();
    for (const { x, y } of points) {
        const [left, right] = rows.get(y) ?? [x, x];
        rows.set(y, [Math.min(left, x), Math.max(right, x)]);
    }
    const area = [...rows.values()].reduce((sum, [left, right]) => sum + right - left + 1, 0);
    const [topLeft, bottomRight] = [most(({ x, y }) => -x - y), most(({ x, y }) => x + y)];
    const [topRight, bottomLeft] = [most(({ x, y }) => x - y), most(({ x, y }) => y - x)];
    // Pixels have a size: the outer edges of those on the right and below.
    const edge = ({ x, y }: Point, right: number, down: number): Point => ({ x: x + right, y: y + down });
    return {
        corners: [edge(topLeft, 0, 0), edge(topRight, 1, 0), edge(bottomRight, 1, 1), edge(bottomLeft, 0, 1)],
        area,
    };
}

function areaOf(corners: Corners): number {
    const crossed = corners.map(({ x, y }, index) => {
        const next = corners[(index + 1) % 4]!;
        return x * next.y - next.x * y;
    });
    return Math.abs(crossed.reduce((sum, value) => sum + value, 0)) / 2;
}

const length = (from: Point, to: Point): number => Math.hypot(to.x - from.x, to.y - from.y);

/** How far the edge that is most off is from level, or from upright. */
function degreesOff([topLeft, topRight, bottomRight, bottomLeft]: Corners): number {
    const off = (across: number, along: number): number => (Math.atan2(Math.abs(across), along) * 180) / Math.PI;
    return Math.max(
        off(topRight.y - topLeft.y, topRight.x - topLeft.x),
        off(bottomRight.y - bottomLeft.y, bottomRight.x - bottomLeft.x),
        off(bottomLeft.x - topLeft.x, bottomLeft.y - topLeft.y),
        off(bottomRight.x - topRight.x, bottomRight.y - topRight.y),
    );
}

/** The corners of the one label in a small picture, where it lies on something and its edges are straight. */
function cornersIn({ data, width, height }: Gray): Corners | undefined {
    const limit = threshold(data);
    const rim = [...data.keys()].filter((at) => {
        const [x, y] = [at % width, Math.floor(at / width)];
        return x < RIM || y < RIM || x >= width - RIM || y >= height - RIM;
    });
    const lightRim = rim.filter((at) => data[at]! > limit).length / rim.length;
    if (Math.max(lightRim, 1 - lightRim) < RIM_ALIKE) return undefined;
    const marked = Uint8Array.from(data, (value) => (value > limit === lightRim < 0.5 ? 1 : 0));
    const part = largest(marked, width);
    const elsewhere = marked.reduce((sum, mark) => sum + mark, 0) - part.length;
    if (part.length === 0 || elsewhere > MOST_ELSEWHERE * data.length) return undefined;
    const { corners, area } = outlineOf(part, width);
    const [share, quadrilateral] = [area / data.length, areaOf(corners)];
    const found = share > LEAST_AREA && share < MOST_AREA && Math.abs(quadrilateral - area) < OUTLINE * area;
    return found && degreesOff(corners) > STRAIGHT ? corners : undefined;
}

/** The one label that lies in a picture and is not seen straight; nothing of art, and where the picture is all label. */
export async function labelIn({ data, width, height }: Gray): Promise<View | undefined> {
    const scale = LONGER / Math.max(width, height);
    const small = await sharp(data, { raw: { width, height, channels: 1 } })
        .resize({ width: Math.round(width * scale), height: Math.round(height * scale), fit: "fill" })
        .blur(1)
        .toColourspace("b-w")
        .raw()
        .toBuffer({ resolveWithObject: true });
    const { info } = small;
    const found = cornersIn({ data: small.data, width: info.width, height: info.height });
    if (!found) return undefined;
    const corners = found.map(({ x, y }) => ({
        x: (x * width) / info.width,
        y: (y * height) / info.height,
    })) as unknown as Corners;
    const [topLeft, topRight, bottomRight, bottomLeft] = corners;
    const across = Math.max(length(topLeft, topRight), length(bottomLeft, bottomRight));
    const down = Math.max(length(topLeft, bottomLeft), length(topRight, bottomRight));
    const fit = Math.min(1, Math.sqrt(MOST_PIXELS / (across * down)));
    const size = { width: Math.round(across * fit), height: Math.round(down * fit) };
    return viewOf(homography(rectangle(size.width, size.height), corners), size, { width, height });
}

function viewOf(
    toPoint: (x: number, y: number) => Point,
    size: { width: number; height: number },
    picture: { width: number; height: number },
): View {
    return {
        straight: ({ data, width, height }) => {
            const out = Buffer.alloc(size.width * size.height);
            for (let y = 0; y < size.height; y++) {
                for (let x = 0; x < size.width; x++) {
                    out[y * size.width + x] = Math.round(grayBetween(data, width, height, toPoint(x, y)));
                }
            }
            return { data: out, ...size };
        },
        toPicture: ({ left, top, width, height }) => {
            const [right, bottom] = [left + width, top + height];
            const corners = [toPoint(left, top), toPoint(right, top), toPoint(left, bottom), toPoint(right, bottom)];
            const inside = (value: number, most: number): number => Math.round(Math.min(most, Math.max(0, value)));
            const xs = corners.map(({ x }) => inside(x, picture.width));
            const ys = corners.map(({ y }) => inside(y, picture.height));
            const [x, y] = [Math.min(...xs), Math.min(...ys)];
            return { left: x, top: y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
        },
    };
}
