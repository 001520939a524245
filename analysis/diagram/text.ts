/**
 * Widths of text without a browser. The table is that of the widest of the usual sans-serif faces (DejaVu Sans, Verdana),
 * so that text fits its box whichever face a reader's machine has.
 */
export const SANS = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/** Em widths by class of character. */
const NARROW = 0.4;
const DIGIT = 0.64;
const LOWER = 0.62;
const UPPER = 0.75;
const WIDE = 0.99;

/** Width in pixels, never less than what a browser needs. Bold faces are about a tenth wider. */
export function textWidth(text: string, size: number, bold = false): number {
    const em = [...text].reduce((sum, character) => sum + characterWidth(character), 0);
    return Math.ceil(em * size * (bold ? 1.12 : 1));
}

function characterWidth(character: string): number {
    if (/[ijlIft.,:;'|!()[\]/\- ]/.test(character)) return NARROW;
    if (/[0-9]/.test(character)) return DIGIT;
    if (/[mwMW@%]/.test(character)) return WIDE;
    if (/[a-z]/.test(character)) return LOWER;
    if (/[A-Z]/.test(character)) return UPPER;
    return WIDE;
}

/** Shortens with an ellipsis to at most `most` pixels. */
export function fitText(text: string, size: number, most: number, bold = false): string {
    if (textWidth(text, size, bold) <= most) return text;
    const characters = [...text];
    while (characters.length > 1 && textWidth(`${characters.join("")}…`, size, bold) > most) characters.pop();
    return `${characters.join("").trimEnd()}…`;
}

/** Text as content or attribute of XML and HTML. Characters that XML 1.0 does not allow become U+FFFD. */
export function escapeXml(text: string): string {
    return text
        .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}")
        .replace(/&/g, "&amp;")
        .replace(/</g, "&lt;")
        .replace(/>/g, "&gt;")
        .replace(/"/g, "&quot;")
        .replace(/'/g, "&#39;");
}
