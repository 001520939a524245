import type { z } from "zod";

import { askedFor, type Asked } from "./asked";
import type { Allowed, Dialect } from "./dialects/dialect";
import { refusalOf } from "./explain";
import { readJson } from "./json/read";
import { writeJson } from "./json/write";
import { Refusal } from "./refusal";

/** What is forwarded, and what the audit line says of it. */
export interface Judged extends Asked {
    readonly body: string;
}

/**
 * The body as it goes to the endpoint: read strictly, judged by the dialect's allowlist, written anew.
 * @throws Refusal 400 for what is no JSON object, 403 for what the policy does not know
 */
export function judge(bytes: Uint8Array, dialect: Dialect, allowed: Allowed): Judged {
    const { value, numbers } = readJson(bytes);
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
        throw new Refusal(400, "json", "The body is not a JSON object.");
    }
    const asked = askedFor(value);
    const result = schemaOf(dialect, allowed).safeParse(value);
    if (!result.success) throw Object.assign(refusalOf(result.error.issues, value), asked);
    dialect.write(value);
    return { body: writeJson(value, numbers), ...asked };
}

const schemas = new WeakMap<Allowed, Map<Dialect, z.ZodType>>();

/** Made once for an endpoint: making it costs more than judging by it. */
function schemaOf(dialect: Dialect, allowed: Allowed): z.ZodType {
    const known = schemas.get(allowed) ?? new Map<Dialect, z.ZodType>();
    const schema = known.get(dialect) ?? dialect.schema(allowed);
    schemas.set(allowed, known.set(dialect, schema));
    return schema;
}
