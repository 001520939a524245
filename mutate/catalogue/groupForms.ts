import type { Mutant, Operator } from "../mutant";
import { ofType, short, withInputs, withResource } from "../mutant";

/** Rows 13, 36, 38 to 40, 59: groups and addresses that are there, unused, undescribed, or written in two ways. */
export const groupForms: Operator = (plan) => {
    const [anything] = [{ description: "added by hand", protocol: "-1", fromPort: 0, toPort: 0, self: true }];
    const defaults = ofType(plan, "ec2/defaultSecurityGroup:DefaultSecurityGroup").flatMap((resource) => [
        {
            id: `${short(resource)} admits itself`,
            rows: [36],
            plan: withInputs(plan, resource, { ingress: [anything] }),
        },
        {
            id: `${short(resource)} may open everything`,
            rows: [36],
            plan: withInputs(plan, resource, { egress: [{ ...anything, self: false, cidrBlocks: ["0.0.0.0/0"] }] }),
        },
    ]);
    const groups = ofType(plan, "ec2/securityGroup:SecurityGroup");
    const forms = groups.flatMap((resource) => [
        {
            id: `${short(resource)} has no description`,
            rows: [38],
            plan: withInputs(plan, resource, { description: undefined }),
        },
        {
            id: `${short(resource)} has inline rules besides`,
            rows: [39],
            plan: withInputs(plan, resource, {
                ingress: [
                    {
                        description: "added by hand",
                        protocol: "tcp",
                        fromPort: 443,
                        toPort: 443,
                        securityGroups: [resource.id],
                    },
                ],
            }),
        },
    ]);
    const rules = ofType(
        plan,
        "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    ).map((resource) => ({
        id: `${short(resource)} has no description`,
        rows: [38],
        plan: withInputs(plan, resource, { description: undefined }),
    }));
    const unused = [
        {
            id: "SecurityGroup added that is attached to nothing",
            rows: [40],
            plan: withResource(plan, "ec2/securityGroup:SecurityGroup", "added", {
                description: "added by hand",
                vpcId: groups[0].props.vpcId,
            }),
        },
        {
            id: "Elastic IP added on nothing",
            rows: [59],
            plan: withResource(plan, "ec2/eip:Eip", "added", { domain: "vpc" }),
        },
        {
            id: "the account's default VPC taken over",
            rows: [13],
            plan: withResource(plan, "ec2/defaultVpc:DefaultVpc", "added", {}),
        },
    ];
    return [...defaults, ...forms, ...rules, ...unused].map((mutant): Mutant => ({
        ...mutant,
        family: "security-group",
    }));
};
