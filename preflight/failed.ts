import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "../stacks/config";
import { UnknownLookup } from "./lookups";
import type { Failed } from "./output/result";
import { DuplicateResource } from "./recorder";
import { StackFileError } from "./stackFiles";

/** A program that does not end. */
export class Endless extends Error {}

export const endless = "something in the program waits for a value that never comes";

/** Errors that are about the user's files say what to do; anything else is ours, and its trace helps. */
export function messageOf(error: unknown): string {
    if (!(error instanceof Error)) return String(error);
    const forPeople: boolean =
        error instanceof StackFileError ||
        error instanceof Endless ||
        error instanceof DuplicateResource ||
        error instanceof UnknownLookup ||
        pulumi.RunError.isInstance(error);
    return forPeople ? error.message : (error.stack ?? error.message);
}

export function failed(stack: string, error: unknown): Failed {
    const problems = error instanceof ConfigError ? { problems: error.problems } : {};
    return { stack, accepted: false, error: messageOf(error), ...problems };
}
