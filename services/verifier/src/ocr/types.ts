/** Pixels of the picture as it is meant to be looked at (EXIF orientation applied), origin top left. */
export interface Box {
    left: number;
    top: number;
    width: number;
    height: number;
}

export interface OcrWord {
    text: string;
    /** 0 to 1. */
    confidence: number;
    box: Box;
    /** Index of the line in reading order. */
    line: number;
    /** Name of the panel it is on, where a label has several. */
    panel?: string;
}

export interface OcrPage {
    /** Lines joined by newlines, in reading order. */
    text: string;
    /** Empty when the backend gives no positions (Ollama): the words then carry an empty box. */
    words: OcrWord[];
    /** Mean confidence of the words, 0 to 1; 0.5 when there is none. */
    confidence: number;
    width: number;
    height: number;
    /** Words of second looks at the same picture, a list each; absent where there can be none, and one reading is all. */
    looks?: OcrWord[][];
    /** Share of the ink, 0 to 1, that stands in words which were read; absent where it was not measured. */
    covered?: number;
}

export class OcrError extends Error {}
