import { buildGraph } from "../../../analysis/graph/build";
import type { NetworkGraph } from "../../../analysis/graph/model";
import { fromPlan, type GraphResource } from "../../../analysis/graph/resource";
import { PlanBuilder } from "../fixtures/planBuilder";
import { Sketch } from "../reachability/sketch";

/** The graph of the base network and what is added to it, each resource changed as a source would change it. */
export const build = (
    set: (s: Sketch) => void,
    change: (resource: GraphResource) => GraphResource = (resource) => resource,
): NetworkGraph => {
    const sketch = new Sketch(new PlanBuilder("graph"));
    set(sketch);
    return buildGraph(fromPlan(sketch.plan()).map(change));
};

/** What a stack policy sees: no ids, and no outputs. */
export const asPolicySees = (resource: GraphResource): GraphResource => ({ ...resource, id: "", outputs: {} });

export const gaps = (graph: NetworkGraph) => graph.gaps.map(({ what }) => what);
