import { createHash } from "node:crypto";

/**
 * One resource of a plan: what preflight writes to `plan.json`, what the policies and the proof read.
 *
 * `props` are the inputs as the program gave them, `outputs` what a provider (or the offline planner) answered. A value
 * that is not known yet is absent from both and named in `propertyDependencies`.
 */
export interface PlanResource {
    readonly urn: string;
    readonly id: string;
    readonly type: string;
    readonly name: string;
    /** URN of the parent; empty for the stack itself. */
    readonly parent: string;
    /** False for components and the stack. */
    readonly custom: boolean;
    readonly protect: boolean;
    /** Inputs whose changes the engine does not carry out; absent where there are none. */
    readonly ignoreChanges?: readonly string[];
    readonly props: Readonly<Record<string, unknown>>;
    readonly outputs: Readonly<Record<string, unknown>>;
    readonly dependencies: readonly string[];
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** A planned stack, resources sorted by URN. The form of `evidence/<stack>/plan.json`. */
export interface Plan {
    readonly stack: string;
    readonly resources: readonly PlanResource[];
}

/** The plan's SHA-256, by which a result says of which plan it is. */
export const planSum = (plan: Plan): string => createHash("sha256").update(JSON.stringify(plan)).digest("hex");
