import type { RealReading } from "./real";

/** One thing that the issue wants of the verdicts on real labels: what was reached, of how many, and what the bar is. */
export interface RealFigure {
    name: string;
    reached: number;
    of: number;
    /** Reached at least this share of `of`; the bar "at most" none is 0 reached. */
    bar: { least: number } | { most: number };
}

const verdicts = (readings: readonly RealReading[], status: string): number =>
    readings.filter(({ verdict }) => verdict.status === status).length;

/** Whether what is right on the label is found so, or a person is asked and told why: never wrong and sure of it. */
function warningAnswered({ verdict }: RealReading): boolean {
    const results = verdict.validation_results.structural.filter(({ field }) => field.startsWith("government_warning"));
    return results.length > 0 && results.every(({ valid, legible }) => valid || !legible);
}

function fieldFigure(readings: readonly RealReading[], field: string, least: number): RealFigure {
    const given = readings.filter(({ label }) => label.fields.includes(field));
    const right = given.filter(({ verdict }) =>
        verdict.validation_results.accuracy.some((one) => one.field === field && one.valid),
    );
    return { name: `${field} read right`, reached: right.length, of: given.length, bar: { least } };
}

/** The sums over a set of real labels, each beside its bar. */
export function realFigures(readings: readonly RealReading[]): RealFigure[] {
    const faulty = readings.filter(({ label }) => label.faults.length > 0);
    const good = readings.filter(({ label }) => label.faults.length === 0);
    const legible = good.filter(({ label }) => label.illegible.length === 0);
    return [
        {
            name: "without a fault, NON_COMPLIANT",
            reached: verdicts(good, "NON_COMPLIANT"),
            of: good.length,
            bar: { most: 0 },
        },
        {
            name: "legible and without a fault, COMPLIANT",
            reached: verdicts(legible, "COMPLIANT"),
            of: legible.length,
            bar: { least: 0.5 },
        },
        {
            name: "with a fault, NON_COMPLIANT",
            reached: verdicts(faulty, "NON_COMPLIANT"),
            of: faulty.length,
            bar: { least: 1 },
        },
        {
            name: "with a fault, COMPLIANT",
            reached: verdicts(faulty, "COMPLIANT"),
            of: faulty.length,
            bar: { most: 0 },
        },
        {
            name: "warning exact, or not legible",
            reached: good.filter(warningAnswered).length,
            of: good.length,
            bar: { least: 1 },
        },
        fieldFigure(readings, "abv", 0.9),
        fieldFigure(readings, "net_contents", 0.9),
        fieldFigure(readings, "brand_name", 0.8),
        fieldFigure(readings, "bottler", 0.8),
        fieldFigure(readings, "product_type", 0.8),
    ];
}

export function keeps({ reached, of, bar }: RealFigure): boolean {
    return "most" in bar ? reached <= bar.most : reached >= bar.least * of;
}

/** "abv read right: 16 of 22 (bar 20: missed)" */
export function told(figure: RealFigure): string {
    const { name, reached, of, bar } = figure;
    const wanted = "most" in bar ? `at most ${bar.most}` : `at least ${Math.ceil(bar.least * of)}`;
    return `${name}: ${reached} of ${of} (bar ${wanted}: ${keeps(figure) ? "kept" : "missed"})`;
}
