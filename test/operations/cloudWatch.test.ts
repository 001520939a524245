import { expect } from "chai";
import fc from "fast-check";
import { datapoints, type Definition, evaluated, evaluationRange, history, type State } from "./cloudWatch";

const rule = (over: Partial<Definition> = {}): Definition => ({
    statistic: "Sum",
    trips: { atLeast: 1 },
    periodSeconds: 60,
    periods: 3,
    breaching: 3,
    missing: "notBreaching",
    ...over,
});

/** "-" missing, "0" within the threshold, "X" beyond it: as AWS's own tables are written. */
const range = (text: string) => [...text].map((one) => (one === "-" ? undefined : one === "X" ? 1 : 0));

describe("the simulator of CloudWatch's alarms", () => {
    // The columns BREACHING and NOT BREACHING of AWS's tables in "How alarm state is evaluated when data is missing".
    type Row = readonly [range: string, needed: number, breaching: State, notBreaching: State];
    const tables: readonly Row[] = [
        ["0-X-X", 3, "OK", "OK"],
        ["----0", 3, "OK", "OK"],
        ["-----", 3, "ALARM", "OK"],
        ["0XX-X", 3, "ALARM", "ALARM"],
        ["--X--", 3, "ALARM", "OK"],
        ["0-X-X", 2, "ALARM", "ALARM"],
        ["00X0X", 2, "ALARM", "ALARM"],
        ["0-X--", 2, "ALARM", "OK"],
        ["----0", 2, "ALARM", "OK"],
        ["---X-", 2, "ALARM", "OK"],
    ];
    for (const [text, breaching, bad, good] of tables)
        it(`decides ${text} with ${breaching} of 3 as AWS's table does`, () => {
            const state = (missing: Definition["missing"]) => evaluated(rule({ breaching, missing }), range(text));
            expect([state("breaching"), state("notBreaching")]).to.deep.equal([bad, good]);
        });

    it("adds up, averages and bounds the values of a period, and has no value for a period without data", () => {
        const data = [
            { at: 0, value: 1 },
            { at: 59, value: 3 },
            { at: 120, value: 5 },
        ];
        const of = (statistic: Definition["statistic"]) => [...datapoints(rule({ statistic }), data)];
        expect(of("Sum")).to.deep.equal([[0, 4], [2, 5]]); // prettier-ignore
        expect(of("Average")).to.deep.equal([[0, 2], [2, 5]]); // prettier-ignore
        expect(of("Minimum")).to.deep.equal([[0, 1], [2, 5]]); // prettier-ignore
        expect(of("Maximum")).to.deep.equal([[0, 3], [2, 5]]); // prettier-ignore
    });

    const settings = fc.record({
        periods: fc.integer({ min: 1, max: 6 }),
        missing: fc.constantFrom<Definition["missing"]>("breaching", "notBreaching"),
    });
    const values = fc.array(fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }), {
        minLength: 1,
        maxLength: 8,
    });

    it("never calls an alarm on data that is all there and within the threshold, whatever the settings", () => {
        fc.assert(
            fc.property(settings, ({ periods, missing }) => {
                const good = Array.from({ length: evaluationRange(periods) }, () => 0);
                expect(evaluated(rule({ periods, breaching: periods, missing }), good)).to.equal("OK");
            }),
        );
    });

    it("goes off with notBreaching only where it goes off with breaching too", () => {
        fc.assert(
            fc.property(settings, values, ({ periods }, seen) => {
                const state = (missing: Definition["missing"]) =>
                    evaluated(rule({ periods, breaching: periods, missing }), seen);
                if (state("notBreaching") === "ALARM") expect(state("breaching")).to.equal("ALARM");
            }),
        );
    });

    it("goes off whenever it does with more datapoints asked for", () => {
        fc.assert(
            fc.property(values, fc.integer({ min: 1, max: 3 }), (seen, fewer) => {
                if (evaluated(rule({ breaching: 3 }), seen) === "ALARM")
                    expect(evaluated(rule({ breaching: fewer }), seen)).to.equal("ALARM");
            }),
        );
    });

    it("says when: one period and the source's delay after the event", () => {
        const one = rule({ periods: 1, breaching: 1, missing: "notBreaching" });
        const off = history({ ...one, delaySeconds: 15 }, [{ at: 130, value: 1 }], 600).filter(
            (c) => c.state === "ALARM",
        );
        expect(off).to.deep.equal([{ at: 195, state: "ALARM" }]);
    });
});
