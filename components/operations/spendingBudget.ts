import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../model/naming";
import { tokens } from "../../model/tokens";

export interface SpendingBudgetArgs {
    readonly naming: Naming;
    /** USD a month. */
    readonly usd: number;
    readonly email: string;
}

/** Of the amount: spent, or (the last one) what AWS expects the month to come to. */
const alerts = [
    { threshold: 50, notificationType: "ACTUAL" },
    { threshold: 80, notificationType: "ACTUAL" },
    { threshold: 100, notificationType: "ACTUAL" },
    { threshold: 100, notificationType: "FORECASTED" },
] as const;

/**
 * A month's money of this stack, by the tag that every resource has, with a mail at 50, 80 and 100 %. The tag must be made a cost
 * allocation tag once in the account's billing console; AWS counts it from that day on.
 */
export class SpendingBudget extends pulumi.ComponentResource {
    constructor(name: string, args: SpendingBudgetArgs, opts?: pulumi.ComponentResourceOptions) {
        super(tokens.spendingBudget, name, args, opts);
        const { naming, usd, email } = args;
        new aws.budgets.Budget(
            name,
            {
                name: naming.name("openhands"),
                budgetType: "COST",
                limitAmount: String(usd),
                limitUnit: "USD",
                timeUnit: "MONTHLY",
                costFilters: [{ name: "TagKeyValue", values: [`user:Environment$${naming.stack}`] }],
                notifications: alerts.map((alert) => ({
                    ...alert,
                    comparisonOperator: "GREATER_THAN",
                    thresholdType: "PERCENTAGE",
                    subscriberEmailAddresses: [email],
                })),
            },
            { parent: this },
        );
        this.registerOutputs({ told: [email] });
    }
}
