import type { GraphResource } from "../../../analysis/graph/resource";
import { unless } from "../../framework/outcome";
import { itemsAt, textAt, textsAt, valueAt } from "../../framework/read";
import { resourceInContextRule } from "../../framework/rule";
import { accountUnknown, designedRolesOf } from "../design";

const roleType = "aws:iam/role:Role";
const profileType = "aws:iam/instanceProfile:InstanceProfile";

export const roleDesigned = resourceInContextRule("isolation", {
    id: "role-designed",
    severity: "critical",
    title: "Every role is one of the design's, with no policy attached to the role itself; instances are given roles of hosts",
    why: "A role that nobody designed has no list of what it may do, and a policy attached to the role is outside the list.",
    remediation:
        "Remove the role, inlinePolicies and managedPolicyArns; what a host needs besides belongs into model/hostGrants.ts.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
    rows: [91, 96, 97, 98],
    designSpecific: true,
    types: [roleType, profileType],
    alone: (resource) => unless(...attachedFaults(resource)),
    check(resource, context) {
        const designed = designedRolesOf(context);
        if (designed === undefined) return accountUnknown;
        const isProfile = resource.type === profileType;
        const name = textAt(resource, isProfile ? "role" : "name");
        const one = designed.find((designed) => designed.name === name);
        const called = name ?? "a name that AWS makes up";
        return unless(
            ...attachedFaults(resource),
            isProfile
                ? one?.host === undefined && `${resource.name} gives instances ${called}, which is no role of a host`
                : one === undefined &&
                      `${resource.name} (${called}) is no role of the design: remove it, or add it to model/roles.ts`,
        );
    },
});

function attachedFaults(resource: GraphResource): (string | false)[] {
    if (resource.type !== roleType) return [];
    // An empty item is how the provider is told that there are none.
    const inline = itemsAt(resource, "inlinePolicies").filter((path) =>
        ["name", "policy"].some((property) => valueAt(resource, ...path, property) !== undefined),
    );
    const managed = textsAt(resource, "managedPolicyArns");
    return [
        inline.length > 0 && `${resource.name} has policies inside itself: write them as RolePolicy`,
        managed.length > 0 && `${resource.name} has ${managed.join(", ")} attached: write the statements it needs`,
    ];
}
