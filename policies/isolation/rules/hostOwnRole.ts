import type { Part } from "../../../analysis/graph/model";
import type { GraphResource } from "../../../analysis/graph/resource";
import type { Context } from "../../framework/context";
import { stackRule } from "../../framework/rule";
import { each, networkOf } from "../network";

const instanceType = "aws:ec2/instance:Instance";

const profileType = "aws:iam/instanceProfile:InstanceProfile";

const roleType = "aws:iam/role:Role";

const policyType = "aws:iam/rolePolicy:RolePolicy";

const isBelow = ({ linker }: Context, resource: GraphResource, top: GraphResource) =>
    linker.ancestors(resource).includes(top);

export const hostOwnRole = stackRule("isolation", {
    id: "host-own-role",
    severity: "critical",
    title: "Every host has the role of its own component, and that role has no policy made for another host",
    why: "What a role may do is decided for one host; with another's profile a host holds that one's keys and secrets.",
    remediation: "Give the instance the profile, and the profile the role, of the component that the instance is in.",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html",
    rows: [10, 96, 98],
    designSpecific: true,
    evaluate(context) {
        const { parts } = networkOf(context);
        return each(
            parts,
            ({ resource }) => resource.urn,
            (part) => [
                ...profileFaults(context, part),
                ...handedOut(context, part),
                ...policyFaults(context, part, parts),
            ],
        );
    },
});

function profileFaults(context: Context, { resource: candidate }: Part): string[] {
    const { linker } = context;
    const instances = linker.ofType(instanceType).filter((instance) => isBelow(context, instance, candidate));
    return instances.flatMap((instance) => {
        const profiles = linker.link(instance, "iamInstanceProfile", profileType).targets;
        const roles = profiles.flatMap((profile) => linker.link(profile, "role", roleType).targets);
        if (roles.length === 0) return [`${instance.name} has no instance profile with a role of the stack`];
        return [...profiles, ...roles]
            .filter((one) => !isBelow(context, one, candidate))
            .map((one) => `${instance.name} has ${one.name}, which is made for another component`);
    });
}

/** Profiles elsewhere in the stack that give a role of the component to whatever has them. */
function handedOut(context: Context, { resource: own }: Part): string[] {
    const { linker } = context;
    return linker
        .ofType(profileType)
        .filter((profile) => !isBelow(context, profile, own))
        .filter((profile) => linker.link(profile, "role", roleType).targets.some((role) => isBelow(context, role, own)))
        .map((profile) => `${profile.name}, which is not of ${own.name}, gives its role to whatever has that profile`);
}

/** Policies below the component are for its own role; its role takes, besides, what a store grants that is no host's component. */
function policyFaults(context: Context, { resource: own }: Part, parts: readonly Part[]): string[] {
    const { linker } = context;
    const others = parts.filter(({ resource }) => resource !== own).map(({ resource }) => resource);
    return linker.ofType(policyType).flatMap((policy) => {
        const roles = linker.link(policy, "role", roleType).targets;
        const isOwn = isBelow(context, policy, own);
        const forOwn = roles.some((role) => isBelow(context, role, own));
        if (isOwn && !forOwn) return [`the policy ${policy.name} is not on the role of ${own.name}`];
        const external = forOwn && others.some((other) => isBelow(context, policy, other));
        return external ? [`the role of ${own.name} has the policy ${policy.name} of another component`] : [];
    });
}
