import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { claimData, type Preflight } from "./preflight";
import { writeWhole } from "./writeWhole";

/** Writes `<folder>/<stack>/`, and returns it. */
export function writeEvidence(folder: string, { plan, cost, diagram, report, claims }: Preflight): string {
    const target = join(folder, plan.stack);
    mkdirSync(target, { recursive: true });
    const files: Readonly<Record<string, string>> = {
        "plan.json": json(plan),
        "claims.json": json(claimData(claims)),
        "cost.json": json(cost),
        "diagram.svg": diagram,
        "report.html": report,
    };
    for (const [name, content] of Object.entries(files)) {
        writeWhole(join(target, name), content);
    }
    return target;
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
