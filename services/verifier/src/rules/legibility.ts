import type { Box, OcrPage, OcrWord } from "../ocr/types";

/** Below this Tesseract confidence (0 to 1) a word is not evidence against a label. */
export const WORD_CONFIDENCE = 0.8;
/** The same for a number, which no dictionary helps to read. */
const NUMBER_CONFIDENCE = 0.88;
/** A page with more doubtful words than this share may hide a field that is there. */
const DOUBTFUL_SHARE = 0.15;

export function legibleWords(words: readonly OcrWord[]): boolean {
    return words.every(({ text, confidence }) => confidence >= (/\d/.test(text) ? NUMBER_CONFIDENCE : WORD_CONFIDENCE));
}

/** Whether most of a reading was read well. */
export function isLegible(words: readonly OcrWord[]): boolean {
    const doubtful = words.filter(({ confidence }) => confidence < WORD_CONFIDENCE).length;
    return words.length > 0 && doubtful / words.length <= DOUBTFUL_SHARE;
}

export const legiblePage = (page: OcrPage): boolean => isLegible(page.words);

/** Of a label that was read as a whole at least so much of the ink stands in words; pictures and lettering that no reader knows are the rest. */
const COVERED = 0.8;

export const isCovered = ({ covered = 1 }: OcrPage): boolean => covered >= COVERED;

/** Whether nothing can stand on the label that was not read: only then is it evidence that a text was not found. */
export function readWhole(page: OcrPage): boolean {
    return legiblePage(page) && isCovered(page);
}

/** The smallest box around the words of the first one's panel; nothing when the backend gives no positions. */
export function boxAround(words: readonly OcrWord[]): Box | undefined {
    const boxes = words
        .filter(({ panel }) => panel === words[0]?.panel)
        .map(({ box }) => box)
        .filter(({ width, height }) => width > 0 && height > 0);
    if (boxes.length === 0) {
        return undefined;
    }
    const left = Math.min(...boxes.map((box) => box.left));
    const top = Math.min(...boxes.map((box) => box.top));
    return {
        left,
        top,
        width: Math.max(...boxes.map((box) => box.left + box.width)) - left,
        height: Math.max(...boxes.map((box) => box.top + box.height)) - top,
    };
}

/** Where on the label the words stand, as results have it. */
export function placeOf(words: readonly OcrWord[]): { box?: Box; panel?: string } {
    const [box, panel] = [boxAround(words), words[0]?.panel];
    return { ...(box && { box }), ...(panel !== undefined && { panel }) };
}
