import { invalidHost, type InvalidReason } from "@isolated-openhands/gateway/rules";
import { z } from "zod";
import { orMeant } from "./didYouMean";
import { invalidCidr, invalidInstanceType, invalidPattern } from "./formats";

/** The forms that keys have, each with the sentence that tells the user what to write. */

/** YAML takes 1.25 and 24.04 for numbers unless they are quoted. */
const notText = (input: unknown) => (typeof input === "number" ? "is a number, without quotes" : "is not text");

export const formatted = (fix: string, fault: (value: string) => InvalidReason) =>
    z.string({ error: ({ input }) => `${notText(input)}: ${fix}` }).superRefine((value, context) => {
        const message = fault(value);
        if (message) context.addIssue({ code: "custom", message });
    });

/** Editors know the pattern too, by the JSON Schema. */
export const matching = (pattern: RegExp, fix: string) =>
    formatted(fix, invalidPattern(pattern, fix)).meta({ pattern: pattern.source });
export const oneOf = <const T extends readonly string[]>(values: T) =>
    z.enum(values, {
        error: ({ input }) =>
            `${typeof input === "number" ? `${notText(input)}: ` : ""}write one of ${values.join(", ")}${orMeant(input, values)}`,
    });
export const integer = (from: number, to: number) => {
    const error = `write a whole number from ${from} to ${to}`;
    return z.int({ error }).min(from, { error }).max(to, { error });
};
export const flag = () => z.boolean({ error: "write true or false" });
export const listOf = <T extends z.ZodType>(item: T, fix: string) => z.array(item, { error: `is not a list: ${fix}` });

/** A section or a part of one: its keys, and no others. */
export const map = <T extends z.ZodRawShape>(shape: T, fix = `write its keys: ${Object.keys(shape).join(", ")}`) =>
    z.strictObject(shape, { error: `is not a map: ${fix}` });

export const host = (example: string) => formatted(`write a name such as ${example}`, invalidHost);
export const cidr = () => formatted("write an IPv4 block such as 203.0.113.0/24", (value) => invalidCidr(value));
export const region = () => matching(/^[a-z]{2}(-[a-z]+)+-\d$/, "write an AWS region such as us-east-1");
export const name = (example: string) =>
    matching(/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/, `write 1 to 32 of a-z, 0-9 and -, such as ${example}`);
export const instanceType = () => formatted("write an EC2 instance type such as t3.large", invalidInstanceType);
export const email = () => matching(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "write an e-mail address such as ops@example.com");

/** Behind the list of kinds: the one that was meant. */
export const kindMeant = (input: unknown, kinds: readonly string[]) =>
    orMeant((input as { readonly kind?: unknown } | null | undefined)?.kind, kinds);
