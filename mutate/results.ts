import type { Outcome } from "./campaign";
import { families, type Group, groupOf, groups } from "./families";

export interface Results {
    readonly outcomes: readonly Outcome[];
    readonly variants: number;
    /** Each variant that a rule complained about, with what it said. */
    readonly alarms: readonly (readonly [variant: string, why: string])[];
}

/** The least that counts as good; a run that is below is a failed one. */
export const least = { mutants: 250, variants: 60, network: 0.95, overall: 0.9, equivalent: 0.05 } as const;

const isFault = ({ fate }: Outcome) => fate !== "equivalent";
const isKilled = ({ fate }: Outcome) => fate === "killed";
const count = <T>(all: readonly T[], which: (one: T) => boolean) => all.filter(which).length;

/** Kills of what is a fault. */
export const killRate = (outcomes: readonly Outcome[]): number =>
    count(outcomes, isKilled) / Math.max(1, count(outcomes, isFault));

/** What keeps a run from passing, each as a sentence; empty when it passes. */
export function shortfalls({ outcomes, variants, alarms }: Results): string[] {
    const network = outcomes.filter(({ group }) => group === "network");
    const equivalents = count(outcomes, ({ fate }) => fate === "equivalent") / Math.max(1, outcomes.length);
    const of = (fate: Outcome["fate"]) => count(outcomes, (one) => one.fate === fate);
    const problems = [
        outcomes.length < least.mutants && `${outcomes.length} mutants: ${least.mutants} are needed`,
        variants < least.variants && `${variants} benign variants: ${least.variants} are needed`,
        killRate(network) < least.network &&
            `${percent(killRate(network))} of the network's faults killed, not ${percent(least.network)}`,
        killRate(outcomes) < least.overall &&
            `${percent(killRate(outcomes))} of all faults killed, not ${percent(least.overall)}`,
        equivalents > least.equivalent &&
            `${percent(equivalents)} of the mutants are equivalent: at most ${percent(least.equivalent)} may be`,
        alarms.length > 0 && `${alarms.length} false alarms`,
        of("survived") > 0 && `${of("survived")} survivors that nothing explains`,
        of("crashed") > 0 && `${of("crashed")} mutants crashed a rule`,
    ];
    return problems.filter((problem) => typeof problem === "string");
}

/** The table, the lists behind it, and what Checkov made of the same mutants. */
export function report({ outcomes, variants, alarms }: Results): string {
    const scanned = outcomes.filter((outcome) => outcome.scanned !== undefined && isFault(outcome));
    const missed = scanned.filter((outcome) => outcome.scanned !== "killed");
    return [
        table(outcomes),
        "",
        `${variants} benign variants, ${alarms.length} false alarms`,
        ...alarms.map(([variant, why]) => `    ${variant}: ${why}`),
        ...list(outcomes, "survived", "survived"),
        ...list(outcomes, "crashed", "crashed a rule"),
        ...list(outcomes, "waived", "waived: the stack takes the rule for advice, which is no kill"),
        ...list(outcomes, "equivalent", "equivalent"),
        "",
        `Checkov misses ${missed.length} of ${scanned.length} faults: ${count(missed, (one) => one.scanned === "no check")} ` +
            `are in types that it has no check of, ${count(missed, (one) => one.scanned === "missed")} in types that it checks for something else`,
    ].join("\n");
}

function list(outcomes: readonly Outcome[], fate: Outcome["fate"], title: string): string[] {
    const some = outcomes.filter((outcome) => outcome.fate === fate);
    return some.length === 0
        ? []
        : [
              "",
              `${some.length} ${title}:`,
              ...some.map(({ stack, mutant, why }) => `    ${stack}: ${mutant.id}: ${why}`),
          ];
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

function table(outcomes: readonly Outcome[]): string {
    const header = ["", "mutants", "equivalent", "killed", "rate", "scanned", "Checkov", "rate"];
    const row = (title: string, outcomes: readonly Outcome[]) => {
        const scanned = outcomes.filter((outcome) => outcome.scanned !== undefined && isFault(outcome));
        const found = count(scanned, (outcome) => outcome.scanned === "killed");
        return [
            title,
            outcomes.length,
            count(outcomes, (one) => !isFault(one)),
            count(outcomes, isKilled),
            percent(killRate(outcomes)),
            scanned.length,
            found,
            scanned.length === 0 ? "-" : percent(found / scanned.length),
        ].map(String);
    };
    const ofGroup = (group: Group) => {
        const members = families.filter((family) => groupOf(family) === group);
        const lines = members.map((family) =>
            row(
                `  ${family}`,
                outcomes.filter(({ mutant }) => mutant.family === family),
            ),
        );
        return [
            row(
                group,
                outcomes.filter((outcome) => outcome.group === group),
            ),
            ...(members.length > 1 ? lines : []),
        ];
    };
    const judged = groups.filter((group) => outcomes.some((outcome) => outcome.group === group));
    const rows = [header, ...judged.flatMap(ofGroup), row("all", outcomes)];
    const widths = header.map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
    return rows
        .map((cells) =>
            cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "),
        )
        .join("\n");
}
