export interface Point {
    x: number;
    y: number;
}
/** In the order top left, top right, bottom right, bottom left. */
export type Corners = readonly [Point, Point, Point, Point];

/** The unknowns of as many linear equations, each a row with its right side last; by elimination with pivots. */
function solve(rows: number[][]): number[] {
    const size = rows.length;
    for (let column = 0; column < size; column++) {
        const rest = rows.slice(column);
        const pivot = rest.reduce((best, row) => (Math.abs(row[column]!) > Math.abs(best[column]!) ? row : best));
        const at = rows.indexOf(pivot);
        [rows[column], rows[at]] = [pivot, rows[column]!];
        for (const row of rows) {
            if (row === pivot) continue;
            const factor = row[column]! / pivot[column]!;
            for (let index = column; index <= size; index++) row[index]! -= factor * pivot[index]!;
        }
    }
    return rows.map((row, index) => row[size]! / row[index]!);
}

/** The projection of a plane that takes the corners of one quadrilateral to those of another. */
export function homography(from: Corners, to: Corners): (x: number, y: number) => Point {
    const rows = from.flatMap(({ x, y }, index) => {
        const { x: u, y: v } = to[index]!;
        return [
            [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
            [0, 0, 0, x, y, 1, -v * x, -v * y, v],
        ];
    });
    const [a, b, c, d, e, f, g, h] = solve(rows) as [number, number, number, number, number, number, number, number];
    return (x, y) => {
        const scale = g * x + h * y + 1;
        return { x: (a * x + b * y + c) / scale, y: (d * x + e * y + f) / scale };
    };
}

export const rectangle = (width: number, height: number): Corners => [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: width, y: height },
    { x: 0, y: height },
];

/** The gray between four pixels. The point must lie in the picture. */
export function grayBetween(gray: Uint8Array, width: number, height: number, { x, y }: Point): number {
    const left = Math.min(width - 2, Math.max(0, Math.floor(x)));
    const top = Math.min(height - 2, Math.max(0, Math.floor(y)));
    const [across, down] = [Math.min(1, x - left), Math.min(1, y - top)];
    const at = top * width + left;
    const above = gray[at]! * (1 - across) + gray[at + 1]! * across;
    const below = gray[at + width]! * (1 - across) + gray[at + width + 1]! * across;
    return above * (1 - down) + below * down;
}
