/**
 * What is watched, declared where it arises: a piece of a host says which of its lines is bad news, a component which metric of its
 * resources; `components/operations` makes AWS's alarms of all of them, and test/operations evaluates the same definitions.
 */

/** A page of docs/runbooks, where the alarm's message sends whoever reads it. */
export const runbooks = [
    "certificate",
    "endpoint-change",
    "host-away",
    "image",
    "lost-credential",
    "suspected-leak",
    "verifier",
] as const;
export type Runbook = (typeof runbooks)[number];

interface AlarmText {
    /** Short, and unique among the alarms of its owner: "isolation-broken". */
    readonly name: string;
    /** What has happened, for whoever is woken by it. */
    readonly what: string;
    readonly runbook: Runbook;
    /** One of those that say together that the isolation may be broken. */
    readonly isolation?: true;
}

/** When it goes off: a value of a period, in so many of the last periods. */
interface Condition {
    readonly trips: { readonly atLeast: number } | { readonly below: number };
    /** AWS: 10 or 30, or a multiple of 60. */
    readonly periodSeconds: number;
    readonly periods: number;
    /** How many of `periods`; left out, all of them. */
    readonly breaching?: number;
    /** What a period without a value counts as. AWS's other two settings keep a state that nobody can tell beforehand. */
    readonly missing: "breaching" | "notBreaching";
}

/** A line in a host's log group that is bad news. */
export interface HostAlarm extends AlarmText {
    /** AWS: filter pattern syntax of CloudWatch Logs. */
    readonly pattern: string;
    /** In a period of a minute. Default 1. */
    readonly atLeast?: number;
    /** Minutes in a row. Default 1. */
    readonly minutes?: number;
}

/** One alarm of AWS. Ids that AWS chooses are `Id`. */
export interface Alarm<Id = string> extends AlarmText, Condition {
    readonly metric: Metric<Id>;
    readonly statistic: "Average" | "Maximum" | "Minimum" | "Sum";
    /** Set when the metric is counted from lines of a log group. */
    readonly counts?: Counted<Id>;
    /** What AWS says it takes until an event is a value of the metric, beside the period. */
    readonly delaySeconds: number;
}

export interface Metric<Id = string> {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, Id>>;
}

export interface Counted<Id = string> {
    readonly logGroup: Id;
    readonly pattern: string;
}

/** The log shipper sends every five seconds, and CloudWatch filters within seconds of a line's arrival. */
const shippingSeconds = 15;

/** Metrics of our own have the stack in their namespace, and no dimension: each dimension is a metric more to pay. */
export const ownNamespace = (stack: string): string => `IsolatedOpenHands/${stack}`;

/** Counts lines of a log group. No line, no value: silence is health here, and `host-silent` watches the silence. */
export function counted<Id>(
    stack: string,
    owner: string,
    { pattern, atLeast = 1, minutes = 1, ...text }: HostAlarm,
    { logGroup, delaySeconds = shippingSeconds }: { readonly logGroup: Id; readonly delaySeconds?: number },
): Alarm<Id> {
    const name = `${owner}-${text.name}`;
    return {
        ...text,
        name,
        metric: { namespace: ownNamespace(stack), name, dimensions: {} },
        counts: { logGroup, pattern },
        statistic: "Sum",
        trips: { atLeast },
        periodSeconds: 60,
        periods: minutes,
        missing: "notBreaching",
        delaySeconds,
    };
}
