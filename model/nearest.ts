/** The name that somebody may have meant: the one that the fewest changes of a letter lead to, when they are few. */
export function nearest(written: string, names: Iterable<string>): string | undefined {
    let best: { readonly name: string; readonly changes: number } | undefined;
    for (const name of names) {
        const changes = changesBetween(written.toLowerCase(), name.toLowerCase());
        if (changes < (best?.changes ?? Infinity)) best = { name, changes };
    }
    return best && best.changes <= Math.max(2, written.length / 4) ? best.name : undefined;
}

/** Letters to insert, delete or replace (Levenshtein). */
function changesBetween(one: string, other: string): number {
    let row = Array.from({ length: other.length + 1 }, (_, i) => i);
    for (const [i, letter] of [...one].entries()) {
        const next = [i + 1];
        for (let j = 1; j <= other.length; j++)
            next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (letter === other[j - 1] ? 0 : 1));
        row = next;
    }
    return row[other.length];
}
