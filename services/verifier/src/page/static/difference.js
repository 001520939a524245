/** Beyond this product of word counts the table is not worth its time: label texts are far below. */
const mostCells = 250_000;

/**
 * Which words of two texts have no counterpart in the other (longest common subsequence).
 *
 * @param {string} one
 * @param {string} other
 * @param {boolean} exactly by case and punctuation too; otherwise by letters and digits
 * @returns {{ word: string, alone: boolean }[][] | undefined} the words of `one`, of `other`; undefined for huge texts
 */
export function compareWords(one, other, exactly) {
    const [ours, theirs] = [one, other].map((text) => text.split(/\s+/).filter((word) => word !== ""));
    if (ours.length * theirs.length > mostCells) return undefined;
    /** @param {string} word */
    const key = (word) => (exactly ? word : word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""));
    const [keys, otherKeys] = [ours.map(key), theirs.map(key)];
    const common = tableOf(keys, otherKeys);
    const result = [ours, theirs].map((words) => words.map((word) => ({ word, alone: true })));
    for (let i = 0, j = 0; i < keys.length && j < otherKeys.length;) {
        if (keys[i] === otherKeys[j]) {
            result[0][i].alone = result[1][j].alone = false;
            i++;
            j++;
        } else if (common[i + 1][j] >= common[i][j + 1]) i++;
        else j++;
    }
    return result;
}

/**
 * @param {string[]} ours
 * @param {string[]} theirs
 * @returns {Uint16Array[]} at [i][j]: how many words the ends from i and j have in common
 */
function tableOf(ours, theirs) {
    const table = Array.from({ length: ours.length + 1 }, () => new Uint16Array(theirs.length + 1));
    for (let i = ours.length - 1; i >= 0; i--) {
        for (let j = theirs.length - 1; j >= 0; j--) {
            table[i][j] = ours[i] === theirs[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
        }
    }
    return table;
}
