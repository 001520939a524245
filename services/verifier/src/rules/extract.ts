import type { OcrPage } from "../ocr/types";
import { alcoholOf } from "./alcohol";
import { commodityOf } from "./commodity";
import { firstMatch as first, type Line, readLines, spans } from "./lines";
import { BOTTLER } from "./phrases";
import { readingsOf } from "./readings";
import { hasTownAndState } from "./states";
import { SULFITES } from "./sulfites";
import type { Extraction, Found } from "./types";
import { NOT_CONTENTS, VOLUME } from "./volume";

const COUNTRY =
    /\b(?:product of|produce of|made in|imported from)\s+(\p{L}[\p{L}.' -]*?)(?=\s+by\b|\s*[^\p{L}.' -]|\.?\s*$)/iu;
const NOISE = /^(?:limited edition|reserve|premium|aged.*|est\.?.*|since\s+\d+|(?:vintage\s+)?\d{4}|.{0,2})$/i;
const BRAND_LINES = 5;
/** "1 L" alone in its line, of which a reader makes "IL". */
const ONE_LITRE = /^[Il|]\s*[Ll]\.?$/;
/** A statement of the bottler is not over: it names nobody, or no town yet. */
const OPEN_END = /(?:\bby\b|\bfor\b|\band\b|[,:&])\W*$/i;

function found(line: Line | undefined): Found | undefined {
    return line && { value: line.text, words: line.words };
}

function abvOf(lines: readonly Line[]): Extraction["abv"] {
    const percent = first(lines, (text) => {
        const alcohol = alcoholOf(text);
        return alcohol && /%|per\s?cent/i.test(alcohol.match[0]) ? alcohol.match : undefined;
    });
    const statement = percent ?? first(lines, (text) => alcoholOf(text)?.match);
    if (!statement) return undefined;
    const { numeric, low } = alcoholOf(statement.match.input)!;
    return { ...found(statement)!, numeric, ...(low !== undefined && { low }) };
}

/** Name and address of a malt beverage need no phrase before them (27 CFR 7.66): a line that ends in a town and its state. */
function maltBottlerOf(lines: readonly Line[]): Found | undefined {
    const malt = lines.some(({ text }) => commodityOf(text) === "malt");
    const line = malt ? lines.find(({ text }) => hasTownAndState(text)) : undefined;
    if (!line) return undefined;
    // The name may stand above its address.
    const above = lines[lines.indexOf(line) - 1];
    const alone = line.words.length <= 3 && above?.words[0]?.panel === line.words[0]?.panel;
    return above && alone
        ? { value: `${above.text} ${line.text}`, words: [...above.words, ...line.words] }
        : { value: line.text, words: line.words };
}

function oneLitreOf(lines: readonly Line[]): Found | undefined {
    const line = lines.find(({ text }) => ONE_LITRE.test(text));
    return line && { value: "1 L", words: line.words };
}

/** From the phrase to the address: the line, and those below that go on with it. */
function bottlerOf(lines: readonly Line[]): Found | undefined {
    const start = spans(lines, 2).find(({ text }) => BOTTLER.test(text));
    if (!start) return maltBottlerOf(lines);
    const words = [...start.words];
    let { text } = start;
    const last = words.at(-1)!;
    const below = lines.slice(lines.findIndex((line) => line.words.includes(last)) + 1);
    for (const line of below.slice(0, 2)) {
        if (!OPEN_END.test(text) && (hasTownAndState(text) || !hasTownAndState(line.text))) break;
        text = `${text} ${line.text}`;
        words.push(...line.words);
    }
    return { value: text, words };
}

/** Statements that their own words tell from others, so that they are found in a part of the label, too. */
const TOLD = ["abv", "net_contents", "bottler", "country"] as const;

/** Fields of a label: of the first reading, and what only a second look has seen. */
export function extract(page: OcrPage): Extraction {
    const [first, ...more] = readingsOf(page).map((words) => extractFrom({ ...page, words }));
    for (const field of TOLD) {
        const found = more.find((extraction) => extraction[field]);
        if (!first![field] && found) Object.assign(first!, { [field]: found[field] });
    }
    return first!;
}

/** What each reading states of the alcohol content. */
export function alcoholStatements(page: OcrPage): NonNullable<Extraction["abv"]>[] {
    return readingsOf(page).flatMap((words) => abvOf(readLines({ ...page, words }).others) ?? []);
}

/** Fields of one reading from its lines; a field not found is absent. */
function extractFrom(page: OcrPage): Extraction {
    const { others: lines } = readLines(page);
    const bottler = bottlerOf(lines);
    const telling = ({ text, words }: Line): boolean =>
        !NOISE.test(text) &&
        !alcoholOf(text) &&
        !VOLUME.test(text) &&
        !COUNTRY.test(text) &&
        !SULFITES.test(text) &&
        !(bottler && words.every((word) => bottler.words.includes(word)));
    const brand = lines.slice(0, BRAND_LINES).find(telling);
    const rest = lines.filter((line) => line !== brand && telling(line));
    const country = first(lines, (text) => COUNTRY.exec(text));
    const contents = lines.filter(({ text }) => !NOT_CONTENTS.test(text));
    const fields: { [K in keyof Extraction]: Extraction[K] | undefined } = {
        brand_name: found(brand),
        product_type: found(rest.find(({ text }) => commodityOf(text) !== undefined) ?? rest[0]),
        abv: abvOf(lines),
        net_contents: found(first(contents, (text) => VOLUME.exec(text))) ?? oneLitreOf(contents),
        bottler,
        country: country && { value: country.match[1]!, words: country.words },
    };
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Extraction;
}
