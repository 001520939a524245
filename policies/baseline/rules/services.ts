import type { GraphResource } from "../../../analysis/graph/resource";
import { isUnknown, text } from "../../../analysis/graph/values";

/** Services that the stacks do not use today: whoever adds one meets its rule. */

/** A key that is made beside is not known before it is; that one is named, is. */
export const hasKey = (resource: GraphResource, property: string) =>
    text(resource.props[property]) !== undefined || isUnknown(resource, property);
