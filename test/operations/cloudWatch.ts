import type { Alarm } from "../../model/alarms";

/**
 * How CloudWatch itself decides an alarm's state, as pure functions (AWS: "How alarms are evaluated", "Configuring how CloudWatch alarms
 * treat missing data"): periods, datapoints to alarm, the evaluation range that is longer than the evaluation periods, missing data.
 */

export type State = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** A value of a metric at a second since the test began. */
export interface Datum {
    readonly at: number;
    readonly value: number;
}

export type Definition = Pick<Alarm, "trips" | "periodSeconds" | "periods" | "breaching" | "missing" | "statistic">;

/** AWS looks further back than the evaluation periods for data that is there before it counts what is missing. */
export const evaluationRange = (periods: number): number => Math.max(periods + 2, 3);

const statistics: Readonly<Record<Alarm["statistic"], (values: readonly number[]) => number>> = {
    Sum: (values) => values.reduce((sum, value) => sum + value, 0),
    Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
    Maximum: (values) => Math.max(...values),
    Minimum: (values) => Math.min(...values),
};

/** The value of each period that has data. */
export function datapoints(
    { periodSeconds, statistic }: Definition,
    data: readonly Datum[],
): ReadonlyMap<number, number> {
    const periods = new Map<number, number[]>();
    for (const { at, value } of data) {
        const period = Math.floor(at / periodSeconds);
        const values = periods.get(period);
        if (values) values.push(value);
        else periods.set(period, [value]);
    }
    return new Map([...periods].map(([period, values]) => [period, statistics[statistic](values)]));
}

export const breaches = (trips: Alarm["trips"], value: number): boolean =>
    "below" in trips ? value < trips.below : value >= trips.atLeast;

/**
 * The state after one evaluation. `range` is the last periods, oldest first, each with its value or undefined where data is missing.
 * Real data comes first: when the range holds as many datapoints as are evaluated, the newest of these decide and what is missing is not
 * looked at; only what lacks is filled by the setting for missing data.
 */
export function evaluated(definition: Definition, range: readonly (number | undefined)[]): State {
    const { trips, periods, breaching = periods, missing } = definition;
    const newest = range.filter((value) => value !== undefined).slice(-periods);
    const bad = newest.filter((value) => breaches(trips, value)).length;
    const lacking = missing === "breaching" ? periods - newest.length : 0;
    return bad + lacking >= breaching ? "ALARM" : "OK";
}

export interface Change {
    readonly at: number;
    readonly state: State;
}

/**
 * The states over time: every period's end is evaluated once its data has arrived, that is after the source's delay. `until` in seconds.
 */
export function history(
    alarm: Definition & { readonly delaySeconds?: number },
    data: readonly Datum[],
    until: number,
): Change[] {
    const points = datapoints(alarm, data);
    const length = evaluationRange(alarm.periods);
    const delay = alarm.delaySeconds ?? 0;
    const last = Math.floor((until - delay) / alarm.periodSeconds);
    const changes: Change[] = [{ at: 0, state: "INSUFFICIENT_DATA" }];
    for (let end = 1; end <= last; end++) {
        const range = Array.from({ length }, (_, i) => points.get(end - length + i));
        const before = changes[changes.length - 1].state;
        const state = evaluated(alarm, range);
        if (state !== before) changes.push({ at: end * alarm.periodSeconds + delay, state });
    }
    return changes;
}

/** When it first goes off, in seconds since the test began; undefined when it does not. */
export const wentOff = (alarm: Alarm<unknown>, data: readonly Datum[], until: number): number | undefined =>
    history(alarm, data, until).find(({ state }) => state === "ALARM")?.at;
