import { expect } from "chai";
import fc from "fast-check";

import { artifactPrefix, newArtifactId, parseArtifactId, positionInDay } from "../../src/artifacts/id";
import { verdicts } from "../../src/artifacts";

const times = fc.date({ min: new Date("2020-01-01"), max: new Date("2400-01-01"), noInvalidDate: true });
const anyVerdict = fc.constantFrom(...verdicts);

describe("artifact ids", () => {
    it("carry their day, their time and their verdict", () => {
        fc.assert(
            fc.property(times, anyVerdict, (time, verdict) => {
                const id = newArtifactId(verdict, time);
                const parsed = parseArtifactId(id)!;
                expect(parsed).to.deep.equal({ id, verdict, time });
                const [year, month, day] = time.toISOString().slice(0, 10).split("-");
                expect(artifactPrefix(parsed)).to.equal(`artifacts/${year}/${month}/${day}/${id}/`);
                expect(id).to.match(/^\d{8}-[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
            }),
        );
    });

    it("sort a day's artifacts newest first, whatever their verdicts", () => {
        fc.assert(
            fc.property(fc.tuple(times, anyVerdict), fc.tuple(times, anyVerdict), ([a, va], [b, vb]) => {
                fc.pre(a.getTime() < b.getTime());
                const older = positionInDay(newArtifactId(va, a));
                expect(positionInDay(newArtifactId(vb, b)) < older).to.be.true;
            }),
        );
    });

    it("differ at one instant", () => {
        const now = new Date();
        expect(new Set(Array.from({ length: 1000 }, () => newArtifactId("COMPLIANT", now))).size).to.equal(1000);
    });

    it("are nothing but what the service made", () => {
        const id = newArtifactId("COMPLIANT", new Date("2026-02-17T10:30:00Z"));
        const others = [
            "",
            "../../etc/passwd",
            `${id}/`,
            `${id}\n`,
            id.toUpperCase(),
            id.replace("20260217", "20260218"),
        ];
        for (const other of others) expect(parseArtifactId(other), other).to.equal(undefined);
        fc.assert(fc.property(fc.string(), (text) => parseArtifactId(text) === undefined));
    });
});
