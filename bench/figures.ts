export function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)]!;
}

/** Prints a figure beside its bar; a bar that is missed makes the whole bench fail. */
export function bar(
    what: string,
    value: number,
    test: "at most" | "at least" | "above" | "below",
    limit: number,
): void {
    const holds = { "at most": value <= limit, "at least": value >= limit, above: value > limit, below: value < limit }[
        test
    ];
    console.log(`${what}: ${value.toFixed(3)}, ${test} ${limit}: ${holds ? "ok" : "MISSED"}`);
    if (!holds) process.exitCode = 1;
}
