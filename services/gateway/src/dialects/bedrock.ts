import * as z from "zod";

import { base64, jsonSchema, listed } from "./common";
import type { Allowed } from "./dialect";
import { readJson } from "../json/read";

/** What Bedrock streams in: frames with a checksum each. */
export const eventStream = "application/vnd.amazon.eventstream";

/** Bedrock tags a value by its one member's name. A tag that is not known here is named in the refusal. */
export function oneOf<T extends z.ZodRawShape>(tags: T): z.ZodObject<{ [K in keyof T]: z.ZodOptional<T[K]> }> {
    return z
        .strictObject(tags)
        .partial()
        .refine((value) => Object.keys(value).length === 1, {
            message: `exactly one of ${Object.keys(tags).join(", ")}`,
        }) as never;
}

/** Bytes inline. Amazon S3 would be read with the gateway host's own role. */
export const bytes = oneOf({ bytes: base64 });

export const cachePoint = z.strictObject({ type: z.literal("default"), ttl: z.enum(["5m", "1h"]).optional() });

/** Beta features by value: in a body one that config does not list is refused, since dropping it would change the call. */
export const betas = (allowed: Allowed): z.ZodType =>
    z.array(listed(allowed.betas, "a beta of this endpoint")).optional();

/** A JSON schema that stands in a string. */
export const schemaText = z.string().refine((text) => {
    try {
        return jsonSchema.safeParse(readJson(Buffer.from(text))).success;
    } catch {
        return false;
    }
}, "a JSON schema whose references start with #");

const errorTypes: Readonly<Record<number, string>> = {
    403: "AccessDeniedException",
    429: "ThrottlingException",
    502: "ServiceUnavailableException",
    503: "ServiceUnavailableException",
    504: "ModelTimeoutException",
};

/** An error as AWS's SDKs read it. */
export function bedrockError(status: number, rule: string, message: string): object {
    const type = errorTypes[status] ?? (status < 500 ? "ValidationException" : "InternalServerException");
    return { __type: type, message: `${rule}: ${message}` };
}
