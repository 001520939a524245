import type { GraphResource } from "../../analysis/graph/resource";
import { UnreadableDocument } from "../../analysis/iam/document";
import { type Finding, type Outcome, unknown } from "./outcome";
import { UnknownProperty } from "./read";

/** Judges one resource. Fails closed: what is not known or cannot be read is a finding, and so is a rule that throws. */
export function judge(resource: GraphResource, check: () => Outcome | readonly Outcome[]): readonly Finding[] {
    return outcomes(check).map((outcome) => ({ urn: resource.urn, ...outcome }));
}

function outcomes(check: () => Outcome | readonly Outcome[]): readonly Outcome[] {
    try {
        const judged = check();
        return "verdict" in judged ? [judged] : judged;
    } catch (error) {
        if (error instanceof UnknownProperty) {
            return [unknown(`${error.path} is not known before deployment`, error.advice)];
        }
        if (error instanceof UnreadableDocument) return [unknown(error.message, "a policy document that IAM accepts")];
        return [{ verdict: "unknown", message: `rule could not run: ${(error as Error).message}` }];
    }
}
