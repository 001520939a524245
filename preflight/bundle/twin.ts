import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { type Plan, planSum } from "../../model/plan";

/** What of `evidence/<stack>/twin.json` the page says (`twin/report/evidence.ts` writes it). */
const kept = z.looseObject({
    plan: z.string(),
    versions: z.record(z.string(), z.string()).optional(),
    attack: z.looseObject({ ok: z.boolean(), rows: z.array(z.looseObject({ ok: z.boolean() })) }).optional(),
    agreement: z
        .looseObject({ asked: z.number(), packets: z.number(), disagreements: z.array(z.unknown()) })
        .optional(),
});

export type TwinKept = z.infer<typeof kept>;

/** The twin's result for this very plan, or why there is none. The text is the file's own: it goes into the archive as it is. */
export type TwinPart = { readonly text: string; readonly result: TwinKept } | { readonly missing: string };

const run = "run it and build the archive again: make twin";

/** @throws Error when the file is there and cannot be read */
export function twinOf(file: string, plan: Plan): TwinPart {
    if (!existsSync(file)) return { missing: `the twin was not run for this stack; ${run}` };
    const text = readFileSync(file, "utf8");
    let result: TwinKept;
    try {
        result = kept.parse(JSON.parse(text));
    } catch (error) {
        const [first] = (error as Error).message.split("\n");
        throw new Error(`${file} is no result of the twin (${first}): remove it, or ${run}`, { cause: error });
    }
    if (result.plan !== planSum(plan))
        return { missing: `there is a result of the twin, and it is of another plan, so it says nothing here; ${run}` };
    return { text, result };
}
