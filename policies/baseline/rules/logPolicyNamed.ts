import { accountOf, demanded } from "../../../analysis/iam/document";
import { unless } from "../../framework/outcome";
import { documentAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

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
