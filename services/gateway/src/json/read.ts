import { isAscii } from "node:buffer";

import { canonical } from "./canonical";

/** What JSON can hold. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
    [key: string]: Json;
}

/** One JSON document that every parser reads alike. @throws Refusal 400 */
export function readJson(bytes: Uint8Array): Json {
    return parse(canonical(Buffer.from(bytes)).document);
}

/** The value of a document that was written anew. */
export function parse(document: Buffer): Json {
    return JSON.parse(document.toString(isAscii(document) ? "latin1" : "utf8")) as Json;
}
