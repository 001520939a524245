import type { Linker } from "./linker";
import type { Gaps } from "./gaps";
import { isUnknown, list, texts } from "./values";

const groupType = "aws:ec2/securityGroup:SecurityGroup";
const ruleTypes = {
    ingressRuleIds: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    egressRuleIds: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
} as const;

/**
 * `VpcSecurityGroupRulesExclusive` removes from a group every rule that it does not list. While it lists exactly the rules that the
 * stack writes it changes nothing; else what is left is not known.
 */
export function noteExclusive(linker: Linker, gaps: Gaps): void {
    for (const exclusive of linker.ofType("aws:ec2/vpcSecurityGroupRulesExclusive:VpcSecurityGroupRulesExclusive")) {
        const groups = linker.link(exclusive, "securityGroupId", groupType).targets;
        for (const [property, type] of Object.entries(ruleTypes)) {
            const listed = linker.links(exclusive, property, type);
            const written = linker
                .ofType(type)
                .filter((rule) => groups.some((group) => linker.names(rule, "securityGroupId", group, groupType)));
            const whole = written.every((rule) => listed.some(({ targets }) => targets.includes(rule)));
            const known = listed.every(({ exact, external }) => exact && external === undefined);
            if (!whole || !known || (isUnknown(exclusive, property) && texts(exclusive.props[property]).length === 0))
                gaps.add(exclusive, `${property} are not the rules that the stack writes`, "list each rule's id");
        }
        const mixed = groups.some(({ props }) => [props.ingress, props.egress].some((value) => list(value).length > 0));
        const classic = linker
            .ofType("aws:ec2/securityGroupRule:SecurityGroupRule")
            .some((rule) => groups.some((group) => linker.names(rule, "securityGroupId", group, groupType)));
        if (mixed || classic)
            gaps.add(exclusive, "the group has rules of other forms, which it removes", "write standalone rules");
    }
}
