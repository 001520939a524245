import * as z from "zod";

import { cacheControl, dataObject } from "./common";

/** The forms of the tools that run at a provider and that config may allow by name (`rules/serverTools.ts`). */

const domains = z.array(z.string()).nullable().optional();
const text = z.string().nullable().optional();
const userLocation = z
    .strictObject({ type: z.literal("approximate"), city: text, region: text, country: text, timezone: text })
    .nullable()
    .optional();
const contextSize = z.enum(["low", "medium", "high"]).nullable().optional();

/** The version that only searches: later ones run a program at the provider over what they found. */
export const anthropicSearchTool = z.strictObject({
    type: z.literal("web_search_20250305"),
    name: z.literal("web_search"),
    max_uses: z.number().int().positive().nullable().optional(),
    allowed_domains: domains,
    blocked_domains: domains,
    user_location: userLocation,
    cache_control: cacheControl,
});
/** What it left in an answer, sent back. */
const caller = z.strictObject({ type: z.literal("direct") }).optional();
export const anthropicSearchUse = z.strictObject({
    type: z.literal("server_tool_use"),
    id: z.string(),
    name: z.literal("web_search"),
    input: dataObject,
    caller,
    cache_control: cacheControl,
});
const found = z.strictObject({
    type: z.literal("web_search_result"),
    url: z.string(),
    title: z.string(),
    encrypted_content: z.string(),
    page_age: text,
});
const failed = z.strictObject({ type: z.literal("web_search_tool_result_error"), error_code: z.string() });
export const anthropicSearchResult = z.strictObject({
    type: z.literal("web_search_tool_result"),
    tool_use_id: z.string(),
    content: z.union([z.array(found), failed]),
    caller,
    cache_control: cacheControl,
});
export const anthropicSearchCitation = z.strictObject({
    type: z.literal("web_search_result_location"),
    cited_text: z.string(),
    encrypted_index: z.string(),
    title: text,
    url: z.string(),
});

const openaiPlace = z
    .strictObject({
        type: z.literal("approximate").optional(),
        city: text,
        region: text,
        country: text,
        timezone: text,
    })
    .nullable()
    .optional();
export const responsesSearchTool = z.strictObject({
    type: z.enum(["web_search", "web_search_2025_08_26"]),
    filters: z.strictObject({ allowed_domains: domains }).nullable().optional(),
    search_context_size: contextSize,
    user_location: openaiPlace,
});
const source = z.strictObject({ type: z.literal("url"), url: z.string() });
export const responsesSearchCall = z.strictObject({
    type: z.literal("web_search_call"),
    id: z.string(),
    status: z.string(),
    action: z
        .strictObject({
            type: z.literal("search"),
            query: text,
            queries: z.array(z.string()).nullable().optional(),
            sources: z.array(source).nullable().optional(),
        })
        .optional(),
});
const place = z.number().int();
const cited = { title: z.string(), url: z.string(), start_index: place, end_index: place };
export const responsesCitation = z.strictObject({ type: z.literal("url_citation"), ...cited });

export const chatSearchOptions = z.strictObject({
    search_context_size: contextSize,
    user_location: z
        .strictObject({
            type: z.literal("approximate"),
            approximate: z.strictObject({ city: text, region: text, country: text, timezone: text }),
        })
        .nullable()
        .optional(),
});
export const chatCitation = z.strictObject({ type: z.literal("url_citation"), url_citation: z.strictObject(cited) });
