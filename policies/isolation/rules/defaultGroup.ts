import { stackRule } from "../../framework/rule";
import { violationAt, compliantAt, networkOf } from "../network";

export const defaultGroupUnused = stackRule("isolation", {
    id: "default-group-unused",
    severity: "high",
    title: "The default security group lets nothing through and it is attached to nothing",
    why: "Whoever names no group gets it, and AWS's own lets its members in and everything out.",
    remediation: "Adopt it with ec2.DefaultSecurityGroup without rules, and name groups on every interface.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
    rows: [36, 37],
    evaluate(context) {
        const adopted = context.linker.ofType("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
        const resources = context.linker.ofType("aws:ec2/vpc:Vpc");
        const graph = networkOf(context);
        const isDefault = (key: string) => key.startsWith("default of ") || adopted.some(({ urn }) => urn === key);
        const attached = graph.interfaces.flatMap(({ owner, groups }) =>
            (groups ?? [])
                .filter(({ key }) => isDefault(key))
                .map(() => violationAt(owner.urn, `${owner.name} has the default security group: name one`)),
        );
        const open = adopted.map((group) =>
            group.props.ingress === undefined && group.props.egress === undefined
                ? compliantAt(group.urn)
                : violationAt(group.urn, "the default security group has rules: remove them"),
        );
        const left = resources
            .filter(
                (vpc) =>
                    !adopted.some((group) =>
                        context.linker.link(group, "vpcId", "aws:ec2/vpc:Vpc").targets.includes(vpc),
                    ),
            )
            .map((vpc) =>
                violationAt(
                    vpc.urn,
                    `the default security group of ${vpc.name} is AWS's own: adopt it with ec2.DefaultSecurityGroup`,
                ),
            );
        return [...attached, ...open, ...left];
    },
});
