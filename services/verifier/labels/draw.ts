import sharp from "sharp";
import type { Point } from "../src/ocr/homography";
import type { LabelContent } from "./content";
import { type FontName, type Glyph, scaleOf, sizeFor, typeset } from "./fonts";
import { type Photograph, photographed } from "./photograph";
import { Random } from "./random";

export interface Distortion {
    font: FontName;
    /** Height of a lower-case x of the warning, in pixels. */
    xHeight: number;
    rotationDegrees: number;
    blurSigma: number;
    noiseSigma: number;
    /** Luminance ratio of paper and ink as WCAG defines it. */
    contrast: number;
    curvedBrand: boolean;
    /** "stack" where it is absent. */
    layout?: Layout;
    photograph?: Photograph;
}

/** Where the warning stands: below all else, up or down the side, or in a column of its own with the bottler, as on labels that go around. */
export const layouts = ["stack", "up", "down", "columns"] as const;
export type Layout = (typeof layouts)[number];

const WIDTH = 1400;
const MARGIN = 110;
/** Of the curved brand, in pixels: the ends of a brand 600 wide lean by 8 degrees. */
const RADIUS = 2100;
const LEADING = 1.35;

/** The gray (0 to 255) of ink that has the contrast with white paper. */
function inkOf(contrast: number): number {
    const luminance = 1.05 / contrast - 0.05;
    return Math.round(
        255 * Math.max(0, luminance <= 0.0031308 ? 12.92 * luminance : 1.055 * luminance ** (1 / 2.4) - 0.055),
    );
}

/** Outlines, not text: a renderer of SVG would set text in whatever fonts the machine has. */
class Sheet {
    private readonly paths: string[] = [];

    constructor(private readonly font: FontName) {}

    left(x: number, y: number, size: number, text: string): void {
        for (const glyph of typeset(text, this.font, size).glyphs) {
            this.place(glyph, size, `translate(${(x + glyph.x).toFixed(2)} ${y.toFixed(2)})`);
        }
    }

    centred(y: number, size: number, text: string): void {
        this.left((WIDTH - typeset(text, this.font, size).width) / 2, y, size, text);
    }

    /** On an arc whose top is at `y`. */
    curved(y: number, size: number, text: string): void {
        const { glyphs, width } = typeset(text, this.font, size);
        for (const glyph of glyphs) {
            const degrees = ((glyph.x + glyph.advance / 2 - width / 2) / RADIUS) * (180 / Math.PI);
            const turn = `rotate(${degrees.toFixed(4)} ${WIDTH / 2} ${y + RADIUS})`;
            this.place(glyph, size, `${turn} translate(${((WIDTH - glyph.advance) / 2).toFixed(2)} ${y})`);
        }
    }

    /** All of another sheet, moved and turned. */
    group(transform: string, { paths }: Sheet): void {
        this.paths.push(`<g transform="${transform}">${paths.join("")}</g>`);
    }

    svg(width: number, height: number, ink: number): Buffer {
        return Buffer.from(
            `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.round(width)}" height="${Math.round(height)}">` +
                `<rect width="100%" height="100%" fill="white"/><g fill="rgb(${ink},${ink},${ink})">${this.paths.join("")}</g></svg>`,
        );
    }

    private place({ path }: Glyph, size: number, transform: string): void {
        const scale = scaleOf(this.font, size).toFixed(6);
        this.paths.push(`<path transform="${transform} scale(${scale} -${scale})" d="${path}"/>`);
    }
}

function wrap(text: string, fits: (line: string) => boolean): string[] {
    const lines: string[] = [];
    for (const word of text.split(" ")) {
        const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
        if (lines.length > 0 && fits(longer)) lines[lines.length - 1] = longer;
        else lines.push(word);
    }
    return lines;
}

/** Text in lines so wide, the first one there; gives back how high they are together. */
function paragraph(sheet: Sheet, at: Point, text: string, font: FontName, size: number, width: number): number {
    const lines = wrap(text, (one) => typeset(one, font, size).width <= width);
    lines.forEach((line, row) => sheet.left(at.x, at.y + row * size * LEADING, size, line));
    return lines.length * size * LEADING;
}

/** Where the first line of a warning below all else stands, and where another one may end. */
const BELOW = 720;
/** Of a column. */
const COLUMN = 760;

/** Puts the warning, and in a layout of columns the bottler, beside or below what is on the sheet; gives back its size. */
function arrange(sheet: Sheet, content: LabelContent, { font, xHeight, layout = "stack" }: Distortion) {
    const size = sizeFor(font, xHeight);
    if (layout === "stack") {
        const at = { x: MARGIN, y: BELOW };
        return { width: WIDTH, height: 800 + paragraph(sheet, at, content.warning, font, size, WIDTH - 2 * MARGIN) };
    }
    const beside = new Sheet(font);
    const first = { x: 0, y: size };
    if (layout === "columns") {
        const below = paragraph(beside, first, content.warning, font, size, COLUMN) + MARGIN;
        const height = below + paragraph(beside, { x: 0, y: below }, content.bottler, font, 32, COLUMN);
        sheet.group(`translate(${WIDTH} ${MARGIN})`, beside);
        return { width: WIDTH + COLUMN + MARGIN, height: Math.max(BELOW, height + MARGIN) + MARGIN };
    }
    const across = paragraph(beside, first, content.warning, font, size, BELOW);
    const [x, y, turn] = layout === "up" ? [WIDTH, BELOW + MARGIN / 2, 270] : [WIDTH + across, MARGIN / 2, 90];
    sheet.group(`translate(${x} ${y}) rotate(${turn})`, beside);
    return { width: WIDTH + MARGIN + across, height: BELOW + MARGIN };
}

function svgOf(content: LabelContent, look: Distortion): Buffer {
    const sheet = new Sheet(look.font);
    if (look.curvedBrand) sheet.curved(200, 76, content.brand);
    else sheet.centred(200, 84, content.brand);
    sheet.centred(350, 52, content.classType);
    sheet.centred(450, 42, content.abv === undefined ? "" : `${content.abv}% ALC/VOL`);
    sheet.centred(540, 42, content.contents);
    if (look.layout !== "columns") sheet.centred(630, 32, content.bottler);
    sheet.centred(675, 24, content.note);
    const { width, height } = arrange(sheet, content, look);
    return sheet.svg(width, height, inkOf(look.contrast));
}

function addNoise(pixels: Buffer, sigma: number, random: Random): void {
    for (let index = 0; index < pixels.length; index++) {
        const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
        pixels[index] = Math.max(0, Math.min(255, Math.round((pixels[index] ?? 0) + sigma * normal)));
    }
}

/** PNG of the label; the same for the same content, look and seed. */
export async function draw(content: LabelContent, look: Distortion, seed: number): Promise<Buffer> {
    const flat = await sharp(svgOf(content, look)).flatten({ background: "white" }).png().toBuffer();
    // A photograph turns with what the label lies on.
    let picture = sharp(flat).rotate(look.photograph ? 0 : look.rotationDegrees, { background: "white" });
    if (look.blurSigma >= 0.3) {
        // The default, integer, gives other pixels on another processor.
        picture = picture.blur({ sigma: look.blurSigma, precision: "float" });
    }
    const { data, info } = await picture.grayscale().raw().toBuffer({ resolveWithObject: true });
    const flatLabel = { data, width: info.width, height: info.height };
    const seen = look.photograph ? photographed(flatLabel, look.photograph, look.rotationDegrees) : flatLabel;
    if (look.noiseSigma > 0) {
        addNoise(seen.data, look.noiseSigma, new Random(seed));
    }
    return sharp(seen.data, { raw: { width: seen.width, height: seen.height, channels: 1 } })
        .png({ compressionLevel: 1 })
        .toBuffer();
}
