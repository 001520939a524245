import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeWhole } from "../../preflight/writeWhole";
import { evidenceFolder, readEvidence } from "../report/evidence";
import { renderPage } from "../report/page";

/** `report [--stack prod]`: makes evidence/<stack>/twin.html of what the other commands have kept. */
export function reportCommand(args: readonly string[]): number {
    const { values } = parseArgs({ args: [...args], options: { stack: { type: "string", default: "prod" } } });
    const evidence = readEvidence(values.stack);
    if (evidence.plan === undefined) {
        console.error(`nothing is known of ${values.stack}: npm run -s twin -- up, attack or agree`);
        return 1;
    }
    const file = join(evidenceFolder(values.stack), "twin.html");
    writeWhole(file, renderPage(values.stack, evidence));
    console.log(file);
    return 0;
}
