import sharp from "sharp";
import type { Box } from "./types";

/** Pixels across the small picture on which ink is looked for. */
const WIDTH = 600;
/** Sigma of the surroundings that a pixel is compared with. */
const AROUND = 5;
/** Of 255: what differs more from its surroundings is ink. */
const INK = 24;
/** Pixels a side of the squares that have ink or not, and how many of their pixels must be ink. */
const SQUARE = 6;
const INKY = 6;
/** Pixels along the edge that belong to what the label lies on. */
const RIM = 6;

/** How much of the ink on a picture stands in boxes of words. */
export interface Coverage {
    /** With these boxes, too: the share of the ink that stands in any so far, 0 to 1; 1 without any ink. */
    cover: (boxes: readonly Box[]) => number;
}

/** Of a prepared picture (binary PGM), and boxes on it. */
export async function coverageOf(pgm: Buffer): Promise<Coverage> {
    const [head, width, height] = /^P5 (\d+) (\d+) 255\n/.exec(pgm.toString("latin1", 0, 40))!;
    const raw = { width: Number(width), height: Number(height), channels: 1 } as const;
    const small = await sharp(pgm.subarray(head.length), { raw })
        .resize({ width: WIDTH })
        .toColourspace("b-w")
        .raw()
        .toBuffer({ resolveWithObject: true });
    const size = { width: small.info.width, height: small.info.height, channels: 1 } as const;
    const around = await sharp(small.data, { raw: size }).blur(AROUND).toColourspace("b-w").raw().toBuffer();
    const columns = Math.ceil(size.width / SQUARE);
    const counts = new Uint16Array(columns * Math.ceil(size.height / SQUARE));
    for (let y = RIM; y < size.height - RIM; y++) {
        for (let x = RIM; x < size.width - RIM; x++) {
            const at = y * size.width + x;
            if (Math.abs(small.data[at]! - around[at]!) <= INK) continue;
            counts[Math.floor(y / SQUARE) * columns + Math.floor(x / SQUARE)]! += 1;
        }
    }
    const inky = counts.reduce((sum, count) => sum + (count >= INKY ? 1 : 0), 0);
    const scale = size.width / raw.width / SQUARE;
    const cover = (boxes: readonly Box[]): number => {
        for (const box of boxes) {
            for (let row = Math.floor(box.top * scale); row <= (box.top + box.height) * scale; row++) {
                const left = row * columns + Math.floor(box.left * scale);
                counts.fill(0, left, row * columns + Math.min(columns, Math.ceil((box.left + box.width) * scale) + 1));
            }
        }
        const uncovered = counts.reduce((sum, count) => sum + (count >= INKY ? 1 : 0), 0);
        return inky === 0 ? 1 : 1 - uncovered / inky;
    };
    return { cover };
}
