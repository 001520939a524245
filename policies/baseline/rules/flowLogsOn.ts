import type { GraphResource } from "../../../analysis/graph/resource";
import { concerns } from "../../../analysis/iam/document";
import type { Context } from "../../framework/context";
import { rolePoliciesOf } from "../../framework/rolePolicies";
import { unless } from "../../framework/outcome";
import { documentAt, textAt } from "../../framework/read";
import { resourceInContextRule } from "../../framework/rule";
import { groupType } from "./logging";

const roleType = "aws:iam/role:Role";

const vpcType = "aws:ec2/vpc:Vpc";

const destinations = [groupType, "aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];

/** How the group or bucket is kept and encrypted, the rules about those say; here it must be one that they see. */
export const flowLogsOn = resourceInContextRule("baseline", {
    id: "flow-logs-on",
    severity: "high",
    title: "Every VPC logs all its traffic to a log group or bucket of the stack",
    why: "Who tried, and who got through, is known from nowhere else.",
    remediation: "Add ec2.FlowLog with vpcId, trafficType ALL and a log group of the stack.",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
    rows: [52, 53],
    types: [vpcType],
    check(vpc, context) {
        const { linker } = context;
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
            ...kept
                .filter((log) => textAt(log, "logDestinationType") === "cloud-watch-logs" && !isDelivered(log, context))
                .map(
                    (log) =>
                        `${log.name} arrives nowhere: give it a role that vpc-flow-logs may take and that may write logs`,
                ),
        );
    },
});

/** CloudWatch Logs takes flow logs from a role only: one that the service may take, with a policy to write. */
function isDelivered(log: GraphResource, { linker }: Context): boolean {
    return linker.link(log, "iamRoleArn", roleType).targets.some((role) => {
        const trusts = (documentAt(role, "assumeRolePolicy") ?? []).some(
            ({ allow, principals }) => allow && principals.some(({ value }) => value === "vpc-flow-logs.amazonaws.com"),
        );
        return trusts && rolePoliciesOf(role, linker).some(mayWrite);
    });
}

const mayWrite = (policy: GraphResource) =>
    (documentAt(policy, "policy") ?? []).some(
        (statement) => statement.allow && concerns(statement, "logs:PutLogEvents"),
    );
