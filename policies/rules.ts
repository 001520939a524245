import { baselineRules } from "./baseline/rules";
import type { Rule } from "./framework/rule";
import { isolationRules } from "./isolation/rules";

/** Every rule of every pack: what a policy config may name. */
export const allRules: readonly Rule[] = [...isolationRules, ...baselineRules];
