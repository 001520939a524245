import type { z } from "zod";

import { askedFor, type Asked } from "./asked";
import type { Allowed, Dialect } from "./dialects/dialect";
import { refusalOf } from "./explain";
import { canonical, type Span } from "./json/canonical";
import { parse, type JsonObject } from "./json/read";
import { Refusal } from "./refusal";
import { secretIn } from "./secrets";

/** What is forwarded, one piece after the other, and what the audit line says of it. */
export interface Judged extends Asked {
    readonly body: readonly Buffer[];
    /** Gives the body's memory back, once it is sent and nobody can need it again. */
    readonly release?: () => void;
}

/**
 * The body as it goes to the endpoint: written anew where it lies, and what was written is read and judged by the dialect's
 * allowlist. The bytes are taken over.
 * @throws Refusal 400 for what is no JSON object, 403 for what the policy does not know
 */
export function judge(bytes: Buffer, dialect: Dialect, allowed: Allowed): Judged {
    const { document, members } = canonical(bytes);
    const value = parse(document);
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
        throw new Refusal(400, "json", "The body is not a JSON object.");
    }
    const asked = askedFor(value);
    const result = schemaOf(dialect, allowed).safeParse(value);
    const secret = allowed.secretScan ? secretIn(value) : undefined;
    const refusal = result.success ? secret : refusalOf(result.error.issues, value);
    if (refusal) throw Object.assign(refusal, asked);
    const written = { ...value };
    dialect.write(written);
    return { body: pieces(document, members, value, written), ...asked };
}

const byteOf = (text: string): Buffer => Buffer.from(text);
const comma = byteOf(",");

/** Members that the dialect left alone go as they stand in the document, the others as it wrote them. */
function pieces(document: Buffer, members: readonly Span[], before: JsonObject, after: JsonObject): Buffer[] {
    const kept = members.filter(({ key }) => Object.hasOwn(after, key) && after[key] === before[key]);
    const own = Object.entries(after).filter(([key, member]) => !Object.hasOwn(before, key) || before[key] !== member);
    const written = own.map(([key, member]) => byteOf(`${JSON.stringify(key)}:${JSON.stringify(member)}`));
    const all = [...runs(kept).map(({ from, to }) => document.subarray(from, to)), ...written];
    return [byteOf("{"), ...all.flatMap((piece, index) => (index === 0 ? [piece] : [comma, piece])), byteOf("}")];
}

/** Neighbours are one run, with the comma between them. */
function runs(spans: readonly Span[]): { from: number; to: number }[] {
    const found: { from: number; to: number }[] = [];
    for (const { from, to } of spans) {
        const last = found.at(-1);
        if (last?.to === from - 1) last.to = to;
        else found.push({ from, to });
    }
    return found;
}

const schemas = new WeakMap<Allowed, Map<Dialect, z.ZodType>>();

/** Made once for an endpoint: making it costs more than judging by it. */
function schemaOf(dialect: Dialect, allowed: Allowed): z.ZodType {
    const known = schemas.get(allowed) ?? new Map<Dialect, z.ZodType>();
    const schema = known.get(dialect) ?? dialect.schema(allowed);
    schemas.set(allowed, known.set(dialect, schema));
    return schema;
}
