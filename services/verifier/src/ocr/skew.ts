import type sharp from "sharp";

const WIDTH = 500;
const LIMIT_DEGREES = 8.5;
/** Of 255: what is further from the mean is ink. */
const INK = 40;

interface Ink {
    x: number;
    y: number;
    weight: number;
}

async function inkOf(gray: sharp.Sharp): Promise<{ ink: Ink[]; height: number }> {
    const { data, info } = await gray
        .resize({ width: WIDTH })
        // sharp gives three channels otherwise.
        .toColourspace("b-w")
        .raw()
        .toBuffer({ resolveWithObject: true });
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    const ink: Ink[] = [];
    for (let index = 0; index < data.length; index++) {
        const weight = Math.abs(data[index]! - mean);
        if (weight > INK) ink.push({ x: index % info.width, y: Math.floor(index / info.width), weight });
    }
    return { ink, height: info.height };
}

/** How unevenly the ink falls on rows when the picture is turned by `degrees`: highest where lines are level. */
function sharpness(ink: readonly Ink[], degrees: number, height: number): number {
    const slope = Math.tan((degrees * Math.PI) / 180);
    const rows = new Float64Array(height + 2 * WIDTH);
    for (const { x, y, weight } of ink) {
        rows[Math.round(y + x * slope) + WIDTH]! += weight;
    }
    let score = 0;
    for (let row = 1; row < rows.length; row++) {
        score += (rows[row]! - rows[row - 1]!) ** 2;
    }
    return score;
}

/** The angle in degrees, clockwise as sharp turns, that makes the lines of text level; within 8.5 degrees of 0. */
export async function skewOf(gray: sharp.Sharp): Promise<number> {
    const { ink, height } = await inkOf(gray);
    const best = (angles: readonly number[]): number => {
        const scores = angles.map((angle) => sharpness(ink, angle, height));
        return angles[scores.indexOf(Math.max(...scores))]!;
    };
    const coarse = best(Array.from({ length: 2 * LIMIT_DEGREES + 1 }, (_, step) => step - LIMIT_DEGREES).concat(0));
    return best([-0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75].map((step) => coarse + step));
}
