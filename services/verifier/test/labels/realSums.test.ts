import { expect } from "chai";

import type { RealReading } from "../../labels/real";
import { realFigures, told } from "../../labels/realSums";

/** A label of which the reader got the brand, or not. */
function reading(status: string, faults: string[], brandRight: boolean, warningLegible = false): RealReading {
    const result = (field: string, valid: boolean, legible: boolean) => ({ field, valid, legible });
    const verdict = {
        status,
        validation_results: {
            structural: [result("government_warning.text", false, warningLegible)],
            accuracy: [result("brand_name", brandRight, true)],
        },
    };
    return { label: { fields: ["brand_name"], faults, illegible: [] }, verdict } as unknown as RealReading;
}

describe("sums over real labels", () => {
    const toldOf = (...readings: RealReading[]): string[] => realFigures(readings).map(told);

    it("say what is reached, of how many, and whether the bar is kept", () => {
        expect(toldOf(reading("COMPLIANT", [], true), reading("PARTIAL_VALIDATION", [], false))).to.include.members([
            "legible and without a fault, COMPLIANT: 1 of 2 (bar at least 1: kept)",
            "brand_name read right: 1 of 2 (bar at least 2: missed)",
            "abv read right: 0 of 0 (bar at least 0: kept)",
        ]);
    });

    it("count who is accused rightly and who wrongly apart", () => {
        expect(
            toldOf(reading("NON_COMPLIANT", [], true, true), reading("NON_COMPLIANT", ["x"], true)),
        ).to.include.members([
            "without a fault, NON_COMPLIANT: 1 of 1 (bar at most 0: missed)",
            "with a fault, NON_COMPLIANT: 1 of 1 (bar at least 1: kept)",
            "warning exact, or not legible: 0 of 1 (bar at least 1: missed)",
        ]);
    });
});
