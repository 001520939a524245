import type { GraphResource } from "../../../analysis/graph/resource";
import { accountOf, concerns, demanded } from "../../../analysis/iam/document";
import type { Context } from "../../framework/context";
import { unless } from "../../framework/outcome";
import { documentAt, textAt } from "../../framework/read";
import { resourceRule, resourceInContextRule } from "../../framework/rule";

const roleType = "aws:iam/role:Role";
const rolePolicyType = "aws:iam/rolePolicy:RolePolicy";
const groupType = "aws:cloudwatch/logGroup:LogGroup";
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
        const policies = linker
            .ofType(rolePolicyType)
            .filter(
                (policy) =>
                    (policy.props.role !== undefined && policy.props.role === role.props.name) ||
                    linker.names(policy, "role", role, roleType),
            );
        return trusts && policies.some(mayWrite);
    });
}

const mayWrite = (policy: GraphResource) =>
    (documentAt(policy, "policy") ?? []).some(
        (statement) => statement.allow && concerns(statement, "logs:PutLogEvents"),
    );

export const logGroupThere = resourceInContextRule("baseline", {
    id: "log-group-there",
    severity: "medium",
    title: "Every log group that a role may write to is one of the stack",
    why: "Where there is no group nothing is recorded, or AWS makes one without key and retention.",
    remediation: "Add the LogGroup under the name that the role's policy names.",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    rows: [103, 104],
    types: [rolePolicyType],
    check(policy, { linker }) {
        const groups = linker.ofType(groupType).map((group) => textAt(group, "name") ?? group.name);
        const written = (documentAt(policy, "policy") ?? [])
            .filter((statement) => statement.allow && concerns(statement, "logs:PutLogEvents"))
            .flatMap(({ resources }) =>
                resources.map((resource) => /:log-group:([^:*]+)/.exec(resource)?.[1] ?? resource),
            );
        return unless(
            ...written
                .filter((name) => !groups.includes(name))
                .map((name) => `${policy.name} writes to ${name}, which is no log group of the stack: add it`),
        );
    },
});

export const logPolicyNamed = resourceRule("baseline", {
    id: "log-policy-named",
    severity: "high",
    title: "Only named services write logs, to named groups, for one account",
    why: "Who may write into a log may hide in it what really happened.",
    remediation: "Name the service, logs:CreateLogStream and logs:PutLogEvents, the group, and aws:SourceAccount.",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html",
    rows: [53],
    types: ["aws:cloudwatch/logResourcePolicy:LogResourcePolicy"],
    check(policy) {
        const granted = (documentAt(policy, "policyDocument") ?? []).filter(({ allow }) => allow);
        const isOne = (sources: readonly string[]) => new Set(sources).size === 1 && sources[0] !== "";
        return unless(
            granted.some(
                ({ principals, notPrincipal }) => notPrincipal || principals.some(({ kind }) => kind !== "Service"),
            ) && `${policy.name} lets others than services write: name the service`,
            granted.some((one) => !isOne(demanded(one, "aws:SourceAccount", "aws:SourceArn").map(accountOf))) &&
                `${policy.name} lets services write for any account: demand one aws:SourceAccount`,
            granted.some(
                ({ actions, notActions }) => notActions.length > 0 || actions.some((one) => /[*?]/.test(one)),
            ) && `${policy.name} grants actions by pattern: name them`,
            granted.some(({ resources }) => !resources.every((one) => /:log-group:[^:*]+/.test(one))) &&
                `${policy.name} is for every group: name the group`,
        );
    },
});
