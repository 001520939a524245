import type { Naming } from "./naming";
import type { PolicyStatement } from "./policyDocument";

/** What the role may do with which VPC Flow Logs writes to its log group, and that nobody else's flow log may borrow it (AWS: confused deputy). */
export const flowLogsTrust = (naming: Naming): PolicyStatement => ({
    Effect: "Allow",
    Principal: { Service: "vpc-flow-logs.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "aws:SourceAccount": naming.account } },
});

export const flowLogsStatements = (naming: Naming): PolicyStatement[] => [
    {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
        Resource: naming.arn("logs", `log-group:${naming.flowLogGroup}:*`),
    },
];
