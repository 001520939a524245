import { planStack } from "../preflight/plan";
import { mutantsOf } from "./mutants";
import { Judge } from "./judge";
import { allRules } from "../policies/rules";
import { readLevels } from "../policies/framework/levels";
void (async () => {
    for (const s of ["dev", "prod"]) {
        const plan = await planStack(s);
        const j = new Judge(plan, allRules, readLevels("/work/main/policies", s, allRules), "2026-11-26");
        const only: Record<string, number> = {};
        for (const m of mutantsOf(plan)) {
            const v = j.judge(m);
            if (!v.killedBy.length || v.crashes.length)
                console.log(
                    s,
                    m.family,
                    m.rows.join(),
                    m.id,
                    "| adv",
                    v.advisedBy.join(),
                    "| also",
                    v.alsoBroke.join(),
                    "| doubt",
                    v.doubted.join(),
                    v.crashes,
                );
            if (v.killedBy.length === 1) {
                const k = v.killedBy[0];
                only[k] = (only[k] ?? 0) + 1;
                if (k === "known-network") console.log("KN", m.id);
            }
        }
        console.log(only);
    }
})();
