import { unless } from "../../framework/outcome";
import { flagAt, itemsAt, textAt } from "../../framework/read";
import { resourceInContextRule } from "../../framework/rule";
import { source } from "./networkFirewall";

const firewallType = "aws:networkfirewall/firewall:Firewall";

export const networkFirewallProtected = resourceInContextRule("baseline", {
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
