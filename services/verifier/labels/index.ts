import type { GroundTruth } from "../src/rules/types";
import { compliantContent, type LabelContent, type Seeded, violate, violations } from "./content";
import { type Distortion, draw, layouts } from "./draw";
import { fonts } from "./fonts";
import { photographOf } from "./photograph";
import { Random } from "./random";
import type { Panel } from "../src/engine";

export interface Label {
    content: LabelContent;
    truth: GroundTruth;
    /** The one violation on it, or nothing on a compliant label. */
    violation?: Seeded;
    distorted: boolean;
    look: Distortion;
    image: () => Promise<Buffer>;
}

function lookOf(random: Random, distorted: boolean): Distortion {
    return {
        font: random.pick(fonts),
        xHeight: random.between(10, 24),
        rotationDegrees: distorted ? random.between(-8, 8) : 0,
        blurSigma: distorted ? random.between(0, 1.5) : 0,
        noiseSigma: distorted ? random.between(0, 20) : 0,
        contrast: distorted ? random.between(2, 12) : 16,
        curvedBrand: distorted && random.next() < 0.25,
    };
}

/** `count` compliant labels and `count` with one violation each; every second pair is distorted. */
export function labels(seed: number, count: number): Label[] {
    return Array.from({ length: 2 * count }, (_, index) => {
        const own = seed * 100_003 + index;
        const random = new Random(own);
        const { content, truth } = compliantContent(random);
        const violation = index % 2 === 1 ? violations[((index - 1) / 2) % violations.length] : undefined;
        // By blocks of the number of kinds, so that each kind is met both plain and distorted.
        const distorted = Math.floor(index / (2 * violations.length)) % 2 === 1;
        const shown = violation ? violate(content, violation) : content;
        const look = lookOf(random, distorted);
        return {
            content: shown,
            truth,
            distorted,
            look,
            ...(violation && { violation }),
            image: () => draw(shown, look, own),
        };
    });
}

/** A label of the whole set: in one picture, or in two. */
export interface AnyLabel extends Omit<Label, "image"> {
    panels: number;
    pictures: () => Promise<Panel[]>;
}

/** What the front has, and what the back. */
function panelsOf(content: LabelContent): { name: string; content: LabelContent }[] {
    return [
        { name: "label.front.png", content: { ...content, bottler: "", note: "", warning: "" } },
        { name: "label.back.png", content: { ...content, brand: "", classType: "", abv: undefined, contents: "" } },
    ];
}

/** The same labels in every layout and on two panels, and of the distorted ones half as photographs of a label on a table. */
export function everyKind(seed: number, count: number): AnyLabel[] {
    return labels(seed, count).map(({ image: _, ...label }, index) => {
        const own = seed * 100_003 + index;
        // Not the numbers that its content and its look came from.
        const random = new Random(own ^ 0x5eed);
        const twoPanels = random.next() < 0.15;
        const layout = random.next() < 0.5 && !twoPanels ? random.pick(layouts) : "stack";
        const photographed = random.next() < 0.5 && label.distorted;
        const look = { ...label.look, layout, ...(photographed && { photograph: photographOf(random) }) };
        const panels = twoPanels ? panelsOf(label.content) : [{ name: "label.png", content: label.content }];
        const pictures = (): Promise<Panel[]> =>
            Promise.all(panels.map(async ({ name, content }) => ({ name, image: await draw(content, look, own) })));
        return { ...label, look, panels: panels.length, pictures };
    });
}
