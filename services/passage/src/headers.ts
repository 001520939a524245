/** A header as it came: name and value, once for every line that it stood on. */
export type HeaderLine = readonly [name: string, value: string];

/** Pairs of what Node calls rawHeaders, names in lower case. */
export function headerLines(raw: readonly string[]): HeaderLine[] {
    return Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i]!.toLowerCase(), raw[2 * i + 1]!] as const);
}

export function valuesOf(lines: readonly HeaderLine[], name: string): string[] {
    return lines.filter(([other]) => other === name).map(([, value]) => value);
}

const token = /^[!-~][ -~]{0,8191}$/;

/** The lines that are on the list, printable and of bounded length; a name that stands twice is left out, since who reads it may take either. */
export function listed(lines: readonly HeaderLine[], names: ReadonlySet<string>): HeaderLine[] {
    return lines.filter(([name, value]) => names.has(name) && token.test(value) && valuesOf(lines, name).length === 1);
}
