import type { OcrPage, OcrWord } from "../ocr/types";

/** The readings of a page: the first one, and the second looks. */
export function readingsOf(page: OcrPage): OcrWord[][] {
    return [page.words, ...(page.looks ?? []).map(({ words }) => words)];
}
