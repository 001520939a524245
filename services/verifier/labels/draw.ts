import sharp from "sharp";
import type { LabelContent } from "./content";
import { type FontName, type Glyph, scaleOf, sizeFor, typeset } from "./fonts";
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
}

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

    svg(height: number, ink: number): Buffer {
        return Buffer.from(
            `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${Math.round(height)}">` +
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

function svgOf(content: LabelContent, look: Distortion): Buffer {
    const sheet = new Sheet(look.font);
    if (look.curvedBrand) sheet.curved(200, 76, content.brand);
    else sheet.centred(200, 84, content.brand);
    sheet.centred(350, 52, content.classType);
    sheet.centred(450, 42, `${content.abv}% ALC/VOL`);
    sheet.centred(540, 42, content.contents);
    sheet.centred(630, 32, content.bottler);
    sheet.centred(675, 24, content.note);
    const size = sizeFor(look.font, look.xHeight);
    const fits = (line: string): boolean => typeset(line, look.font, size).width <= WIDTH - 2 * MARGIN;
    const warning = wrap(content.warning, fits);
    warning.forEach((line, row) => sheet.left(MARGIN, 720 + row * size * LEADING, size, line));
    return sheet.svg(800 + warning.length * size * LEADING, inkOf(look.contrast));
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
    let picture = sharp(flat).rotate(look.rotationDegrees, { background: "white" });
    if (look.blurSigma >= 0.3) {
        // The default, integer, gives other pixels on another processor.
        picture = picture.blur({ sigma: look.blurSigma, precision: "float" });
    }
    const { data, info } = await picture.grayscale().raw().toBuffer({ resolveWithObject: true });
    if (look.noiseSigma > 0) {
        addNoise(data, look.noiseSigma, new Random(seed));
    }
    return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
        .png({ compressionLevel: 1 })
        .toBuffer();
}
