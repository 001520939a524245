import { unless } from "../../framework/outcome";
import { textAt } from "../../framework/read";
import { resourceRule, subjectRule } from "../../framework/rule";

const vpcType = "aws:ec2/vpc:Vpc";
const flowLogType = "aws:ec2/flowLog:FlowLog";

export const flowLogsOn = subjectRule("baseline", {
    id: "flow-logs-on",
    severity: "high",
    title: "Every VPC logs all its traffic",
    why: "Who tried, and who got through, is known from nowhere else.",
    remediation: "Add ec2.FlowLog with trafficType ALL.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
    rows: [52, 53],
    types: [vpcType],
    check(vpc, { linker }) {
        const logs = linker.ofType(flowLogType).filter((log) => linker.names(log, "vpcId", vpc, vpcType));
        return unless(
            logs.length === 0 && `${vpc.name} has no flow log`,
            logs.length > 0 &&
                !logs.some(({ props }) => props.trafficType === "ALL") &&
                `${vpc.name} logs some of its traffic only: write ALL`,
        );
    },
});

/** SecureString is for secrets; a String parameter that looks like one is a mistake. */
export const parameterNoSecret = resourceRule("baseline", {
    id: "parameter-no-secret",
    severity: "high",
    title: "No String parameter is named like a secret",
    why: "A String parameter is shown to whoever may list parameters.",
    remediation: "Make it a SecureString.",
    source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html",
    rows: [111],
    types: ["aws:ssm/parameter:Parameter"],
    check(parameter) {
        const name = textAt(parameter, "name") ?? parameter.name;
        const secret =
            /(password|secret|token|private-?key|api-?key)/i.test(name) && textAt(parameter, "type") !== "SecureString";
        return unless(secret && `${name} holds a secret by its name, and is a ${textAt(parameter, "type")}`);
    },
});
