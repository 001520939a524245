import { linesOf } from "../ocr/tsv";
import type { OcrPage, OcrWord } from "../ocr/types";
import { commodityOf } from "./commodity";
import type { Extraction, Found } from "./types";

const ABV =
    /(\d{1,2}(?:[.,]\d{1,2})?)\s*%\s*(?:abv|alc|alcohol|by\s+vol)|(?:alc(?:ohol)?\.?)\s*(\d{1,2}(?:[.,]\d{1,2})?)\s*%/i;
const PROOF = /(\d{2,3}(?:\.\d)?)\s*proof/i;
const CONTENTS = /\b\d+(?:[.,]\d+)?\s*(?:m[l1I]\b|fl\.?\s*[o0]z|fluid\s+ounces?|lit(?:er|re)s?\b|L\b)/i;
const BOTTLER = /\b(?:bottled|imported|packed|produced|distilled|brewed|distributed|vinted)\b.*\bby\b/i;
const COUNTRY = /\b(?:product of|made in|imported from)\s+(.+)/i;
const WARNING = /government\s+warning|surgeon|pregnancy/i;
const NOISE = /^(?:limited edition|reserve|premium|aged.*|est\.?.*|.{0,2})$/i;
const BRAND_LINES = 5;

interface Line {
    text: string;
    words: OcrWord[];
}

/** The words of the line that a match of its text covers. */
function wordsOf(line: Line, match: RegExpExecArray): OcrWord[] {
    let position = 0;
    return line.words.filter((word) => {
        const start = position;
        position += word.text.length + 1;
        return start < match.index + match[0].length && start + word.text.length > match.index;
    });
}

function first(lines: readonly Line[], pattern: RegExp): { found: Found; match: RegExpExecArray } | undefined {
    for (const line of lines) {
        const match = pattern.exec(line.text);
        if (match) {
            return { found: { value: match[0], words: wordsOf(line, match) }, match };
        }
    }
    return undefined;
}

function abvOf(lines: readonly Line[]): Extraction["abv"] {
    const percent = first(lines, ABV);
    if (percent) {
        return { ...percent.found, numeric: Number((percent.match[1] ?? percent.match[2] ?? "").replace(",", ".")) };
    }
    const proof = first(lines, PROOF);
    return proof && { ...proof.found, numeric: Number(proof.match[1]) / 2 };
}

function whole(line: Line | undefined): Found | undefined {
    return line && { value: line.text, words: line.words };
}

/** Fields of a label from its lines; a field not found is absent. */
export function extract(page: OcrPage): Extraction {
    const all = linesOf(page.words).map((words) => ({ words, text: words.map(({ text }) => text).join(" ") }));
    const warningAt = all.findIndex(({ text }) => WARNING.test(text));
    const lines =
        warningAt < 0
            ? all
            : all.slice(0, warningAt).concat(all.slice(warningAt).filter(({ text }) => BOTTLER.test(text)));
    const telling = ({ text }: Line): boolean =>
        !NOISE.test(text) && !ABV.test(text) && !CONTENTS.test(text) && !BOTTLER.test(text) && !COUNTRY.test(text);
    const brand = lines.slice(0, BRAND_LINES).find(telling);
    const others = lines.filter((line) => line !== brand && telling(line));
    const country = first(lines, COUNTRY);
    const abv = abvOf(lines);
    const fields: { [K in keyof Extraction]: Extraction[K] | undefined } = {
        brand_name: whole(brand),
        product_type: whole(others.find(({ text }) => commodityOf(text) !== undefined) ?? others[0]),
        abv,
        net_contents: first(all, CONTENTS)?.found,
        bottler: whole(lines.find(({ text }) => BOTTLER.test(text))),
        country: country && { value: country.match[1] ?? "", words: country.found.words },
    };
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Extraction;
}
