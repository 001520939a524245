import { unless } from "../../framework/outcome";
import { textAt } from "../../framework/read";
import { subjectRule } from "../../framework/rule";

const vpcType = "aws:ec2/vpc:Vpc";
const destinations = ["aws:cloudwatch/logGroup:LogGroup", "aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];

/** How the group or bucket is kept and encrypted, the rules about those say; here it must be one that they see. */
export const flowLogsOn = subjectRule("baseline", {
    id: "flow-logs-on",
    severity: "high",
    title: "Every VPC logs all its traffic to a log group or bucket of the stack",
    why: "Who tried, and who got through, is known from nowhere else.",
    remediation: "Add ec2.FlowLog with vpcId, trafficType ALL and a log group of the stack.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
    rows: [52, 53],
    types: [vpcType],
    check(vpc, { linker }) {
        const logs = linker.ofType("aws:ec2/flowLog:FlowLog").filter((log) => linker.names(log, "vpcId", vpc, vpcType));
        const whole = logs.filter((log) => textAt(log, "trafficType") === "ALL");
        const kept = whole.filter((log) =>
            linker.links(log, "logDestination", ...destinations).some(({ targets }) => targets.length > 0),
        );
        return unless(
            logs.length === 0 && `${vpc.name} has no flow log: add ec2.FlowLog with trafficType ALL`,
            logs.length > 0 &&
                whole.length === 0 &&
                `${vpc.name} logs some of its traffic only: set trafficType of ${logs[0]?.name} to ALL`,
            whole.length > 0 &&
                kept.length === 0 &&
                `${vpc.name} logs to where the stack does not say how logs are kept: set logDestination of ${whole[0]?.name} to a log group of the stack`,
        );
    },
});
