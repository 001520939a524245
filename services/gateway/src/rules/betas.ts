import type { InvalidReason } from "./hostNames";

/** Values of `anthropic-beta` that change how a model answers and nothing else. */
export const knownBetas = [
    "interleaved-thinking-2025-05-14",
    "fine-grained-tool-streaming-2025-05-14",
    "effort-2025-11-24",
    "context-1m-2025-08-07",
    "output-128k-2025-02-19",
    "token-efficient-tools-2025-02-19",
    "prompt-caching-2024-07-31",
    "extended-cache-ttl-2025-04-11",
    "computer-use-2025-01-24",
    "computer-use-2025-11-24",
] as const;

/** Why a value of `anthropic-beta` may not be approved: others let the provider fetch, keep files, run code or take tools from a message. */
export const invalidBeta = (beta: string): InvalidReason =>
    (knownBetas as readonly string[]).includes(beta)
        ? undefined
        : `is not known to change the answer only, and others let the provider fetch, keep or run things: write one of ${knownBetas.join(", ")}`;
