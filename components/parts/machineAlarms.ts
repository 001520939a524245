import type * as pulumi from "@pulumi/pulumi";
import { type Alarm, counted, type HostAlarm } from "../../model/alarms";
import type { HostName } from "../../model/hosts";
import type { Naming } from "../../model/naming";

/** An alarm of the plan: AWS chooses the ids of instances and load balancers. */
export type PlannedAlarm = Alarm<pulumi.Input<string>>;

export interface Machine {
    readonly naming: Naming;
    readonly host: HostName;
    readonly instanceId: pulumi.Input<string>;
    readonly logGroup: pulumi.Input<string>;
    /** What its software watches. */
    readonly alarms: readonly HostAlarm[];
}

/** What is watched of a host: what its software says, and that it says anything at all. */
export function machineAlarms({ naming, host, instanceId, logGroup, alarms }: Machine): PlannedAlarm[] {
    return [
        ...alarms.map((alarm) => counted(naming.stack, host, alarm, { logGroup })),
        {
            name: `${host}-silent`,
            what: "For ten minutes no log line of the host arrived: nothing that it sees would be noticed",
            runbook: "host-away",
            // Every counted alarm of the host is blind then.
            isolation: true,
            metric: { namespace: "AWS/Logs", name: "IncomingLogEvents", dimensions: { LogGroupName: logGroup } },
            statistic: "Sum",
            trips: { below: 1 },
            periodSeconds: 300,
            periods: 2,
            missing: "breaching",
            delaySeconds: 60,
        },
        {
            name: `${host}-status`,
            what: "AWS's checks of the machine or of its hardware fail",
            runbook: "host-away",
            metric: {
                namespace: "AWS/EC2",
                name: "StatusCheckFailed",
                dimensions: { InstanceId: instanceId },
            },
            statistic: "Maximum",
            trips: { atLeast: 1 },
            periodSeconds: 60,
            periods: 2,
            missing: "breaching",
            delaySeconds: 60,
        },
        {
            name: `${host}-slow`,
            what: "The machine has used up its CPU credits and is throttled",
            runbook: "host-away",
            metric: { namespace: "AWS/EC2", name: "CPUCreditBalance", dimensions: { InstanceId: instanceId } },
            statistic: "Minimum",
            trips: { below: 5 },
            periodSeconds: 300,
            periods: 3,
            // A type without credits has no such metric.
            missing: "notBreaching",
            delaySeconds: 300,
        },
    ];
}
