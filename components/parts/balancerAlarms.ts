import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { PlannedAlarm } from "./machineAlarms";

/** A load balancer, for whoever composes it into a part of the stack. */
export interface Balanced {
    /** Its name in DNS. */
    readonly address: pulumi.Output<string>;
    readonly alarms: readonly PlannedAlarm[];
}

/** Where a load balancer's metrics are: AWS calls its parts by the ends of their ARNs. */
const dimensions = (balancer: aws.lb.LoadBalancer, targets: aws.lb.TargetGroup) => ({
    LoadBalancer: balancer.arnSuffix,
    TargetGroup: targets.arnSuffix,
});

/** Nobody can get in: no target answers the load balancer's own checks. */
export const noTarget = (
    owner: string,
    namespace: string,
    balancer: aws.lb.LoadBalancer,
    targets: aws.lb.TargetGroup,
): PlannedAlarm => ({
    name: `${owner}-no-target`,
    what: "No host behind the load balancer answers: nobody can use the service",
    runbook: "host-away",
    metric: { namespace, name: "HealthyHostCount", dimensions: dimensions(balancer, targets) },
    statistic: "Minimum",
    trips: { below: 1 },
    periodSeconds: 60,
    periods: 2,
    missing: "breaching",
    delaySeconds: 60,
});

/** Answers of the service that are its own failures. */
export const serverErrors = (
    owner: string,
    balancer: aws.lb.LoadBalancer,
    targets: aws.lb.TargetGroup,
): PlannedAlarm => ({
    name: `${owner}-errors`,
    what: "The service answers with errors of its own (5xx)",
    runbook: "verifier",
    metric: {
        namespace: "AWS/ApplicationELB",
        name: "HTTPCode_Target_5XX_Count",
        dimensions: dimensions(balancer, targets),
    },
    statistic: "Sum",
    trips: { atLeast: 5 },
    periodSeconds: 60,
    periods: 3,
    breaching: 2,
    missing: "notBreaching",
    delaySeconds: 60,
});
