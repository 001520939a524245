import { anthropicMessages } from "./anthropicMessages";
import type { Dialect } from "./dialect";

/** Every dialect that a route may name. */
export const dialects: Readonly<Record<string, Dialect>> = { "anthropic-messages": anthropicMessages };
