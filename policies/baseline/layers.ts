import { gunzipSync } from "node:zlib";

/** No text of a stack is larger (AWS: 16 KiB of user data, packed); more than this is a bomb. */
const limit = { maxOutputLength: 4 << 20 };

/** Where base64 is broken into lines. The newline comes first: to look back from every place of a long text takes as long as all else. */
const lineEnd = /\r?\n(?<=[A-Za-z0-9+/]{60}\r?\n)[ \t]*(?=[A-Za-z0-9+/=])/g;

/** A text, and what is packed in it: base64, gzip, and the files that cloud-init writes. @throws when it is packed and cannot be opened */
export function opened(data: Buffer, depth = 0): string[] {
    const isPacked = data[0] === 0x1f && data[1] === 0x8b;
    const content = (isPacked ? gunzipSync(data, limit) : data).toString("utf8");
    if (depth === 3) return [content];
    const unwrapped = content.replace(lineEnd, "");
    const inner = unwrapped.match(/[A-Za-z0-9+/]{20,}={0,2}/g) ?? [];
    return [content, ...inner.flatMap((text) => openedInside(text, depth + 1))];
}

/** A word that only looks like base64 is no fault. */
function openedInside(text: string, depth: number): string[] {
    try {
        return opened(Buffer.from(text, "base64"), depth);
    } catch {
        return [];
    }
}
