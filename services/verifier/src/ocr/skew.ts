import sharp from "sharp";

const WIDTH = 500;
const LIMIT_DEGREES = 8.5;
/** Sigma of the surroundings that a pixel is compared with: what the label lies on differs from it, and is no ink. */
const AROUND = 5;
/** Of 255: what differs more from its surroundings is ink, and counts no more than the most. */
const INK = 12;
const MOST_INK = 60;
/** Pixels along the edge of the picture, where the surroundings are half unknown. */
const RIM = 6;

/** The pixels that are ink: where, and how much. */
interface Ink {
    x: Uint16Array;
    y: Uint16Array;
    weight: Float32Array;
    height: number;
}

async function inkOf(gray: sharp.Sharp): Promise<Ink> {
    const { data, info } = await gray
        .resize({ width: WIDTH })
        // sharp gives three channels otherwise.
        .toColourspace("b-w")
        .raw()
        .toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    const raw = { width, height, channels: 1 } as const;
    const around = await sharp(data, { raw }).blur(AROUND).toColourspace("b-w").raw().toBuffer();
    const x = new Uint16Array(data.length);
    const y = new Uint16Array(data.length);
    const weight = new Float32Array(data.length);
    let count = 0;
    for (let row = RIM; row < height - RIM; row++) {
        for (let column = RIM; column < width - RIM; column++) {
            const away = Math.abs(data[row * width + column]! - around[row * width + column]!);
            if (away <= INK) continue;
            x[count] = column;
            y[count] = row;
            weight[count++] = Math.min(MOST_INK, away);
        }
    }
    return {
        x: x.subarray(0, count),
        y: y.subarray(0, count),
        weight: weight.subarray(0, count),
        height,
    };
}

/** How unevenly the ink falls on rows when the picture is turned by `degrees`: highest where lines are level. */
function sharpness({ x, y, weight, height }: Ink, degrees: number): number {
    const slope = Math.tan((degrees * Math.PI) / 180);
    const rows = new Float64Array(height + 2 * WIDTH);
    for (let index = 0; index < weight.length; index++) {
        rows[Math.round(y[index]! + x[index]! * slope) + WIDTH]! += weight[index]!;
    }
    let score = 0;
    for (let row = 1; row < rows.length; row++) {
        score += (rows[row]! - rows[row - 1]!) ** 2;
    }
    return score;
}

/** The angle in degrees, clockwise as sharp turns, that makes the lines of text level; within 8.5 degrees of 0. */
export async function skewOf(gray: sharp.Sharp): Promise<number> {
    const ink = await inkOf(gray);
    const best = (angles: readonly number[]): number => {
        const scores = angles.map((angle) => sharpness(ink, angle));
        return angles[scores.indexOf(Math.max(...scores))]!;
    };
    const coarse = best(Array.from({ length: 2 * LIMIT_DEGREES + 1 }, (_, step) => step - LIMIT_DEGREES).concat(0));
    return best([-0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75].map((step) => coarse + step));
}
