import { unless } from "../../framework/outcome";
import { flagAt, itemsAt, textAt, textsAt } from "../../framework/read";
import { resourceRule, resourceInContextRule } from "../../framework/rule";

const firewallType = "aws:networkfirewall/firewall:Firewall";
const source = "https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-policy-settings.html";

export const firewallProtected = resourceInContextRule("baseline", {
    id: "network-firewall-protected",
    severity: "medium",
    title: "A network firewall logs, stands in two zones, and cannot be deleted or moved by one call",
    why: "A firewall that is gone, or that nobody hears, stops nothing.",
    remediation:
        "Set deleteProtection, subnetChangeProtection, a customer-managed key and two subnets, and add networkfirewall.LoggingConfiguration.",
    source,
    rows: [113, 115],
    types: [firewallType],
    check(firewall, { linker }) {
        const logged = linker
            .ofType("aws:networkfirewall/loggingConfiguration:LoggingConfiguration")
            .some((logging) => linker.names(logging, "firewallArn", firewall, firewallType));
        return unless(
            !logged && `${firewall.name} does not log: add networkfirewall.LoggingConfiguration`,
            flagAt(firewall, "deleteProtection") !== true && `${firewall.name} can be deleted: set deleteProtection`,
            flagAt(firewall, "subnetChangeProtection") !== true &&
                `${firewall.name} can be moved: set subnetChangeProtection`,
            itemsAt(firewall, "subnetMappings").length < 2 &&
                `${firewall.name} is in one zone: name two subnetMappings`,
            textAt(firewall, "encryptionConfiguration", "type") !== "CUSTOMER_KMS" &&
                `${firewall.name} has no key of ours: set encryptionConfiguration`,
        );
    },
});

export const firewallStrict = resourceRule("baseline", {
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
