import { expect } from "chai";
import { buildGraph } from "../../../analysis/graph/build";
import { fromPlan } from "../../../analysis/graph/resource";
import type { Answer, Verdict } from "../../../analysis/reachability/answer";
import { endpointOf } from "../../../analysis/reachability/endpoints";
import { reach } from "../../../analysis/reachability/reach";
import type { Plan } from "../../../model/plan";
import { disagreements } from "../diagram/agreement";
import { PlanBuilder } from "../fixtures/planBuilder";
import { Sketch } from "./sketch";

/** A question about a scenario, and its answer. */
export type Row =
    | readonly [from: string, to: string, answer: Verdict]
    | readonly [from: string, to: string, port: number, answer: Verdict]
    | readonly [from: string, to: string, port: number, protocol: string, answer: Verdict];

function sketched(set: (s: Sketch) => void): Plan {
    const sketch = new Sketch(new PlanBuilder("scenario"));
    set(sketch);
    return sketch.plan();
}

function asked(plan: Plan, from: string, to: string, port?: number, protocol = "tcp"): Answer {
    const graph = buildGraph(fromPlan(plan));
    const limits = port === undefined ? {} : { protocol, port };
    return reach(graph, { from: endpointOf(graph, from, "from"), to: endpointOf(graph, to, "to"), ...limits });
}

/** One network, and the questions to it. Every answer says why, and its table and picture say the same. */
export const scenario = (title: string, set: (s: Sketch) => void, ...rows: readonly Row[]) =>
    it(title, () => {
        const plan = sketched(set);
        for (const row of rows) {
            const [from, to] = row;
            const port = typeof row[2] === "number" ? row[2] : undefined;
            const protocol = row.length === 5 ? row[3] : undefined;
            const { verdict, why } = asked(plan, from, to, port, protocol);
            expect(verdict, `${from} -> ${to} ${port ?? ""}: ${why.join("; ")}`).to.equal(row[row.length - 1]);
            expect(why.join("")).to.not.equal("");
        }
        expect(disagreements(plan)).to.deep.equal([]);
    });
