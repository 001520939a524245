import type { GraphResource } from "../../../analysis/graph/resource";
import { networkOf } from "../../../analysis/graph/ofPlan";
import type { Context } from "../../framework/context";
import { unless } from "../../framework/outcome";
import { resourceInContextRule } from "../../framework/rule";
import { groupType } from "./network";

/** Properties by which things that the network model does not know have a group; rules that name one do not. */
const groupProperties = ["vpcSecurityGroupIds", "securityGroups", "securityGroupIds"] as const;

/** Attached to an interface of the network, in whatever form, or named by something that the model does not know. */
const isAttached = (group: GraphResource, { linker, resources }: Context): boolean =>
    networkOf(resources).interfaces.some(({ groups = [] }) => groups.some(({ key }) => key === group.urn)) ||
    resources.some((one) => groupProperties.some((property) => linker.names(one, property, group, groupType)));

export const groupUsed = resourceInContextRule("baseline", {
    id: "group-used",
    severity: "low",
    title: "Every security group is attached to something",
    why: "What is left over is put on the next thing in a hurry, with whatever it lets through.",
    remediation: "Remove the group, or put it on what it was made for.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    rows: [40],
    types: [groupType],
    check: (group, context) => unless(!isAttached(group, context) && `${group.name} is attached to nothing: remove it`),
});
