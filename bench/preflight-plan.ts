import { estimate } from "../analysis/cost";
import { drawDiagram } from "../analysis/diagram";
import { planStack } from "../preflight/plan";
import { renderReport } from "../preflight/report";

/** Preflight of prod without rules and proof: planned, priced, drawn and reported. What bench/preflight.ts measures the proof against. */
void (async () => {
    const plan = await planStack("prod");
    const [cost, diagram] = [estimate(plan), drawDiagram(plan)];
    renderReport({ plan, cost, diagram, violations: [], claims: [], exemptions: [], evaluated: false });
})();
