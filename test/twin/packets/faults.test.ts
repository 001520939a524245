import { expect } from "chai";
import { buildGraph } from "../../../analysis/graph/build";
import { fromPlan } from "../../../analysis/graph/resource";
import { disagreements } from "../../../twin/agreement/agree";
import { type Asked, askAll } from "../../../twin/agreement/ask";
import { planOf } from "../../analysis/reachability/plan";
import { networkOf } from "../sketched";
import { withFault } from "./copy";
import { inCompile, inProof, inReader } from "./faults";
import { lesson } from "./lesson";

/**
 * Faults planted one at a time. Those of the proof and of the reader are held against packets that were sent once through the network as
 * it is sketched; those of the compiler send packets of their own through what it makes then.
 */
describe("a planted fault is found by the agreement run", () => {
    const graph = buildGraph(fromPlan(planOf(lesson)));
    let seen: readonly Asked[];

    before(() => {
        seen = askAll(networkOf(lesson));
    });

    it("and none is found in the source as it is, which meets every verdict in both families", () => {
        expect(disagreements(seen, graph)).to.deep.equal([]);
        const arrived = (family: number, answered: boolean) =>
            seen.filter(
                ({ question, doors }) =>
                    question.family === family &&
                    doors.some(({ packets }) => packets.every((one) => one.arrived && one.replied)) === answered,
            );
        for (const family of [4, 6]) {
            expect(arrived(family, true), `IPv${family}`).to.not.be.empty;
            expect(arrived(family, false), `IPv${family}`).to.not.be.empty;
        }
    });

    for (const [where, faults] of [
        ["proof", inProof],
        ["reader", inReader],
    ] as const)
        for (const fault of faults)
            it(`in the ${where}: ${fault.fault}`, () => {
                const found = withFault(fault, ({ agree, build, resource }) =>
                    agree.disagreements(seen, build.buildGraph(resource.fromPlan(planOf(lesson)))),
                );
                expect(found).to.not.be.empty;
            });

    for (const fault of inCompile)
        it(`in the compiler: ${fault.fault}`, () => {
            const packets = withFault(fault, ({ ask }) => ask.askAll(networkOf(lesson)));
            expect(disagreements(packets, graph)).to.not.be.empty;
        });
});
