import type * as pulumi from "@pulumi/pulumi";
import { AlarmTopic } from "../components/operations/alarmTopic";
import { Monitoring } from "../components/operations/monitoring";
import { SpendingBudget } from "../components/operations/spendingBudget";
import type { PlannedAlarm } from "../components/parts/machineAlarms";
import type { StackConfig } from "../model/config";
import type { Naming } from "../model/naming";

type Part = { readonly alarms: readonly PlannedAlarm[] };

/** What both environments are watched with: an alarm for all that a part declares, and a mail when the month costs more than it should. */
export function watch(
    { operations }: StackConfig,
    naming: Naming,
    parts: readonly Part[],
    opts: pulumi.ComponentResourceOptions,
) {
    const { alarmEmail: email, budgetUsd: usd } = operations;
    const topic = new AlarmTopic("alarms", { naming, email }, opts);
    const alarms = parts.flatMap((part) => part.alarms);
    const monitoring = new Monitoring("monitoring", { naming, topic, alarms }, opts);
    if (email !== undefined) new SpendingBudget("budget", { naming, usd, email }, opts);
    return { topic, monitoring };
}
