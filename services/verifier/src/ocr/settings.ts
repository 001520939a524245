/** What a process of Tesseract is told once and for good. */
export interface Mode {
    /** Page segmentation mode, `tesseract --help-psm`. */
    psm: number;
    /** Ink is told from paper place by place, not by one gray for all of the picture: what is lost on one ground is found on another. */
    adaptive?: boolean;
}

/** How Tesseract gets a picture and what it is told of it. */
export interface OcrSettings extends Mode {
    /** Pixels of the picture that Tesseract gets; what is small is enlarged to twice its size at most. */
    width: number;
    /** Sigma of the blur, in pixels of that picture; 0: none. */
    smoothing: number;
    deskew: boolean;
}

/** Chosen by services/verifier/bench/verifierAccuracy on labels of other seeds than those of the figures in services/verifier/docs/verifier.md. */
export const chosen: OcrSettings = { width: 2000, smoothing: 0.8, deskew: true, psm: 3 };

/** For second looks: all of the picture in another way, and one block of text. */
export const wholeAgain: Mode = { psm: 3, adaptive: true };
export const block: Mode = { psm: 6 };
export const blockAgain: Mode = { psm: 4, adaptive: true };
