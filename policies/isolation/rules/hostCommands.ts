import type { GraphResource } from "../../../analysis/graph/resource";
import { list } from "../../../analysis/graph/values";
import { applyCommand, applyDocument } from "../../../model/applyCommand";
import { type Outcome, unless } from "../../framework/outcome";
import { textAt, valueAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

/** The command with any hash. */
const isApply = (command: unknown) => {
    const [hash = ""] = /[0-9a-f]{64}$/.exec(String(command)) ?? [];
    return hash !== "" && command === applyCommand(hash);
};

function check(association: GraphResource): readonly Outcome[] {
    const document = textAt(association, "name");
    const commands = list(valueAt(association, "parameters", "commands"));
    const isDesigned = document === applyDocument && commands.length === 1 && isApply(commands[0]);
    return unless(
        !isDesigned &&
            `${association.name} runs ${document} on hosts, and the design only starts host-apply: remove it`,
    );
}

export const hostCommandsDesigned = resourceRule("isolation", {
    id: "host-commands-designed",
    severity: "critical",
    title: "Systems Manager runs nothing on hosts but the unit that applies their bundle",
    why: "A command of an association runs as root: it may stop the host's firewall, or fetch and start what somebody else wrote.",
    remediation: "Remove the association; what a host runs belongs into its bundle (`hosts/`).",
    source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/state-manager-about.html",
    rows: [133],
    designSpecific: true,
    types: ["aws:ssm/association:Association"],
    check,
});
