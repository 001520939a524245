import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** Hashes of a page's inline scripts, as a content security policy writes them. */
export function scriptHashes(page: string): string[] {
    const scripts = [...page.matchAll(/<script(?:\s[^>]*)?>([^]*?)<\/script>/g)].map(([, text = ""]) => text);
    const hashes = scripts
        .filter((text) => text !== "")
        .map((text) => `sha256-${createHash("sha256").update(text).digest("base64")}`);
    return [...new Set(hashes)];
}

// npm run -s script-hashes < index.html: what openHands.image.scriptHashes says of an image with this page.
if (require.main === module) console.log(JSON.stringify(scriptHashes(readFileSync(0, "utf8")), null, 4));
