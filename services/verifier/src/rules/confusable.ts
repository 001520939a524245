/** What readers take for one another, as one of them each: no difference between these is evidence. */
const FOLDS: readonly [RegExp, string][] = [
    [/0/g, "o"],
    [/[1l|!]/g, "i"],
    [/5/g, "s"],
    [/8/g, "b"],
    [/rn/g, "m"],
    [/vv/g, "w"],
];
/** Letters that a digit may have been. */
const DIGITS: Record<string, string> = {
    "0": "o",
    "1": "ilt",
    "2": "z",
    "4": "a",
    "5": "s",
    "6": "bg",
    "7": "t",
    "8": "b",
    "9": "g",
};

/** Letters and digits in one case, without accents, "and" for "&", and what looks alike as one. */
export function lettersOf(text: string): string {
    const plain = text
        .normalize("NFD")
        .replace(/\p{M}/gu, "")
        .toLowerCase()
        .replaceAll("&", "and")
        .replace(/[^\p{L}\p{N}|!]/gu, "");
    return FOLDS.reduce((folded, [from, to]) => folded.replace(from, to), plain);
}

/** Whether the word read may be the wanted one by its looks. */
export function looksLike(read: string, wanted: string): boolean {
    if (lettersOf(read) === lettersOf(wanted)) return true;
    const [seen, meant] = [read, wanted].map((text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""));
    return (
        seen!.length === meant!.length &&
        [...seen!].every((letter, index) => letter === meant![index] || DIGITS[letter]?.includes(meant![index]!))
    );
}

/** Capitals that narrow type makes one of. Names differ by them (Cold, Gold), words of a known text do not. */
const ROUND = /[CDGOQ]/g;

/** Whether a word in capitals may be that of a known text, but for what is round in both. */
export function looksLikeInCapitals(read: string, wanted: string): boolean {
    const rounded = (text: string): string => text.replace(/[^\p{L}]/gu, "").replace(ROUND, "O");
    return read === read.toUpperCase() && rounded(read) === rounded(wanted.toUpperCase());
}
