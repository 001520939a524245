import type { OcrPage } from "./types";

export interface ReadPanel {
    name: string;
    page: OcrPage;
}

/**
 * The panels of one label as one page, in the order they were sent in: each word names its panel, positions stay those of its
 * own picture, and width and height are the first one's. One panel alone is its page as it is.
 */
export function joinPanels(panels: readonly ReadPanel[]): OcrPage {
    const [first, ...more] = panels;
    if (more.length === 0) return first!.page;
    let lines = 0;
    const words = panels.flatMap(({ name, page }) => {
        const offset = lines;
        lines += 1 + page.words.reduce((last, { line }) => Math.max(last, line), 0);
        return page.words.map((word) => ({ ...word, line: word.line + offset, panel: name }));
    });
    return {
        ...first!.page,
        text: panels.map(({ page }) => page.text).join("\n"),
        words,
        // A look is at one panel: those of one are none of the others', and none is lost.
        ...(panels.some(({ page }) => page.looks) && {
            looks: panels.flatMap(({ name, page }) =>
                (page.looks ?? []).map((look) => ({
                    ...look,
                    words: look.words.map((word) => ({ ...word, panel: name })),
                })),
            ),
        }),
        covered: Math.min(...panels.map(({ page }) => page.covered ?? 1)),
        confidence: panels.reduce((sum, { page }) => sum + page.confidence, 0) / panels.length,
    };
}
