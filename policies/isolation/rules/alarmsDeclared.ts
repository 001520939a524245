import { z } from "zod";
import type { GraphResource } from "../../../analysis/graph/resource";
import { object } from "../../../analysis/graph/values";
import type { Context } from "../../framework/context";
import type { Finding } from "../../framework/outcome";
import { numberAt, textAt } from "../../framework/read";
import { stackRule } from "../../framework/rule";
import { compliantAt, violationAt } from "../network";

const declaredForm = z.object({
    name: z.string(),
    isolation: z.literal(true).optional(),
    metric: z.object({ namespace: z.string(), name: z.string(), dimensions: z.record(z.string(), z.unknown()) }),
    statistic: z.string(),
    trips: z.union([z.object({ atLeast: z.number() }), z.object({ below: z.number() })]),
    periodSeconds: z.number(),
    periods: z.number(),
    breaching: z.number().optional(),
    missing: z.string(),
    counts: z.object({ logGroup: z.string(), pattern: z.string() }).optional(),
});
type Declared = z.infer<typeof declaredForm>;

export const alarmsDeclared = stackRule("isolation", {
    id: "alarms-declared",
    severity: "high",
    title: "What a part of the stack declares to be bad news is an alarm, with that threshold, period and missing-data setting",
    why: "An alarm with another threshold, or that takes silence for health, is there and does not go off.",
    remediation:
        "Restore the alarm, its filter or its composite alarm; another threshold belongs to where the alarm is declared.",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html",
    rows: [135],
    designSpecific: true,
    evaluate: (context) =>
        context.resources.flatMap((component) =>
            declaredBy(component).flatMap((alarm) => judged(component, alarm, context)),
        ),
});

/** What a component registers that cannot be read declares nothing that could be compared: that is a fault of its own. */
function declaredBy({ custom, name, outputs }: GraphResource): readonly (Declared | string)[] {
    if (custom || outputs.alarms === undefined) return [];
    const { data } = z.array(declaredForm).safeParse(outputs.alarms);
    return data ?? [`what ${name} declares as its alarms cannot be read`];
}

function judged({ urn }: GraphResource, alarm: Declared | string, context: Context): Finding[] {
    if (typeof alarm === "string") return [violationAt(urn, alarm)];
    const planned = context.linker
        .ofType("aws:cloudwatch/metricAlarm:MetricAlarm")
        .find((one) => one.name === alarm.name);
    if (planned === undefined)
        return [violationAt(urn, `${alarm.name} is declared, and no alarm of that name is planned`)];
    const faults = [...differences(planned, alarm), ...uncounted(alarm, context), ...alone(planned, alarm, context)];
    return faults.length === 0
        ? [compliantAt(planned.urn)]
        : faults.map((fault) => violationAt(planned.urn, `${alarm.name} ${fault}`));
}

function differences(planned: GraphResource, { metric, trips, ...alarm }: Declared): string[] {
    const [comparisonOperator, threshold] =
        "below" in trips ? ["LessThanThreshold", trips.below] : ["GreaterThanOrEqualToThreshold", trips.atLeast];
    const wanted: Readonly<Record<string, string | number>> = {
        namespace: metric.namespace,
        metricName: metric.name,
        statistic: alarm.statistic,
        comparisonOperator,
        threshold,
        period: alarm.periodSeconds,
        evaluationPeriods: alarm.periods,
        datapointsToAlarm: alarm.breaching ?? alarm.periods,
        treatMissingData: alarm.missing,
    };
    const isOther = ([input, value]: [string, string | number]) =>
        (typeof value === "number" ? numberAt(planned, input) : textAt(planned, input)) !== value;
    return [
        ...Object.entries(wanted)
            .filter(isOther)
            .map(([input, value]) => `has another ${input} than is declared: set it to ${value}`),
        ...(isSameSubject(planned, metric.dimensions)
            ? []
            : ["watches something else than is declared: restore its dimensions"]),
    ];
}

/** An id that AWS has not chosen yet is the same in both, or the engine would not know it in either. */
function isSameSubject(planned: GraphResource, declared: Readonly<Record<string, unknown>>): boolean {
    const watched = object(planned.props.dimensions);
    const known = [...new Set([...Object.keys(watched), ...Object.keys(declared)])].filter(
        (key) => !planned.unknown.has("dimensions") && !planned.unknown.has(`dimensions.${key}`),
    );
    return known.every((key) => watched[key] === declared[key]);
}

function uncounted({ counts, metric }: Declared, { linker }: Context): string[] {
    if (counts === undefined) return [];
    const counting = linker.ofType("aws:cloudwatch/logMetricFilter:LogMetricFilter").some((filter) => {
        const to = (key: string) => textAt(filter, "metricTransformation", key);
        return (
            textAt(filter, "logGroupName") === counts.logGroup &&
            textAt(filter, "pattern") === counts.pattern &&
            to("namespace") === metric.namespace &&
            to("name") === metric.name &&
            to("value") === "1"
        );
    });
    return counting ? [] : [`counts nothing: no filter of ${counts.logGroup} has its pattern and its metric`];
}

/** Those of the isolation are also under the one alarm that says: act now. */
function alone(planned: GraphResource, { isolation }: Declared, { linker }: Context): string[] {
    if (isolation !== true) return [];
    const called = `ALARM("${textAt(planned, "name") ?? planned.name}")`;
    const over = linker
        .ofType("aws:cloudwatch/compositeAlarm:CompositeAlarm")
        .some((one) => (textAt(one, "alarmRule") ?? "").split(" OR ").includes(called));
    return over ? [] : ["concerns the isolation, and is in no composite alarm over its likes"];
}
