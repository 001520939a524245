import { appendFileSync } from "node:fs";

/** What happened at one place of the twin: one line of JSON, which the attack matrix searches. */
export type Event = { readonly kind: string } & Readonly<Record<string, unknown>>;

export type Log = (event: Event) => void;

/** Each line is on the disk when the call returns: who reads the file after an answer finds what led to it. */
export const logTo =
    (file: string): Log =>
    (event) =>
        appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`);
