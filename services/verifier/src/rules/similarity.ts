/** Levenshtein similarity of two texts, 0 to 1: 1 minus edits per character of the longer one. */
export function similarity(left: string, right: string): number {
    const longer = Math.max(left.length, right.length);
    if (longer === 0) {
        return 1;
    }
    let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
    for (let row = 1; row <= left.length; row++) {
        const current = [row];
        for (let column = 1; column <= right.length; column++) {
            const change = left[row - 1] === right[column - 1] ? 0 : 1;
            current.push(
                Math.min(
                    (previous[column] ?? 0) + 1,
                    (current[column - 1] ?? 0) + 1,
                    (previous[column - 1] ?? 0) + change,
                ),
            );
        }
        previous = current;
    }
    return 1 - (previous[right.length] ?? 0) / longer;
}

/** Lower case, letters and numbers only: what two spellings of one name share. A reader adds and loses spaces. */
export function normalise(text: string): string {
    return text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}.%]+/gu, "")
        .replace(/fl\.?0z/, "floz")
        .replace(/\.(?!\d)/g, "");
}
