import { unless } from "../../framework/outcome";
import { itemsAt, textAt, textsAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";
import { source } from "./networkFirewall";

export const networkFirewallStrict = resourceRule("baseline", {
    id: "network-firewall-strict",
    severity: "critical",
    title: "A firewall policy hands every packet to its rules, in order, and drops what they do not allow",
    why: "AWS's defaults pass whatever no rule names.",
    remediation:
        "Set stateless default actions to aws:forward_to_sfe, ruleOrder to STRICT_ORDER, a stateful default of aws:drop_established, and reference a rule group.",
    source,
    rows: [114, 116],
    types: ["aws:networkfirewall/firewallPolicy:FirewallPolicy"],
    check(policy) {
        const at = (...path: string[]) => textsAt(policy, "firewallPolicy", ...path);
        const passes = ["statelessDefaultActions", "statelessFragmentDefaultActions"].filter(
            (name) =>
                !at(name).every((action) => ["aws:forward_to_sfe", "aws:drop"].includes(action)) ||
                at(name).length === 0,
        );
        return unless(
            ...passes.map((name) => `${policy.name} lets packets past its rules: set ${name} to aws:forward_to_sfe`),
            textAt(policy, "firewallPolicy", "statefulEngineOptions", "ruleOrder") !== "STRICT_ORDER" &&
                `${policy.name} tries its rules in AWS's order: set ruleOrder to STRICT_ORDER`,
            !at("statefulDefaultActions").some((action) => action.startsWith("aws:drop")) &&
                `${policy.name} passes what no rule names: set statefulDefaultActions to aws:drop_established`,
            itemsAt(policy, "firewallPolicy", "statefulRuleGroupReferences").length === 0 &&
                `${policy.name} has no rule group: reference one`,
        );
    },
});
