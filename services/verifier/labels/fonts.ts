import { type Font, openSync } from "fontkit";

/** From npm (@fontsource), so that a label is the same on every machine, whatever fonts it has. */
export const fonts = [
    "archivo-narrow",
    "eb-garamond",
    "lato",
    "libre-baskerville",
    "open-sans",
    "pt-sans-narrow",
    "pt-serif",
    "roboto",
    "roboto-condensed",
    "roboto-slab",
] as const;
export type FontName = (typeof fonts)[number];

export interface Glyph {
    /** SVG path in units of the font, y upwards. */
    path: string;
    /** Pixels from the start of the line. */
    x: number;
    advance: number;
}

const opened = new Map<FontName, Font>();

function fontOf(name: FontName): Font {
    const font =
        opened.get(name) ??
        (openSync(require.resolve(`@fontsource/${name}/files/${name}-latin-400-normal.woff2`)) as Font);
    opened.set(name, font);
    return font;
}

/** The size in pixels at which a lower-case x is so many pixels high. */
export function sizeFor(name: FontName, xHeight: number): number {
    const { unitsPerEm, xHeight: units } = fontOf(name);
    return (xHeight * unitsPerEm) / units;
}

/** Pixels for each unit of the font. */
export function scaleOf(name: FontName, size: number): number {
    return size / fontOf(name).unitsPerEm;
}

/** The outlines of a line of text, kerned as the font says. */
export function typeset(text: string, name: FontName, size: number): { glyphs: Glyph[]; width: number } {
    const { glyphs, positions } = fontOf(name).layout(text);
    const scale = scaleOf(name, size);
    let width = 0;
    const set = glyphs.map((glyph, index) => {
        const x = width;
        const advance = (positions[index]?.xAdvance ?? 0) * scale;
        width += advance;
        return { path: glyph.path.toSVG(), x, advance };
    });
    return { glyphs: set, width };
}
