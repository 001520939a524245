import type { Stack } from "./deployment";

/** Arguments that have the CLI run both packs, by the levels of the stack. */
export const packs = (stack: Stack) =>
    ["isolation", "baseline"].flatMap((pack) => [
        "--policy-pack",
        `policies/${pack}`,
        "--policy-pack-config",
        `policies/${stack}.json`,
    ]);
