import type { StackConfig } from "../../model/config";

/** Rule ids with an unexpired exemption in `policies/<stack>.json`. */
export type ExemptedRules = ReadonlySet<string>;

/** One thing to correct: the key below `isolated-openhands:`, what stands there, and what to write. */
export interface Problem {
    readonly key: string;
    readonly value: unknown;
    readonly fix: string;
}

/** The configuration of a stack as text files give it, before anything is checked. */
export interface RawConfig {
    readonly stack: string;
    /** Values of `isolated-openhands:*` by key, objects decoded. */
    readonly project: Readonly<Record<string, unknown>>;
    /** Values of `aws:*` by key, decoded. */
    readonly aws: Readonly<Record<string, unknown>>;
    /** Values of namespaces that nobody reads, by full key: a misspelt project name would otherwise go unnoticed. */
    readonly strange: Readonly<Record<string, unknown>>;
    readonly exempted: ExemptedRules;
}

/** A configuration whose values are each well-formed, before they are checked together. A section that did not parse is undefined and checked no further. */
export type PartialConfig = { readonly [K in keyof StackConfig]?: StackConfig[K] } & { readonly stack: string };
