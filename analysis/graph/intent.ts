import type { z } from "zod";
import { type HostIntent, hostIntent, type NetworkIntent, networkIntent } from "../../model/intent";
import type { Gaps } from "./gaps";
import type { GraphResource } from "./resource";
import { roleOf } from "./roles";

/**
 * What components registered, read as strictly as claims rely on it. An `up` that was interrupted leaves a role without its intent, and a
 * state file may hold anything: then the strictest is taken, and nothing is proved.
 */
export const hostIntentOf = (resource: GraphResource, gaps: Gaps): HostIntent =>
    read(hostIntent, resource, gaps) ?? { ingresses: [], reaches: [] };

export const networkIntentOf = (resource: GraphResource, gaps: Gaps): NetworkIntent | undefined =>
    read(networkIntent, resource, gaps);

function read<T>(form: z.ZodType<T>, resource: GraphResource, gaps: Gaps): T | undefined {
    // What a preview cannot know, only the claims need, and they are not asked of it.
    if (resource.unregistered) return undefined;
    const { data, error } = form.safeParse(resource.outputs.intent);
    const [issue] = error?.issues ?? [];
    if (issue !== undefined)
        gaps.add(
            resource,
            `has the role ${String(roleOf(resource))}, but what it is meant to allow cannot be read (${["intent", ...issue.path].join(".")}: ${issue.message})`,
            "run pulumi up to its end, so that the component registers role and intent",
        );
    return data;
}
