/** What a careful operator adds beside the stack. `at` is what prod already has. */
export const benignEdits: readonly (readonly [what: string, line: string])[] = [
    [
        "alarm",
        'new aws.cloudwatch.MetricAlarm("x", { comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1, metricName: "CPUUtilization", namespace: "AWS/EC2", period: 60, statistic: "Average", threshold: 80 });',
    ],
    [
        "alarm with recover action",
        'new aws.cloudwatch.MetricAlarm("x", { comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1, metricName: "StatusCheckFailed_System", namespace: "AWS/EC2", period: 60, statistic: "Average", threshold: 1, dimensions: { InstanceId: at.openHands.instanceId }, alarmActions: ["arn:aws:automate:us-east-1:ec2:recover"] });',
    ],
    [
        "dashboard",
        'new aws.cloudwatch.Dashboard("x", { dashboardName: "x", dashboardBody: pulumi.jsonStringify({ widgets: [{ type: "metric", properties: { metrics: [["AWS/EC2", "CPUUtilization", "InstanceId", at.openHands.instanceId]], region: "us-east-1" } }] }) });',
    ],
    ["parameter", 'new aws.ssm.Parameter("x", { name: "/app/token-ttl", type: "String", value: "3600" });'],
    [
        "parameter arn",
        'new aws.ssm.Parameter("x", { name: "/app/instance", type: "String", value: at.openHands.instanceId });',
    ],
    ["ec2 tag", 'new aws.ec2.Tag("x", { resourceId: at.openHands.instanceId, key: "CostCenter", value: "42" });'],
    [
        "public record elsewhere",
        'new aws.route53.Record("x", { zoneId: "Z0AAAAAAAAAAAAAAAA", name: "status.example.org", type: "CNAME", ttl: 300, records: ["status.example.net"] });',
    ],
    [
        "metric filter",
        'new aws.cloudwatch.LogMetricFilter("x", { logGroupName: "/x", name: "x", pattern: "ERROR", metricTransformation: { name: "errors", namespace: "x", value: "1" } });',
    ],
    [
        "budget",
        'new aws.budgets.Budget("x", { budgetType: "COST", limitAmount: "10", limitUnit: "USD", timeUnit: "MONTHLY" });',
    ],
    [
        "backup vault and selection",
        'const v = new aws.backup.Vault("xv", { name: "x", kmsKeyArn: at.logKeyArn }, { protect: true }); const p = new aws.backup.Plan("xp", { name: "x", rules: [{ ruleName: "daily", targetVaultName: v.name, schedule: "cron(0 3 * * ? *)", lifecycle: { deleteAfter: 35 } }] });',
    ],
    ["log group", 'new aws.cloudwatch.LogGroup("x", { name: "/x", retentionInDays: 365, kmsKeyId: at.logKeyArn });'],
    [
        "resource group",
        'new aws.resourcegroups.Group("x", { name: "x", resourceQuery: { query: JSON.stringify({ ResourceTypeFilters: ["AWS::AllSupported"], TagFilters: [{ Key: "Stack", Values: ["prod"] }] }) } });',
    ],
    ["guardduty on", 'new aws.guardduty.Detector("x", { enable: true });'],
    ["access analyzer", 'new aws.accessanalyzer.Analyzer("x", { analyzerName: "x", type: "ACCOUNT" });'],
    ["query definition", 'new aws.cloudwatch.QueryDefinition("x", { name: "x", queryString: "fields @message" });'],
    ["password policy", 'new aws.iam.AccountPasswordPolicy("x", { minimumPasswordLength: 20 });'],
    [
        "health check",
        'new aws.route53.HealthCheck("x", { type: "HTTPS", fqdn: "labels.example.com", port: 443, resourcePath: "/health", requestInterval: 30, failureThreshold: 3 });',
    ],
    [
        "a reservation in a subnet",
        'new aws.ec2.SubnetCidrReservation("x", { subnetId: at.network.subnetIds.private[0], cidrBlock: "10.0.1.128/28", reservationType: "explicit" });',
    ],
    ["a tag of the VPC", 'new aws.ec2.Tag("x", { resourceId: at.network.vpcId, key: "a", value: "b" });'],
    [
        "a watch on costs",
        'const m = new aws.costexplorer.AnomalyMonitor("xm", { name: "x", monitorType: "DIMENSIONAL", monitorDimension: "SERVICE" });',
    ],
];
