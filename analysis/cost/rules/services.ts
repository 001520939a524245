import type { PlanResource } from "../../../model/plan";
import type { LinkedPlan } from "../../links";
import { assumptions, type Assumption } from "../assumptions";
import { charge, count, list, number, record, usage, type Draft } from "../line";
import { HOURS_PER_MONTH, prices } from "../prices";

/** Managed domain lists cost nothing; own domains cost half a tenth of a cent each. */
export function dnsDomains(resource: PlanResource): readonly Draft[] {
    const domains = list(resource.props.domains).length;
    return domains === 0 ? [] : [charge(resource, "dns", "domains on a DNS Firewall list", domains, prices.dnsDomain)];
}

/** Queries are charged where a rule group is associated with a VPC. */
export function dnsFirewall(resource: PlanResource): readonly Draft[] {
    const queries = assumptions.dnsQueries;
    return [usage(resource, "dns", "DNS Firewall queries", queries.quantity, prices.dnsQueries, queries)];
}

export function resolverEndpoint(resource: PlanResource, plan: LinkedPlan): readonly Draft[] {
    const addresses = count(plan, resource, "ipAddresses");
    return [charge(resource, "dns", "resolver endpoint", addresses * HOURS_PER_MONTH, prices.resolverAddress)];
}

export function hostedZone(resource: PlanResource): readonly Draft[] {
    return [charge(resource, "dns", "hosted zone", 1, prices.hostedZone)];
}

export function kmsKey(resource: PlanResource): readonly Draft[] {
    const requests = assumptions.kmsRequests;
    return [
        charge(resource, "keys-and-secrets", "KMS key", 1, prices.kmsKey),
        usage(resource, "keys-and-secrets", "KMS requests", requests.quantity, prices.kmsRequests, requests),
    ];
}

export function secret(resource: PlanResource): readonly Draft[] {
    const calls = assumptions.secretCalls;
    return [
        charge(resource, "keys-and-secrets", "secret", 1, prices.secret),
        usage(resource, "keys-and-secrets", "Secrets Manager calls", calls.quantity, prices.secretCalls, calls),
    ];
}

/** https://aws.amazon.com/systems-manager/pricing/: standard parameters are free, advanced ones are not. */
export function parameter(resource: PlanResource): readonly Draft[] {
    if (resource.props.tier !== "Advanced") return [];
    return [charge(resource, "keys-and-secrets", "advanced parameter", 1, prices.advancedParameter)];
}

export function metricAlarm(resource: PlanResource): readonly Draft[] {
    const highResolution = (number(resource.props.period) ?? 60) < 60;
    // An alarm on an expression is charged for every metric that it reads.
    const metrics = list(resource.props.metricQueries).filter((query) => record(query).metric !== undefined).length;
    return [
        charge(
            resource,
            "monitoring",
            highResolution ? "alarm, high resolution" : "alarm",
            Math.max(metrics, 1),
            highResolution ? prices.alarmHighResolution : prices.alarm,
        ),
    ];
}

export function compositeAlarm(resource: PlanResource): readonly Draft[] {
    return [charge(resource, "monitoring", "composite alarm", 1, prices.compositeAlarm)];
}

export function metricFilter(resource: PlanResource): readonly Draft[] {
    return [charge(resource, "monitoring", "custom metric of a log filter", 1, prices.metric)];
}

export function dashboard(resource: PlanResource): readonly Draft[] {
    return [charge(resource, "monitoring", "dashboard", 1, prices.dashboard)];
}

/** What writes into a log group, by the property that names the group. */
const LOG_WRITERS: readonly { type: string; property: string; what: string; gb: Assumption }[] = [
    {
        type: "aws:ec2/flowLog:FlowLog",
        property: "logDestination",
        what: "flow logs",
        gb: assumptions.flowLogGb,
    },
    {
        type: "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig",
        property: "destinationArn",
        what: "DNS query logs",
        gb: assumptions.dnsLogGb,
    },
    {
        type: "aws:cloudtrail/trail:Trail",
        property: "cloudWatchLogsGroupArn",
        what: "trail",
        gb: assumptions.trailLogGb,
    },
];

/** A group pays for what its writers send (any other group: for host logs), and for keeping it. */
export function logGroup(resource: PlanResource, plan: LinkedPlan): readonly Draft[] {
    const writers = LOG_WRITERS.filter(({ type, property }) =>
        plan.ofType(type).some((writer) => namesGroup(writer.props[property], resource, plan, writer, property)),
    );
    const sources = writers.length > 0 ? writers : [{ what: "host logs", gb: assumptions.hostLogGb }];
    // Without a retention nothing is ever deleted: ten years stand for "for ever", the longest retention there is.
    const days = number(resource.props.retentionInDays) || 3653;
    const ratio = assumptions.logCompression;
    return sources.flatMap(({ what, gb }) => [
        usage(resource, "logs", `ingestion of ${what}`, gb.quantity, prices.logIngestion, gb),
        usage(
            resource,
            "logs",
            `${what} kept ${days} days`,
            (gb.quantity * ratio.quantity * days) / 30,
            prices.logStorage,
            gb,
            ratio,
        ),
    ]);
}

/** ARNs of log groups are often built from the name, sometimes with the suffix that means "and all its streams". */
function namesGroup(
    value: unknown,
    group: PlanResource,
    plan: LinkedPlan,
    writer: PlanResource,
    property: string,
): boolean {
    const name = String(group.props.name ?? group.id);
    const byName = typeof value === "string" && value.replace(/:\*$/, "").endsWith(`:log-group:${name}`);
    return byName || plan.follow(writer, property).resources.includes(group);
}
