/** Sizes in pixels; one place so that layout and drawing agree. */
export const size = {
    margin: 20,
    titleHeight: 58,
    tierLabel: 144,
    panelLine: 16,
    cardPad: 12,
    cardTitle: 14,
    cardLine: 12,
    cardLineHeight: 16,
    cardGap: 26,
    minCard: 132,
    maxText: 236,
    dummy: 22,
    boxPad: 12,
    bandPad: 8,
    label: 11,
    laneHeight: 22,
    track: 13,
    channelPad: 12,
    bar: 40,
} as const;

/**
 * Positions closest to what is desired (least squares) that keep the order and the given distances: isotonic regression
 * by pool adjacent violators, then clamped.
 *
 * @param desired centres that each item would like
 * @param widths an item's width; neighbours touch at most
 */
export function spread(desired: readonly number[], widths: readonly number[], low: number, high: number): number[] {
    const offsets: number[] = [];
    let total = 0;
    for (const width of widths) {
        offsets.push(total + width / 2);
        total += width;
    }
    const pools: { sum: number; count: number }[] = [];
    desired.forEach((centre, index) => {
        pools.push({ sum: centre - offsets[index], count: 1 });
        while (pools.length > 1 && mean(pools.at(-2)!) > mean(pools.at(-1)!)) {
            const last = pools.pop()!;
            const previous = pools.pop()!;
            pools.push({ sum: previous.sum + last.sum, count: previous.count + last.count });
        }
    });
    const shifts = pools.flatMap((pool) => Array<number>(pool.count).fill(mean(pool)));
    const most = Math.max(low, high - total);
    return shifts.map((shift, index) => Math.min(Math.max(shift, low), most) + offsets[index]);
}

function mean(pool: { sum: number; count: number }): number {
    return pool.sum / pool.count;
}
