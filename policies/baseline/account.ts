import { object, text } from "../../analysis/graph/values";
import type { Context } from "../framework/context";

/** The account that the stack's network registered; undefined where it did not. */
export const accountOfStack = ({ resources }: Context): string | undefined =>
    resources.map(({ outputs }) => text(object(outputs.intent).account)).find((account) => account !== undefined);
