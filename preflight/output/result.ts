import type { Problem } from "../../stacks/config";
import type { Preflight } from "../preflight";

/** What `--json` and the other outputs say of a stack that could not be planned. */
export interface Failed {
    readonly stack: string;
    readonly accepted: false;
    readonly error: string;
    /** Of a stack file, each mistake by itself. */
    readonly problems?: readonly Problem[];
}

/** One stack, planned or not. */
export type Result = Preflight | Failed;

export const isPlanned = (result: Result): result is Preflight => "plan" in result;

export const stackOf = (result: Result): string => (isPlanned(result) ? result.plan.stack : result.stack);

export const isAccepted = (result: Result): boolean => (isPlanned(result) ? result.verdict.accepted : false);

/** "web-proxy" of its URN. */
export const nameOf = (urn: string): string => urn.split("::").slice(3).join("::") || urn;
