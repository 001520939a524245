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

export type Turn = 0 | 90 | 270;

/**
 * How colours become one gray: by how light they look, or by the least of red, green and blue, in which white letters stand out from
 * any colour and colours from white paper, however light they are.
 */
export type Gray = "luminance" | "least";

/** What another way of reading made of the picture, or of a part of it. */
export interface SecondLook {
    words: OcrWord[];
    /** Of all of the picture. */
    whole: boolean;
    /** Degrees clockwise by which it was turned to be read. */
    turn: Turn;
    /** Luminance where it is absent, as in the first reading. */
    gray?: Gray;
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
    /** Second looks at the same picture. Absent: there can be none, and one reading is all. Empty: nothing is confirmed yet. */
    looks?: SecondLook[];
    /** Share of the ink, 0 to 1, that stands in words which were read; absent where it was not measured. */
    covered?: number;
}

export class OcrError extends Error {}
