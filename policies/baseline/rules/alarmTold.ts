import type { GraphResource } from "../../../analysis/graph/resource";
import { isUnknown, texts } from "../../../analysis/graph/values";
import { unless } from "../../framework/outcome";
import { flagAt, textAt } from "../../framework/read";
import { resourceInContextRule } from "../../framework/rule";

const composite = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

export const alarmTold = resourceInContextRule("baseline", {
    id: "alarm-told",
    severity: "medium",
    title: "Every alarm tells somebody, itself or by an alarm over it",
    why: "An alarm that only changes its colour is seen by nobody at night.",
    remediation: "Set alarmActions to the stack's topic, and leave actionsEnabled on.",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html",
    rows: [134],
    types: ["aws:cloudwatch/metricAlarm:MetricAlarm", composite],
    check(alarm, { linker }) {
        const name = textAt(alarm, alarm.type === composite ? "alarmName" : "name");
        const told = linker
            .ofType(composite)
            .some(
                (over) => tells(over) && name !== undefined && (textAt(over, "alarmRule") ?? "").includes(`"${name}"`),
            );
        return unless(
            flagAt(alarm, "actionsEnabled") === false && `${alarm.name} tells nobody: remove actionsEnabled: false`,
            !tells(alarm) && !told && `${alarm.name} tells nobody: set alarmActions to a topic`,
        );
    },
});

const tells = (alarm: GraphResource): boolean =>
    texts(alarm.props.alarmActions).length > 0 || isUnknown(alarm, "alarmActions");
