import { expect } from "chai";

import { type Kept, statisticsOf } from "../../src/artifacts/statistics";

const kept = (id: string, change: Partial<Kept> = {}): Kept => ({
    id,
    timestamp: "2026-11-29T10:00:00Z",
    status: "COMPLIANT",
    backend: "tesseract",
    milliseconds: 1000,
    picture: id,
    outcomes: new Map([["abv", "right"]]),
    ...change,
});

describe("statistics of stored verifications", () => {
    it("count verdicts by backend and by day, and outcomes by field", () => {
        const { by_backend, by_day, by_field } = statisticsOf(
            [
                kept("a", { milliseconds: 3000 }),
                kept("b", { status: "NON_COMPLIANT", outcomes: new Map([["abv", "violation"]]) }),
                kept("c", {
                    backend: "ollama",
                    timestamp: "2026-11-28T10:00:00Z",
                    outcomes: new Map([["abv", "unread"]]),
                }),
            ],
            false,
        );
        expect(by_backend.map(({ backend, total }) => [backend, total])).to.deep.equal([
            ["ollama", 1],
            ["tesseract", 2],
        ]);
        expect(by_backend[1]).to.deep.include({
            verdicts: { COMPLIANT: 1, NON_COMPLIANT: 1, PARTIAL_VALIDATION: 0, ERROR: 0 },
            mean_processing_time_ms: 2000,
        });
        expect(by_day.map(({ day, verdicts }) => [day, verdicts.COMPLIANT])).to.deep.equal([
            ["2026-11-28", 1],
            ["2026-11-29", 1],
        ]);
        expect(by_field).to.deep.equal([{ field: "abv", right: 1, violation: 1, unread: 1 }]);
    });

    it("compare the newest verification of each backend on the same picture, and name the fields that differ", () => {
        const { comparison } = statisticsOf(
            [
                kept("newest", { picture: "p" }),
                kept("older", { picture: "p", status: "ERROR" }),
                kept("other", { picture: "p", backend: "ollama", outcomes: new Map([["abv", "unread"]]) }),
                kept("same", { picture: "q" }),
                kept("same too", { picture: "q", backend: "ollama" }),
                kept("alone", { picture: "r" }),
                kept("unknown", { picture: undefined }),
                kept("unknown too", { picture: undefined, backend: "ollama" }),
            ],
            true,
        );
        expect(comparison).to.deep.equal({
            pictures: 2,
            same_verdict: 2,
            differences: [
                {
                    verifications: [
                        { id: "newest", backend: "tesseract", status: "COMPLIANT" },
                        { id: "other", backend: "ollama", status: "COMPLIANT" },
                    ],
                    fields: ["abv"],
                },
            ],
        });
    });
});
