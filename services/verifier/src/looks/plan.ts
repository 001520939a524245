import type { Part } from "../ocr/prepare";
import { block, blockAgain, chosen, type Mode, wholeAgain } from "../ocr/settings";
import type { Gray, OcrPage, OcrWord, SecondLook } from "../ocr/types";
import { ALCOHOL_TRACE, alcoholOf } from "../rules/alcohol";
import { UNCONFIRMED } from "../rules/confirm";
import type { Judgement } from "../rules/judge";
import { boxAround, isCovered, legibleWords } from "../rules/legibility";
import { readLines } from "../rules/lines";
import type { ValidationResult } from "../rules/types";
import { type Block, blocksOnEnd, overlap, warningBlock, within, withRoom, wordsBlock } from "./regions";

/** Pixels that letters of a block are made tall, to be read by themselves; and in the next try. */
const LETTERS = 40;
const LETTERS_AGAIN = 34;
const LARGEST_SCALE = 4;
/** Of the original, for a line of which a number was lost. */
const TRACE_SCALE = 3;
/** Lines that are read again each by itself. */
const MOST_LINES = 2;
/** Pixels of a part that is read, at most. */
const MOST_PIXELS = 5_000_000;

/** A second look: at which panel, at what of it, and how. `key` is its name: no look is taken twice. */
export interface LookRequest {
    key: string;
    panel: number;
    /** All of the picture, as it was read first, where there is none. */
    part?: Part;
    mode: Mode;
}

/** What is known of a panel. */
export interface PanelState {
    /** As its words have it; absent where the label is one picture. */
    name: string | undefined;
    size: { width: number; height: number };
    /** Letters may be lost in it, as light as their ground and of another colour. */
    coloured: boolean;
}

/** Files of pictures lie in memory, and readers take as long as a picture is large. */
const mostScale = ({ width, height }: PanelState["size"]): number => Math.sqrt(MOST_PIXELS / (width * height));

function partOf({ box, letters, turn }: Block, size: PanelState["size"], height: number): Part | undefined {
    const inside = within(box, size);
    if (!inside) return undefined;
    return { box: inside, turn, scale: Math.min(LARGEST_SCALE, mostScale(inside), Math.max(0.5, height / letters)) };
}

const ofPanel = (words: readonly OcrWord[], name: string | undefined): OcrWord[] =>
    words.filter(({ panel }) => panel === name);

interface State {
    page: OcrPage;
    panels: readonly PanelState[];
    open: readonly ValidationResult[];
}

const isWarning = ({ field }: Pick<ValidationResult, "field">): boolean => field.startsWith("government_warning");

/** All readings of the page so far, and how each was made. */
const readingsMade = ({ words, looks }: OcrPage): Pick<SecondLook, "words" | "turn" | "gray">[] => [
    { words, turn: 0 },
    ...looks!,
];

/** The gray in which something was read there. */
function grayAt({ box, panel }: ValidationResult, page: OcrPage): Gray {
    const made = readingsMade(page).find(({ words }) =>
        words.some((word) => word.panel === panel && overlap(word.box, box!)),
    );
    return made?.gray ?? "luminance";
}

/** What one reading alone holds against the label, at the size of the original: enlarging is what makes a 5 a 9. */
function* confirmations({ page, panels, open }: State): Generator<LookRequest> {
    for (const result of open) {
        const { field, box, panel: name, error } = result;
        if (error !== UNCONFIRMED || !box) continue;
        const panel = Math.max(
            0,
            panels.findIndex((one) => one.name === name),
        );
        const inside = within(wordsBlock(box).box, panels[panel]!.size);
        if (!inside) continue;
        const part: Part = { box: inside, turn: 0, scale: Math.min(1, mostScale(inside)), gray: grayAt(result, page) };
        yield { key: `as it is: ${field}`, panel, part, mode: block };
    }
}

/** The warning by itself, where readings show in which place it is, and how it runs. */
function* warnings({ page, panels, open }: State, mode: Mode, letters: number): Generator<LookRequest> {
    if (!open.some(isWarning)) return;
    for (const [panel, { name, size }] of panels.entries()) {
        const [best] = readingsMade(page)
            .map(({ words, turn, gray = "luminance" }) => ({ block: warningBlock(ofPanel(words, name), turn), gray }))
            .sort((one, other) => (other.block?.found ?? 0) - (one.block?.found ?? 0));
        const { block: found, gray } = best!;
        const part = found && partOf(found, size, letters);
        if (part) yield { key: `warning: ${panel}, ${letters}, ${gray}`, panel, part: { ...part, gray }, mode };
    }
}

/** Text that runs up or down the label, turned both ways: which one is right, only reading tells. */
function* turned(onEnd: readonly Block[][], { panels }: State): Generator<LookRequest> {
    for (const turn of [90, 270] as const) {
        for (const [panel, blocks] of onEnd.entries()) {
            for (const [index, found] of blocks.entries()) {
                const part = partOf(withRoom({ ...found, turn }), panels[panel]!.size, LETTERS_AGAIN);
                if (part) yield { key: `turned: ${panel}, ${index}, ${turn}`, panel, part, mode: block };
            }
        }
    }
}

/** Of a label of which no ink was missed, what is not found stands in a line that was read badly, or nowhere. */
function* doubtfulLines({ page, panels, open }: State): Generator<LookRequest> {
    if (!isCovered(page) || !open.some(({ actual, field }) => actual === null && !isWarning({ field }))) return;
    const lines = readLines(page).others.filter(({ words }) => words.every((word) => !legibleWords([word])));
    for (const { words } of lines.slice(0, MOST_LINES)) {
        const panel = panels.findIndex(({ name }) => name === words[0]!.panel);
        const part = partOf(wordsBlock(boxAround(words)!), panels[panel]!.size, LETTERS_AGAIN);
        if (part) yield { key: `line: ${panel}, ${words[0]!.line}`, panel, part, mode: block };
    }
}

/** All of the picture as it is: whether a warning is really not there. */
function* absences({ page, panels, open }: State): Generator<LookRequest> {
    if (!isCovered(page) || !open.some((result) => isWarning(result) && result.actual === null)) return;
    for (const [panel, { size }] of panels.entries()) {
        const scale = Math.min(1, mostScale(size));
        yield { key: `whole as it is: ${panel}`, panel, part: { turn: 0, scale }, mode: chosen };
    }
}

/** Lines that have some of the words of a statement of alcohol, and no number that could be read. */
function* traces({ page, panels, open }: State): Generator<LookRequest> {
    if (!open.some(({ field, actual }) => field === "abv" && actual === null)) return;
    const lines = readingsMade(page).flatMap(({ words, turn, gray = "luminance" }) =>
        turn === 0 ? readLines({ ...page, words }).others.map((line) => ({ ...line, gray })) : [],
    );
    const traced = lines.filter(({ text }) => ALCOHOL_TRACE.test(text) && alcoholOf(text) === undefined);
    for (const { words, gray } of traced.slice(0, MOST_LINES)) {
        const panel = panels.findIndex(({ name }) => name === words[0]!.panel);
        const box = within(wordsBlock(boxAround(words)!).box, panels[panel]!.size);
        if (!box) continue;
        const part: Part = { box, turn: 0, scale: Math.min(TRACE_SCALE, mostScale(box)), gray };
        yield { key: `trace: ${panel}, ${gray}, ${words[0]!.line}`, panel, part, mode: blockAgain };
    }
}

/** All of a coloured picture as it was read first, but in the gray in which no colour is as light as white. */
function* colours({ panels }: State): Generator<LookRequest> {
    for (const [panel, { coloured }] of panels.entries()) {
        if (coloured) yield { key: `colours: ${panel}`, panel, part: { turn: 0, gray: "least" }, mode: chosen };
    }
}

/** All of the picture by another way to tell ink, without what stands on its end. */
function* wholes(onEnd: readonly Block[][], { panels }: State): Generator<LookRequest> {
    for (const [panel, blocks] of onEnd.entries()) {
        const { size, coloured } = panels[panel]!;
        const without = blocks.flatMap(({ box }) => within(box, size) ?? []);
        const gray: Gray = coloured ? "least" : "luminance";
        const part: Part | undefined = coloured || without.length > 0 ? { turn: 0, without, gray } : undefined;
        yield { key: `whole: ${panel}`, panel, mode: wholeAgain, ...(part && { part }) };
    }
}

function* requests(state: State): Generator<LookRequest> {
    const onEnd = state.panels.map(({ name }) => blocksOnEnd(ofPanel(state.page.words, name)));
    yield* confirmations(state);
    yield* doubtfulLines(state);
    yield* traces(state);
    yield* warnings(state, block, LETTERS);
    yield* turned(onEnd, state);
    yield* colours(state);
    yield* wholes(onEnd, state);
    yield* warnings(state, blockAgain, LETTERS_AGAIN);
    yield* absences(state);
}

/** Of a label that is accused, what else one reading holds against it: who mends it is to be told all of it. */
function* furtherAccusations(state: State): Generator<LookRequest> {
    yield* confirmations(state);
    const missing = state.open.some(({ actual, error }) => actual === null && error === UNCONFIRMED);
    if (missing) {
        yield* wholes(
            state.panels.map(() => []),
            state,
        );
    }
}

/** The next second look that may change the verdict, or what it rests on; none where all is settled or nothing is left to try. */
export function nextLook(
    page: OcrPage,
    panels: readonly PanelState[],
    { status, validation_results: { structural, accuracy } }: Judgement,
    taken: ReadonlySet<string>,
): LookRequest | undefined {
    const open = [...structural, ...accuracy].filter(({ valid }) => !valid);
    const state = { page, panels, open };
    for (const request of status === "PARTIAL_VALIDATION" ? requests(state) : furtherAccusations(state)) {
        if (!taken.has(request.key)) return request;
    }
    return undefined;
}
