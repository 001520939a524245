import { expect } from "chai";

import type { Allowed, Dialect } from "../../src/dialects/dialect";
import type { JsonObject } from "../../src/json/read";
import { judge, type Judged } from "../../src/judge";
import { Refusal } from "../../src/refusal";
import { switchedOff } from "./mutant";

export const allowed: Allowed = {
    models: ["model-a"],
    betas: ["interleaved-thinking-2025-05-14"],
    allowServerTools: [],
    secretScan: false,
};

export const textOf = ({ body }: Judged): string => Buffer.concat(body).toString();

/** What the endpoint would get. */
export function forwarded(body: unknown, dialect: Dialect, config = allowed): JsonObject {
    return JSON.parse(textOf(judge(Buffer.from(JSON.stringify(body)), dialect, config))) as JsonObject;
}

function refusal(body: unknown, dialect: Dialect): Refusal {
    try {
        judge(Buffer.from(JSON.stringify(body)), dialect, allowed);
    } catch (error) {
        if (error instanceof Refusal) return error;
        throw error;
    }
    throw new Error(`passed: ${JSON.stringify(body)}`);
}

/** An attack: what it is, the body, where the policy finds it, by which rule, and the piece that stops it (else that place). */
export type Attack = readonly [what: string, body: object, found: string, rule: string, piece?: string];

/** One test an attack: it is refused with its place named, and passes the mutant whose piece is switched off. */
export function testAttacks(dialect: Dialect, attacks: readonly Attack[]): void {
    for (const [what, body, found, rule, piece = found] of attacks) {
        it(`refuses ${what}, which passes when the schema is open at ${piece}`, () => {
            const { status, rule: id, message } = refusal(body, dialect);
            expect([status, id, message.split(": ")[0]]).to.deep.equal([403, rule, found]);
            const mutant = { ...dialect, schema: (config: Allowed) => switchedOff(dialect.schema(config), piece) };
            forwarded(body, mutant);
        });
    }
}
