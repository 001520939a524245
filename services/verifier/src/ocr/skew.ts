import sharp from "sharp";

const WIDTH = 500;
const LIMIT_DEGREES = 8.5;

interface Ink {
    x: number;
    y: number;
    weight: number;
}

/** How unevenly the ink falls on rows when the picture is turned by `degrees`: highest where lines are level. */
function sharpness(ink: readonly Ink[], degrees: number, height: number): number {
    const slope = Math.tan((degrees * Math.PI) / 180);
    const rows = new Float64Array(height + 2 * WIDTH);
    for (const { x, y, weight } of ink) {
        const row = Math.round(y + x * slope) + WIDTH;
        rows[row] = (rows[row] ?? 0) + weight;
    }
    let score = 0;
    for (let row = 1; row < rows.length; row++) {
        score += ((rows[row] ?? 0) - (rows[row - 1] ?? 0)) ** 2;
    }
    return score;
}

function best(angles: readonly number[], score: (angle: number) => number): number {
    return angles.reduce((winner, angle) => (score(angle) > score(winner) ? angle : winner));
}

/** The angle in degrees, clockwise as sharp turns, that makes the lines of text level; within 8.5 degrees of 0. */
export async function skewOf(gray: sharp.Sharp): Promise<number> {
    const { data, info } = await gray.resize({ width: WIDTH }).normalise().raw().toBuffer({ resolveWithObject: true });
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    const ink: Ink[] = [];
    for (let index = 0; index < data.length; index += 1) {
        const away = Math.abs((data[index] ?? 0) - mean);
        if (away > 40) {
            ink.push({ x: index % info.width, y: Math.floor(index / info.width), weight: away });
        }
    }
    const score = (angle: number): number => sharpness(ink, angle, info.height);
    const coarse = best(
        Array.from({ length: 2 * LIMIT_DEGREES + 1 }, (_, step) => step - LIMIT_DEGREES).concat(0),
        score,
    );
    return best(
        [-0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75].map((step) => coarse + step),
        score,
    );
}
