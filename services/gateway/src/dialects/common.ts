import * as z from "zod";

import type { Json } from "../json/read";

/** Data that the client's own tools read: any JSON. */
export const opaque = z.custom<Json>((value) => value !== undefined);

/** What a model gave to a client's tool, or that tool to the model: any members, but members. */
export const dataObject = z.custom<Json>(
    (value) => value !== null && typeof value === "object" && !Array.isArray(value),
    {
        message: "an object",
    },
);

/** A JSON schema: any, but a reference in it stays in it, since a provider might fetch another. */
export const jsonSchema = z.custom<Json>(
    (value) =>
        value !== null && typeof value === "object" && !Array.isArray(value) && referencesAreLocal(value as Json),
    { message: "a JSON schema whose $ref, $dynamicRef and $recursiveRef start with # and whose $id is none" },
);

function referencesAreLocal(value: Json): boolean {
    if (value === null || typeof value !== "object") return true;
    return Object.entries(value).every(([key, member]) => {
        const reference = key === "$ref" || key === "$dynamicRef" || key === "$recursiveRef" || key === "$id";
        return (!reference || typeof member !== "string" || member.startsWith("#")) && referencesAreLocal(member);
    });
}

/** Inline bytes, of media types that are data and no program. */
export const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
export const imageType = z.enum(["image/png", "image/jpeg", "image/gif", "image/webp"]);
export const dataUrl = z.string().regex(/^data:image\/(?:png|jpeg|jpg|gif|webp);base64,[A-Za-z0-9+/]*={0,2}$/);

/** One of config's values; the message names what is allowed. */
export function listed(values: readonly string[], what: string): z.ZodType<string> {
    return z.string().refine((value) => values.includes(value), {
        message: `${what} (config lists: ${values.join(", ") || "none"})`,
    });
}

/** Where a provider may keep the beginning of a prompt, for minutes, to read it cheaper again. */
export const cacheControl = z
    .strictObject({ type: z.literal("ephemeral"), ttl: z.enum(["5m", "1h"]).optional() })
    .nullable()
    .optional();
