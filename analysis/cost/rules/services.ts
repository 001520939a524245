import type { Linker } from "../../graph/linker";
import type { GraphResource } from "../../graph/resource";
import type { NetworkGraph } from "../../graph/model";
import { assumptions, type Assumption } from "../assumptions";
import { charge, count, list, number, record, usage, type Draft } from "../line";
import { HOURS_PER_MONTH, prices } from "../prices";

/** Managed domain lists cost nothing; own domains cost half a tenth of a cent each. */
export function dnsDomains(resource: GraphResource): readonly Draft[] {
    const domains = list(resource.props.domains).length;
    return domains === 0 ? [] : [charge(resource, "dns", "domains on a DNS Firewall list", domains, prices.dnsDomain)];
}

/** Queries are charged where a rule group is associated with a VPC. */
export function dnsFirewall(resource: GraphResource): readonly Draft[] {
    const queries = assumptions.dnsQueries;
    return [usage(resource, "dns", "DNS Firewall queries", queries.quantity, prices.dnsQueries, queries)];
}

export function resolverEndpoint(resource: GraphResource, network: NetworkGraph): readonly Draft[] {
    const addresses = count(network, resource, "ipAddresses");
    return [charge(resource, "dns", "resolver endpoint", addresses * HOURS_PER_MONTH, prices.resolverAddress)];
}

export function hostedZone(resource: GraphResource): readonly Draft[] {
    return [charge(resource, "dns", "hosted zone", 1, prices.hostedZone)];
}

export function kmsKey(resource: GraphResource): readonly Draft[] {
    const requests = assumptions.kmsRequests;
    return [
        charge(resource, "keys-and-secrets", "KMS key", 1, prices.kmsKey),
        usage(resource, "keys-and-secrets", "KMS requests", requests.quantity, prices.kmsRequests, requests),
    ];
}

export function secret(resource: GraphResource): readonly Draft[] {
    const calls = assumptions.secretCalls;
    return [
        charge(resource, "keys-and-secrets", "secret", 1, prices.secret),
        usage(resource, "keys-and-secrets", "Secrets Manager calls", calls.quantity, prices.secretCalls, calls),
    ];
}

/** https://aws.amazon.com/systems-manager/pricing/: standard parameters are free, advanced ones are not. */
export function parameter(resource: GraphResource): readonly Draft[] {
    if (resource.props.tier !== "Advanced") return [];
    return [charge(resource, "keys-and-secrets", "advanced parameter", 1, prices.advancedParameter)];
}

export function metricAlarm(resource: GraphResource): readonly Draft[] {
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

export function compositeAlarm(resource: GraphResource): readonly Draft[] {
    return [charge(resource, "monitoring", "composite alarm", 1, prices.compositeAlarm)];
}

export function metricFilter(resource: GraphResource): readonly Draft[] {
    return [charge(resource, "monitoring", "custom metric of a log filter", 1, prices.metric)];
}

export function dashboard(resource: GraphResource): readonly Draft[] {
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
export function logGroup(resource: GraphResource, { linker }: NetworkGraph): readonly Draft[] {
    const writers = LOG_WRITERS.filter(({ type, property }) =>
        linker.ofType(type).some((writer) => namesGroup(writer, property, resource, linker)),
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
function namesGroup(writer: GraphResource, property: string, group: GraphResource, linker: Linker): boolean {
    const value = writer.props[property];
    const name = String(group.props.name ?? group.id);
    const byName = typeof value === "string" && value.replace(/:\*$/, "").endsWith(`:log-group:${name}`);
    return byName || linker.names(writer, property, group, group.type);
}
