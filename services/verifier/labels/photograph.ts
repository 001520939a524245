import { type Corners, grayBetween, homography, type Point, rectangle } from "../src/ocr/homography";
import type { Random } from "./random";

/** A label as a camera sees it: on something, from an angle, and perhaps folded once. */
export interface Photograph {
    /** Of the shorter side, how far each corner is from where it were seen straight from above; x and y in turn. */
    corners: readonly number[];
    /** Gray of what it lies on, and how much that changes from place to place. */
    ground: number;
    grain: number;
    fold?: {
        /** Share of the width. */
        at: number;
        /** The right part leans, in degrees, and is so much darker. */
        lean: number;
        shade: number;
    };
}

/** Around the label, of its own size. */
const ROOM = 0.12;

export function photographOf(random: Random): Photograph {
    const corners = Array.from({ length: 8 }, () => random.between(-0.035, 0.035));
    const folded = random.next() < 0.3;
    const [ground, grain] = [random.between(40, 150), random.between(0, 25)];
    const fold = { at: random.between(0.3, 0.7), lean: random.between(-1.5, 1.5), shade: random.between(0.75, 0.95) };
    return { corners, ground, grain, ...(folded && { fold }) };
}

interface Gray {
    data: Buffer;
    width: number;
    height: number;
}

/** The picture that the camera takes. */
export function photographed({ data, width, height }: Gray, look: Photograph, degrees: number): Gray {
    const { corners, ground, grain, fold } = look;
    const [across, down] = [Math.round(width * (1 + 2 * ROOM)), Math.round(height * (1 + 2 * ROOM))];
    const angle = (degrees * Math.PI) / 180;
    const turned = ({ x, y }: Point): Point => ({
        x: across / 2 + (x - width / 2) * Math.cos(angle) - (y - height / 2) * Math.sin(angle),
        y: down / 2 + (x - width / 2) * Math.sin(angle) + (y - height / 2) * Math.cos(angle),
    });
    const shorter = Math.min(width, height);
    const seen = rectangle(width, height).map((corner, index) => ({
        x: turned(corner).x + corners[2 * index]! * shorter,
        y: turned(corner).y + corners[2 * index + 1]! * shorter,
    })) as unknown as Corners;
    const toLabel = homography(seen, rectangle(width, height));
    const out = Buffer.alloc(across * down);
    const slope = fold ? Math.tan((fold.lean * Math.PI) / 180) : 0;
    for (let y = 0; y < down; y++) {
        for (let x = 0; x < across; x++) {
            const point = toLabel(x, y);
            const beyond = fold ? Math.max(0, point.x - fold.at * width) : 0;
            const at = { x: point.x, y: point.y + beyond * slope };
            const on = point.x >= 0 && point.x < width && at.y >= 0 && at.y < height;
            // Boards, by waves of two lengths.
            const board = ground + grain * (Math.sin(y / 17 + Math.sin(x / 90)) + 0.5 * Math.sin(y / 5.3 + x / 400));
            const shade = beyond > 0 ? fold!.shade : 1;
            out[y * across + x] = Math.round(on ? grayBetween(data, width, height, at) * shade : board);
        }
    }
    return { data: out, width: across, height: down };
}
