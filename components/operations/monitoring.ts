import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../model/naming";
import { tokens } from "../../model/tokens";
import type { PlannedAlarm } from "../parts/machineAlarms";
import type { AlarmTopic } from "./alarmTopic";
import { dashboardBody } from "./dashboard";

export interface MonitoringArgs {
    readonly naming: Naming;
    readonly topic: AlarmTopic;
    /** What the parts of the stack declare. */
    readonly alarms: readonly PlannedAlarm[];
}

/** Every alarm that a part of the stack declares, one over those that concern the isolation, and a page that shows them all. */
export class Monitoring extends pulumi.ComponentResource {
    /** The one alarm that says: act now. */
    readonly isolationAlarm: string;

    constructor(
        name: string,
        private readonly args: MonitoringArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super(tokens.monitoring, name, { alarms: args.alarms.map((alarm) => alarm.name) }, opts);
        const { naming, topic, alarms } = args;
        const child = { parent: this };
        const all = alarms.map((alarm) => this.alarm(alarm));
        this.isolationAlarm = naming.alarm("isolation");
        const isolation = alarms.filter((alarm) => alarm.isolation === true);
        new aws.cloudwatch.CompositeAlarm(
            name,
            {
                alarmName: this.isolationAlarm,
                alarmDescription: `The isolation may be broken. ${runbook("suspected-leak")}`,
                alarmRule: isolation.map((alarm) => `ALARM("${naming.alarm(alarm.name)}")`).join(" OR "),
                alarmActions: [topic.arn],
            },
            { ...child, dependsOn: [topic, ...all] },
        );
        new aws.cloudwatch.Dashboard(
            name,
            { dashboardName: naming.name("openhands-daily"), dashboardBody: dashboardBody(naming, alarms) },
            child,
        );
        this.registerOutputs({ isolationAlarm: this.isolationAlarm });
    }

    private alarm(alarm: PlannedAlarm): aws.cloudwatch.MetricAlarm {
        const { naming, topic } = this.args;
        const { counts, metric, trips } = alarm;
        const filter = counts && this.filter(alarm.name, counts, metric);
        return new aws.cloudwatch.MetricAlarm(
            alarm.name,
            {
                name: naming.alarm(alarm.name),
                alarmDescription: `${alarm.what}. ${runbook(alarm.runbook)}`,
                namespace: metric.namespace,
                metricName: metric.name,
                dimensions: Object.keys(metric.dimensions).length > 0 ? metric.dimensions : undefined,
                statistic: alarm.statistic,
                ...("below" in trips
                    ? { comparisonOperator: "LessThanThreshold", threshold: trips.below }
                    : { comparisonOperator: "GreaterThanOrEqualToThreshold", threshold: trips.atLeast }),
                period: alarm.periodSeconds,
                evaluationPeriods: alarm.periods,
                datapointsToAlarm: alarm.breaching ?? alarm.periods,
                treatMissingData: alarm.missing,
                alarmActions: [topic.arn],
            },
            { parent: this, dependsOn: [topic, ...(filter ? [filter] : [])] },
        );
    }

    private filter(
        name: string,
        { logGroup, pattern }: NonNullable<PlannedAlarm["counts"]>,
        metric: { name: string; namespace: string },
    ) {
        return new aws.cloudwatch.LogMetricFilter(
            name,
            {
                name: this.args.naming.alarm(name),
                logGroupName: logGroup,
                pattern,
                metricTransformation: { namespace: metric.namespace, name: metric.name, value: "1" },
            },
            { parent: this },
        );
    }
}

const runbook = (page: string) => `What to do: docs/runbooks/${page}.md`;
