import type { Json, NumberTexts } from "./read";

/** The one spelling of a value that is forwarded; a number keeps the text that it came with. */
export function writeJson(value: Json, numbers: NumberTexts): string {
    if (value === null || typeof value !== "object" || !numbers.has(value)) return JSON.stringify(value);
    if (Array.isArray(value)) {
        const texts = numbers.get(value);
        return `[${value.map((item, index) => texts?.get(String(index)) ?? writeJson(item, numbers)).join(",")}]`;
    }
    const texts = numbers.get(value);
    const members = Object.entries(value).map(
        ([key, member]) => `${JSON.stringify(key)}:${keptText(member, texts?.get(key)) ?? writeJson(member, numbers)}`,
    );
    return `{${members.join(",")}}`;
}

/** The gateway may have replaced the member since it was read. */
function keptText(member: Json, text: string | undefined): string | undefined {
    return text !== undefined && Number(text) === member ? text : undefined;
}
