import type { OcrPage } from "../../src/ocr/types";

/** A page as OCR would give it, each word with the confidence. */
export function pageOf(lines: readonly string[], confidence = 0.96): OcrPage {
    const words = lines.flatMap((text, line) =>
        text.split(" ").map((word, column) => ({
            text: word,
            confidence,
            line,
            box: { left: column * 50, top: line * 20, width: 45, height: 15 },
        })),
    );
    return { text: lines.join("\n"), words, confidence, width: 1000, height: 1000 };
}
