/** Edits (one character written, left out, changed, or two swapped) that lead from one word to another: optimal string alignment. */
function distance(a: string, b: string): number {
    const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= a.length; i++) {
        rows[i] = [i];
        for (let j = 1; j <= b.length; j++) {
            const changed = rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
            const swapped =
                i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? rows[i - 2][j - 2] + 1 : Infinity;
            rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, changed, swapped);
        }
    }
    return rows[a.length][b.length];
}

/** How many known words one message lists. */
const longest = 40;

/** The known word that somebody may have meant; undefined when none is near. */
export function near(word: string, known: readonly string[]): string | undefined {
    const written = word.slice(0, 64).toLowerCase();
    const nearest = known
        .map((candidate) => ({ candidate, edits: distance(written, candidate.toLowerCase()) }))
        .sort((a, b) => a.edits - b.edits)[0];
    return nearest && nearest.edits <= Math.max(1, Math.floor(written.length / 3)) ? nearest.candidate : undefined;
}

/** "did you mean X?" when one of the known words is near, else the list of them. */
export function didYouMean(word: string, known: readonly string[], what = "keys"): string {
    const meant = near(word, known);
    if (meant !== undefined) return `did you mean ${meant}?`;
    const more = known.length > longest ? `, and ${known.length - longest} more` : "";
    return `the ${what} are ${known.slice(0, longest).join(", ")}${more}`;
}

/** The same after a list of what may be written: nothing where none is near. */
export function orMeant(word: unknown, known: readonly string[]): string {
    const meant = typeof word === "string" ? near(word, known) : undefined;
    return meant === undefined ? "" : `: did you mean ${meant}?`;
}
