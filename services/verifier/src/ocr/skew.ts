import type sharp from "sharp";

const WIDTH = 500;
const LIMIT_DEGREES = 8.5;
/** Of 255: what is further from the mean is ink. */
const INK = 40;

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
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    const x = new Uint16Array(data.length);
    const y = new Uint16Array(data.length);
    const weight = new Float32Array(data.length);
    let count = 0;
    for (let index = 0; index < data.length; index++) {
        const away = Math.abs(data[index]! - mean);
        if (away <= INK) continue;
        x[count] = index % info.width;
        y[count] = Math.floor(index / info.width);
        weight[count++] = away;
    }
    return {
        x: x.subarray(0, count),
        y: y.subarray(0, count),
        weight: weight.subarray(0, count),
        height: info.height,
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
