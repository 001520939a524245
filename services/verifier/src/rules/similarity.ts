/** Levenshtein similarity of two texts, 0 to 1: 1 minus edits per character of the longer one. */
export function similarity(left: string, right: string): number {
    if (left === right) {
        return 1;
    }
    const longer = Math.max(left.length, right.length);
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

/** Where the longest text that both share begins in each, and how long it is; the first of equals. */
function longestShared(left: string, right: string): { left: number; right: number; size: number } {
    const best = { left: 0, right: 0, size: 0 };
    let previous = new Uint32Array(right.length + 1);
    for (let row = 1; row <= left.length; row++) {
        const current = new Uint32Array(right.length + 1);
        for (let column = 1; column <= right.length; column++) {
            if (left[row - 1] !== right[column - 1]) continue;
            const size = (current[column] = previous[column - 1]! + 1);
            if (size > best.size) Object.assign(best, { left: row - size, right: column - size, size });
        }
        previous = current;
    }
    return best;
}

function shared(left: string, right: string): number {
    const { left: from, right: at, size } = longestShared(left, right);
    if (size === 0) return 0;
    const before = shared(left.slice(0, from), right.slice(0, at));
    return before + size + shared(left.slice(from + size), right.slice(at + size));
}

/** Ratcliff and Obershelp's measure, which the original takes from Python's difflib: characters in shared runs, 0 to 1. */
export function ratio(left: string, right: string): number {
    const length = left.length + right.length;
    return length === 0 ? 1 : (2 * shared(left, right)) / length;
}

/** Lower case, letters and numbers only: what two spellings of one name share. A reader adds and loses spaces. */
export function normalise(text: string): string {
    return text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}.%]+/gu, "")
        .replace(/fl\.?0z/, "floz")
        .replace(/\.(?!\d)/g, "");
}
