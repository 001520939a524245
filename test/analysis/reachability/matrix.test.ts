import { expect } from "chai";
import fc from "fast-check";
import { buildGraph } from "../../../analysis/graph/build";
import { fromPlan } from "../../../analysis/graph/resource";
import { classesOf } from "../../../analysis/reachability/classes";
import { matrixOf } from "../../../analysis/reachability/matrix";
import { reach } from "../../../analysis/reachability/reach";
import type { Interface } from "../../../analysis/graph/model";
import { planOf } from "./plan";
import { Choices, networkFrom } from "./randomNetwork";

const endpoint = (networkInterface: Interface) => ({
    kind: "interfaces" as const,
    interfaces: [networkInterface],
    text: networkInterface.name,
});

describe("the matrix of all pairs", function () {
    this.timeout(120_000);

    it("says what reach says of every pair of members, and says unknown for ways over the internet or a balancer", () => {
        const seen = new Set<string>();
        fc.assert(
            fc.property(fc.array(fc.nat(5039), { minLength: 60, maxLength: 220 }), (numbers) => {
                const net = networkFrom(new Choices(numbers));
                const graph = buildGraph(fromPlan(planOf(net)));
                const around = net.balancers.length > 0 || net.vpcs.some((vpc) => vpc.internetGateway);
                const classes = classesOf(graph);
                const matrix = matrixOf(graph, classes);
                expect(classes.flatMap(({ members }) => members)).to.have.members([...graph.interfaces]);
                classes.forEach((from, i) =>
                    classes.forEach((to, j) => {
                        for (const [a, b] of pairs(from.members, to.members)) {
                            const { verdict, why } = reach(graph, { from: endpoint(a), to: endpoint(b) });
                            const said = matrix.verdict(i, j);
                            seen.add(`${said} ${verdict}`);
                            const agrees = said === verdict || (said === "unknown" && around);
                            expect(
                                agrees,
                                `${a.name} -> ${b.name}: ${said}, but ${verdict}: ${why.join("; ")}`,
                            ).to.equal(true);
                        }
                    }),
                );
            }),
            { numRuns: 1000 },
        );
        expect(seen).to.include.members(["reachable reachable", "unreachable unreachable", "unknown unknown"]);
    });

    it("puts interfaces that differ in nothing but their address into one class", () => {
        const numbers = Array.from({ length: 80 }, () => 0);
        const graph = buildGraph(fromPlan(planOf(networkFrom(new Choices(numbers)))));
        const classes = classesOf(graph);
        expect(classes.length).to.be.lessThan(graph.interfaces.length);
    });
});

const pairs = (from: readonly Interface[], to: readonly Interface[]) =>
    from.flatMap((a) => to.filter((b) => b !== a).map((b) => [a, b] as const));
