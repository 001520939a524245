import { expect } from "chai";
import fc from "fast-check";

import { ProgressMeter } from "../../src/modelStatus";
import { percentageOf } from "../../src/modelStatus/progress";

describe("model download progress", () => {
    it("has the requirements' percentage", () => {
        expect(percentageOf(3_221_225_472, 7_201_866_752)).to.equal(44.7);
    });

    it("has one decimal, lies in 0..100, never falls, and is 100 only at the end", () => {
        const sizes = fc
            .integer({ min: 1, max: 2 ** 40 })
            .chain((total) => fc.tuple(fc.nat({ max: total }), fc.nat({ max: total }), fc.constant(total)));
        fc.assert(
            fc.property(sizes, ([a, b, total]) => {
                const [low, high] = [percentageOf(Math.min(a, b), total), percentageOf(Math.max(a, b), total)];
                expect(low).to.be.within(0, high);
                expect(String(high)).to.match(/^\d+(\.\d)?$/);
                expect(high === 100).to.equal(Math.max(a, b) === total);
            }),
        );
    });

    it("estimates from the last 30 seconds", () => {
        let now = 0;
        const meter = new ProgressMeter(() => now);
        const total = 1_000_000;
        expect(meter.update(0, total).estimated_time_remaining_seconds).to.equal(null);
        let bytes = 0;
        // A minute at 1,000 bytes a second, then at 5,000: the slow start is forgotten after 30 s.
        for (let second = 1; second <= 60; second++) [now, bytes] = [second * 1000, bytes + 1000];
        expect(meter.update(bytes, total).estimated_time_remaining_seconds).to.equal(940);
        for (let second = 61; second <= 100; second++) {
            [now, bytes] = [second * 1000, bytes + 5000];
            meter.update(bytes, total);
        }
        expect(meter.update(bytes, total).estimated_time_remaining_seconds).to.equal((total - bytes) / 5000);
    });

    it("knows no time left while nothing arrives, and none at the end", () => {
        let now = 0;
        const meter = new ProgressMeter(() => now);
        for (now = 0; now <= 60_000; now += 1000) meter.update(500, 1000);
        expect(meter.update(500, 1000).estimated_time_remaining_seconds).to.equal(null);
        expect(meter.update(1000, 1000).estimated_time_remaining_seconds).to.equal(0);
    });

    it("does not count what a resumed download had", () => {
        let now = 0;
        const meter = new ProgressMeter(() => now);
        meter.update(900, 1900);
        now = 10_000;
        expect(meter.update(1000, 1900).estimated_time_remaining_seconds).to.equal(90);
    });
});
