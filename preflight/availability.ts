import type { Plan } from "../model/plan";

/** What stands in several zones and what in one, of a plan: how far the failure of a zone goes. */
export function availabilityText({ resources }: Plan): string {
    const verifiers = resources.filter(
        ({ type, props }) =>
            type === "aws:ec2/instance:Instance" && (props.tags as { Role?: string })?.Role === "verifier",
    ).length;
    return verifiers > 1
        ? `the verifier stands in ${verifiers} zones; the web proxy and OpenHands stand in one, and its failure ends conversations until it is back`
        : "every host stands in one zone, and its failure ends conversations and verification until it is back";
}
