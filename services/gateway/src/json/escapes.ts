export const quote = 0x22;
export const backslash = 0x5c;

/** 1 for a byte that stands in a string as itself. */
export const plain = Uint8Array.from({ length: 256 }, (_, byte) =>
    byte >= 0x20 && byte !== quote && byte !== backslash ? 1 : 0,
);

/** 1 for what follows a backslash where JSON.stringify writes it so too. */
export const shortEscapes = new Uint8Array(256);
for (const byte of Buffer.from('"\\bfnrt')) shortEscapes[byte] = 1;

const nothing = { read: 0, written: 0 };

/**
 * Writes the character of an escape at `at` as JSON.stringify spells it, to `out`, which is not behind it.
 * @returns how many bytes were read and written; 0 read for what is no escape, and for half of a surrogate pair
 */
export function writeEscape(bytes: Buffer, at: number, out: number): { read: number; written: number } {
    if (bytes[at + 1] === 0x2f) {
        bytes[out] = 0x2f;
        return { read: 2, written: 1 };
    }
    const unit = unitAt(bytes, at);
    if (unit < 0 || (unit & 0xfc00) === 0xdc00) return nothing;
    if ((unit & 0xfc00) !== 0xd800) return { read: 6, written: write(bytes, unit, out) };
    const low = unitAt(bytes, at + 6);
    if ((low & 0xfc00) !== 0xdc00) return nothing;
    return { read: 12, written: write(bytes, 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff), out) };
}

/** The number of `\uXXXX`; -1 for anything else. */
function unitAt(bytes: Buffer, at: number): number {
    if (bytes[at] !== backslash || bytes[at + 1] !== 0x75) return -1;
    let unit = 0;
    for (let place = at + 2; place < at + 6; place++) {
        const byte = bytes[place] ?? 0;
        const small = byte | 0x20;
        if (byte >= 0x30 && byte <= 0x39) unit = unit * 16 + byte - 0x30;
        else if (small >= 0x61 && small <= 0x66) unit = unit * 16 + small - 0x57;
        else return -1;
    }
    return unit;
}

function write(bytes: Buffer, point: number, out: number): number {
    if (point > 0x7f) return bytes.write(String.fromCodePoint(point), out);
    if (plain[point] === 0) return bytes.write(JSON.stringify(String.fromCharCode(point)).slice(1, -1), out, "latin1");
    bytes[out] = point;
    return 1;
}
