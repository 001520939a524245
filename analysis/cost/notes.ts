import type { Plan } from "../../model/plan";
import { number, record } from "./line";
import { HOURS_PER_MONTH, prices, PRICE_REGION, PRICES_AS_OF } from "./prices";
import type { CostLine } from "./report";

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;
/** EC2 on-demand page: surplus CPU credits of T3 instances in unlimited mode. */
const T3_SURPLUS_USD_PER_VCPU_HOUR = 0.05;

/** The region that a provider or an ARN of the plan names; null when none does, or when several are named. */
export function regionOf(plan: Plan): string | null {
    const named = new Set<string>();
    for (const { type, props, outputs } of plan.resources) {
        const arn = typeof outputs.arn === "string" ? outputs.arn.split(":")[3] : undefined;
        for (const value of [type === "pulumi:providers:aws" ? props.region : undefined, props.region, arn]) {
            if (typeof value === "string" && REGION.test(value)) named.add(value);
        }
    }
    return named.size === 1 ? [...named][0]! : null;
}

/** The lines whose price is another region's, or that of a region which the plan does not name. */
export const elsewhere = (lines: readonly CostLine[], region: string | null): CostLine[] =>
    lines.filter(({ monthly, priceRegion }) => monthly !== null && (region === null || priceRegion !== region));

/** What a reader must know before relying on the total. */
export function notes(plan: Plan, region: string | null, lines: readonly CostLine[]): readonly string[] {
    const external = elsewhere(lines, region);
    const result = [
        `List prices of ${PRICE_REGION}, on demand, compiled ${PRICES_AS_OF}; ${HOURS_PER_MONTH} h a month; no taxes, ` +
            "no discounts, no free allowances. What the plan does not make is not counted: the LLM provider's own bill, and " +
            `secrets that exist already (the LLM keys, ${prices.secret.usd} each).`,
    ];
    const missing = lines.flatMap(({ unknown }) => unknown?.what ?? []);
    if (missing.length > 0)
        result.push(
            `Cost unknown: ${[...new Set(missing)].join(", ")}. The total is without it: read it as a lower bound.`,
        );
    if (region === null) {
        result.push(`The plan does not say one region: the prices are those of ${PRICE_REGION} and may not apply.`);
    } else if (external.length > 0) {
        result.push(
            `The plan is for ${region}, and ${external.length} of ${lines.length} lines rest on prices of ${PRICE_REGION}. The ` +
                "difference is not known here: most regions cost more. Read the total as a lower bound, not as an estimate.",
        );
    }
    const unlimited = plan.resources.filter(
        ({ type, props }) =>
            type === "aws:ec2/instance:Instance" &&
            /^t(3|3a)\./.test(String(props.instanceType)) &&
            record(props.creditSpecification).cpuCredits !== "standard",
    );
    if (unlimited.length > 0) {
        const most = T3_SURPLUS_USD_PER_VCPU_HOUR * HOURS_PER_MONTH;
        result.push(
            `${unlimited.length} T3 instance${unlimited.length === 1 ? " runs" : "s run"} in unlimited mode (AWS's default): ` +
                `CPU above the baseline adds up to ${most.toFixed(2)} a month for each vCPU.`,
        );
    }
    const forever = plan.resources.filter(
        ({ type, props }) => type === "aws:cloudwatch/logGroup:LogGroup" && !number(props.retentionInDays),
    );
    if (forever.length > 0) {
        result.push(`${forever.length} log group(s) keep everything for ever; ten years are counted.`);
    }
    return result;
}
