import { ofType, type Operator, short, withInputs, without, withPath } from "../mutant";

const metric = "cloudwatch/metricAlarm:MetricAlarm";
const composite = "cloudwatch/compositeAlarm:CompositeAlarm";
const filter = "cloudwatch/logMetricFilter:LogMetricFilter";

/** Row 134: an alarm that changes its colour and tells nobody. */
const untold: Operator = (plan) =>
    ofType(plan, metric, composite).flatMap((alarm) => [
        {
            id: `${short(alarm)} is switched off`,
            plan: withInputs(plan, alarm, { actionsEnabled: false }),
            rows: [134],
            family: "logging",
        },
        // A metric alarm of the isolation is also told by the one over it.
        ...(ofType(plan, composite).some(({ props }) =>
            String(props.alarmRule).includes(`"${String(alarm.props.name)}"`),
        )
            ? []
            : [
                  {
                      id: `${short(alarm)} has no action`,
                      plan: withInputs(plan, alarm, { alarmActions: [] }),
                      rows: [134],
                      family: "logging" as const,
                  },
              ]),
    ]);

const other = (value: unknown) => (value === "breaching" ? "notBreaching" : "breaching");

/** Row 135: an alarm that is there and does not go off. */
const deaf: Operator = (plan) =>
    [
        ...ofType(plan, metric).flatMap((alarm) => {
            const { threshold, treatMissingData, evaluationPeriods, period } = alarm.props;
            return [
                { id: `${short(alarm)} removed`, plan: without(plan, alarm) },
                {
                    id: `${short(alarm)} has another threshold`,
                    plan: withInputs(plan, alarm, { threshold: Number(threshold) + 1 }),
                },
                {
                    id: `${short(alarm)} takes missing data otherwise`,
                    plan: withInputs(plan, alarm, { treatMissingData: other(treatMissingData) }),
                },
                {
                    id: `${short(alarm)} leaves missing data to AWS's default`,
                    plan: withInputs(plan, alarm, { treatMissingData: undefined }),
                },
                {
                    id: `${short(alarm)} waits for a period more`,
                    plan: withInputs(plan, alarm, { evaluationPeriods: Number(evaluationPeriods) + 1 }),
                },
                {
                    id: `${short(alarm)} has a longer period`,
                    plan: withInputs(plan, alarm, { period: Number(period) * 2 }),
                },
                {
                    id: `${short(alarm)} watches a metric that nobody has`,
                    plan: withInputs(plan, alarm, { metricName: "other" }),
                },
                {
                    id: `${short(alarm)} watches something else`,
                    plan: withInputs(plan, alarm, { dimensions: { InstanceId: "i-00000000000000000" } }),
                },
            ];
        }),
        ...ofType(plan, filter).flatMap((one) => [
            { id: `${short(one)} removed`, plan: without(plan, one) },
            {
                id: `${short(one)} looks for another pattern`,
                plan: withInputs(plan, one, { pattern: '{ $.event = "other" }' }),
            },
            { id: `${short(one)} reads another log`, plan: withInputs(plan, one, { logGroupName: "/other" }) },
            { id: `${short(one)} counts nought`, plan: withPath(plan, one, ["metricTransformation", "value"], "0") },
        ]),
        ...ofType(plan, composite).map((one) => ({
            id: `${short(one)} leaves an alarm out`,
            plan: withInputs(plan, one, { alarmRule: String(one.props.alarmRule).split(" OR ").slice(1).join(" OR ") }),
        })),
    ].map((mutant) => ({ ...mutant, rows: [135], family: "logging" as const }));

export const alarms: Operator = (plan) => [...untold(plan), ...deaf(plan)];
