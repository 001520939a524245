import type { Json, JsonObject } from "../json/read";
import { Refusal } from "../refusal";

/** How the answers of a dialect say that the provider ran something by itself. */
export interface Answers {
    /** True for an object that says so; `name` is the member that holds it, also in a list, and empty for the whole. */
    providerRun(object: JsonObject, name: string): boolean;
    /** True for a member in which stand a client's own words, or a client tool's input: types there mean nothing. */
    clientsOwn(object: JsonObject, member: string, name: string): boolean;
}

/** A dialect's answers at an endpoint for which config allows these server tools. */
export type AnswersFor = (serverTools: readonly string[]) => Answers;

/** True when the provider's own tools had a part in the answer, the event or the frame. */
export function holdsProviderRun(value: Json, answers: Answers, name = ""): boolean {
    if (value === null || typeof value !== "object") return false;
    if (Array.isArray(value)) return value.some((item) => holdsProviderRun(item, answers, name));
    if (answers.providerRun(value, name)) return true;
    return Object.entries(value).some(
        ([key, member]) => !answers.clientsOwn(value, key, name) && holdsProviderRun(member, answers, key),
    );
}

export const providerRun = (): Refusal =>
    new Refusal(502, "provider-run", "The endpoint ran a tool of its own, which nobody allowed.");

/** True for a member that holds something: an empty list, a zero and a null say that nothing was run. */
export function holdsSomething(value: Json | undefined): boolean {
    if (value === undefined || value === null || value === 0 || value === false || value === "") return false;
    return typeof value !== "object" || Object.values(value).some(holdsSomething);
}
