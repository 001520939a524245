import type { Plan } from "../../model/plan";
import { goodAdditions } from "../catalogue/additions";
import { neutralChanges } from "../inputs";
import type { Variant } from "../mutant";
import { configurations, replanned } from "./configs";
import { tighter } from "./edits";

/** Every change of a stack that is no fault: other valid configurations, inputs that guard nothing, and what is tighter. */
export async function variantsOf(plan: Plan): Promise<Variant[]> {
    const configured: Variant[] = [];
    // One after the other: the SDK plans one program at a time.
    for (const [what, sections] of Object.entries(configurations(plan.stack)))
        configured.push({ id: `config: ${what}`, plan: await replanned(plan.stack, sections) });
    return [...configured, ...tighter(plan), ...goodAdditions(plan), ...neutralChanges(plan)];
}
