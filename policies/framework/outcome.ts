/** The taxonomy of cdk-nag. UNKNOWN is a verdict of its own: it fails a mandatory rule, and its message says what to write. */
export type RuleVerdict = "compliant" | "non-compliant" | "not-applicable" | "unknown";

/** What a rule says about one resource. `message` is empty when compliant, else for a person. */
export interface Outcome {
    readonly verdict: RuleVerdict;
    readonly message: string;
}

export interface Finding extends Outcome {
    readonly urn: string;
    /** Set when it is unknown only because of something that another rule names: what is not known, for a person. */
    readonly hangsOn?: string;
}

export const compliant: Outcome = { verdict: "compliant", message: "" };

export const notApplicable = (reason: string): Outcome => ({ verdict: "not-applicable", message: reason });

export const violation = (message: string): Outcome => ({ verdict: "non-compliant", message });

/** `what` is not known; `write` is what to do about it. */
export const unknown = (what: string, write: string): Outcome => ({
    verdict: "unknown",
    message: `unknown: ${what}: write ${write}`,
});

/** Compliant when nothing was found. */
export const unless = (...problems: readonly (string | false | undefined)[]): readonly Outcome[] => {
    const found = problems.filter((problem) => typeof problem === "string");
    return found.length === 0 ? [compliant] : found.map(violation);
};
