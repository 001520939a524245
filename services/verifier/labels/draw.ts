import sharp from "sharp";
import type { LabelContent } from "./content";
import { Random } from "./random";

/** Debian packages: fonts-dejavu-extra, fonts-liberation, fonts-roboto-unhinted, fonts-open-sans, fonts-lato, fonts-crosextra-{carlito,caladea}, fonts-ebgaramond. */
export const fonts = [
    "DejaVu Sans",
    "DejaVu Sans Condensed",
    "DejaVu Serif",
    "DejaVu Serif Condensed",
    "Liberation Sans",
    "Liberation Sans Narrow",
    "Liberation Serif",
    "Roboto Condensed",
    "Open Sans",
    "Lato",
    "Carlito",
    "Caladea",
    "EB Garamond",
] as const;

export interface Distortion {
    font: string;
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
/** Of the font size; between 0.43 (EB Garamond) and 0.55 (DejaVu). */
const X_HEIGHT = 0.5;

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

function wrap(text: string, characters: number): string[] {
    const lines: string[] = [];
    for (const word of text.split(" ")) {
        const last = lines.at(-1);
        if (last !== undefined && last.length + word.length < characters) {
            lines[lines.length - 1] = `${last} ${word}`;
        } else {
            lines.push(word);
        }
    }
    return lines;
}

/** The gray (0 to 255) of ink that has the contrast with white paper. */
function inkOf(contrast: number): number {
    const luminance = 1.05 / contrast - 0.05;
    return Math.round(
        255 * Math.max(0, luminance <= 0.0031308 ? 12.92 * luminance : 1.055 * luminance ** (1 / 2.4) - 0.055),
    );
}

function svgOf(content: LabelContent, look: Distortion): string {
    const size = look.xHeight / X_HEIGHT;
    const ink = inkOf(look.contrast);
    const line = (y: number, height: number, text: string): string =>
        `<text x="700" y="${y}" font-size="${height}" text-anchor="middle">${escape(text)}</text>`;
    const brand = look.curvedBrand
        ? `<path id="c" d="M200,260 Q700,140 1200,260" fill="none"/><text font-size="76" text-anchor="middle"><textPath href="#c" startOffset="50%">${escape(content.brand)}</textPath></text>`
        : line(200, 84, content.brand);
    const warning = wrap(content.warning, Math.floor(1150 / (size * 0.6)));
    const height = 800 + warning.length * size * 1.35;
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${Math.round(height)}">`,
        `<rect width="100%" height="100%" fill="white"/><g font-family="${look.font}" fill="rgb(${ink},${ink},${ink})">`,
        brand,
        line(350, 52, content.classType),
        line(450, 42, `${content.abv}% ALC/VOL`),
        line(540, 42, content.contents),
        line(630, 32, content.bottler),
        ...warning.map(
            (text, row) => `<text x="110" y="${720 + row * size * 1.35}" font-size="${size}">${escape(text)}</text>`,
        ),
        "</g></svg>",
    ].join("");
}

function addNoise(pixels: Buffer, sigma: number, random: Random): void {
    for (let index = 0; index < pixels.length; index++) {
        const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
        pixels[index] = Math.max(0, Math.min(255, Math.round((pixels[index] ?? 0) + sigma * normal)));
    }
}

/** PNG of the label; the same for the same content, look, seed and fonts. */
export async function draw(content: LabelContent, look: Distortion, seed: number): Promise<Buffer> {
    const flat = await sharp(Buffer.from(svgOf(content, look)))
        .flatten({ background: "white" })
        .png()
        .toBuffer();
    let picture = sharp(flat).rotate(look.rotationDegrees, { background: "white" });
    if (look.blurSigma >= 0.3) {
        picture = picture.blur(look.blurSigma);
    }
    const { data, info } = await picture.grayscale().raw().toBuffer({ resolveWithObject: true });
    if (look.noiseSigma > 0) {
        addNoise(data, look.noiseSigma, new Random(seed));
    }
    return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
        .png({ compressionLevel: 1 })
        .toBuffer();
}
