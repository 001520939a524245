import type { OpenPicture } from "../ocr/tesseract";
import { OcrError, type OcrPage } from "../ocr/types";
import { legibleWords } from "../rules/legibility";
import type { Judgement } from "../rules/judge";
import { type LookRequest, nextLook, type PanelState } from "./plan";

/** More looks than these settle nothing that they have not. */
const MOST_LOOKS = 12;

/** Words that no label has: to judge so many again after each look would hold up everybody else. */
const MOST_WORDS = 1500;

export interface OpenPanel {
    name: string;
    picture: OpenPicture;
}

/** The page with the second looks that the verdict needed, and the verdict. */
export interface Looked {
    page: OcrPage;
    judgement: Judgement;
    /** Looks that might have settled more were left out, because there was no time for them. */
    hurried: boolean;
}

const isWhole = ({ part }: LookRequest): boolean => part?.box === undefined;

async function statesOf(panels: readonly OpenPanel[]): Promise<PanelState[]> {
    const states: PanelState[] = [];
    for (const { name, picture } of panels) {
        const { width, height } = picture.page;
        const coloured = await picture.isColoured();
        states.push({ name: panels.length > 1 ? name : undefined, size: { width, height }, coloured });
    }
    return states;
}

/**
 * Reads parts of a label again, in other ways, as long as that can change the verdict and there is time. `first` is the page of
 * all panels; `timeLeft` tells whether a look that takes as long as the longest so far still fits.
 */
export async function lookAgain(
    first: OcrPage,
    panels: readonly OpenPanel[],
    judge: (page: OcrPage) => Judgement,
    timeLeft: (milliseconds: number) => boolean,
): Promise<Looked> {
    let page: OcrPage = { ...first, looks: [] };
    let judgement = judge(page);
    let longest = 0;
    const several = panels.length > 1;
    if (judgement.status === "COMPLIANT") return { page, judgement, hurried: false };
    const states = await statesOf(panels);
    const taken = new Set<string>();
    const covered = panels.map(({ picture }) => picture.page.covered ?? 1);
    while (taken.size < MOST_LOOKS && first.words.length <= MOST_WORDS) {
        const next = nextLook(page, states, judgement, taken);
        if (!next) break;
        if (!timeLeft(longest)) return { page, judgement, hurried: true };
        taken.add(next.key);
        const started = performance.now();
        const { name, picture } = panels[next.panel]!;
        const read = await picture.look(next.part, next.mode).catch((error: unknown) => {
            // What was read once counts, whatever becomes of a second look at it.
            if (error instanceof OcrError) return [];
            throw error;
        });
        const words = several ? read.map((word) => ({ ...word, panel: name })) : read;
        const { turn = 0, gray = "luminance" } = next.part ?? {};
        // Only text that stands on its end: what else was missed is found in words of the first reading, or not.
        if (turn !== 0)
            covered[next.panel] = picture.cover(read.filter((word) => legibleWords([word])).map(({ box }) => box));
        const looks = [...page.looks!, { words, whole: isWhole(next), turn, gray }];
        page = { ...page, looks, ...(first.covered !== undefined && { covered: Math.min(...covered) }) };
        judgement = judge(page);
        longest = Math.max(longest, performance.now() - started);
    }
    return { page, judgement, hurried: false };
}
