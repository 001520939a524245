import fc from "fast-check";
import type { Net } from "../../analysis/reachability/network";
import { Choices, networkFrom } from "../../analysis/reachability/randomNetwork";

/** Random networks of the generator that the packet walker has too, always the same ones for a seed. */
export const randomNets = (count: number, seed: number): Net[] =>
    fc
        .sample(fc.array(fc.nat(5039), { minLength: 60, maxLength: 220 }), { numRuns: count, seed })
        .map((numbers) => networkFrom(new Choices(numbers)));
