import type { z } from "zod";

import type { AnswersFor } from "../answers/providerRun";
import type { JsonObject } from "../json/read";

/** What config allows on the endpoint that a body goes to. */
export interface Allowed {
    readonly models: readonly string[];
    readonly betas: readonly string[];
    readonly allowServerTools: readonly string[];
    /** Whether what looks like a credential is refused. */
    readonly secretScan: boolean;
}

/** A provider's request format: what may stand in a body, and how a refusal looks to its clients. */
export interface Dialect {
    /** Closed at every level. */
    schema(allowed: Allowed): z.ZodType;
    /** What the gateway writes itself, whatever arrived. */
    write(body: JsonObject): void;
    /** An error in the shape that the provider's own clients show to a person. */
    error(status: number, rule: string, message: string): object;
    /** A body's type where a provider's own SDK sends none; elsewhere it must be said. */
    readonly untold?: "application/json";
    /** Beside the key and what is the same for all. */
    readonly headers: { readonly accept: string; readonly "anthropic-version"?: string };
    /** How its answers are read. */
    readonly answers: AnswersFor;
}
