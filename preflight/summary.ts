import type { PlanResource } from "../model/plan";
import { allRules } from "../policies/rules";
import { availabilityText } from "./availability";
import { sshText, usersText } from "./approved";
import { lossesOf } from "./losses";
import { type Changes, titledChanges } from "./output/against";
import type { Preflight } from "./preflight";
import { placeholdersSaid } from "./report/verdict";
import { type GateVerdict, verdictWord } from "./verdict";
import { external, unknownCosts } from "./report/money";

/** What a person reads on the terminal: the parts of the stack, what they cost, where the evidence lies. */
export function summary(result: Preflight, folder: string): string {
    const { plan, cost } = result;
    const byUrn = new Map(plan.resources.map((resource) => [resource.urn, resource]));
    const others = external(cost);
    const parts = new Map<string, Part>();
    const at = (name: string) => {
        const part = parts.get(name) ?? { resources: 0, monthly: 0, marks: new Set() };
        parts.set(name, part);
        return part;
    };
    for (const resource of plan.resources.filter(({ custom }) => custom)) at(partOf(resource, byUrn)).resources += 1;
    for (const line of cost.lines) {
        const resource = line.urn === null ? undefined : byUrn.get(line.urn);
        const part = at(resource ? partOf(resource, byUrn) : "usage (assumed)");
        part.monthly += line.monthly ?? 0;
        if (line.unknown) part.marks.add("+");
        if (others.has(line)) part.marks.add("*");
    }
    const total: Part = {
        resources: plan.resources.filter(({ custom }) => custom).length,
        monthly: cost.monthly,
        marks: new Set([...parts.values()].flatMap(({ marks }) => [...marks])),
    };
    const width = total.marks.size;
    return [
        ...heading(result),
        "",
        ...tableOf([
            ["part", "resources", `${cost.currency} a month${" ".repeat(width)}`],
            ...[...parts].map(([name, part]) => rowOf(name, part, width)),
            rowOf(`${plan.stack}, all`, total, width),
        ]),
        ...(total.marks.has("*")
            ? [
                  `* rests on list prices of ${cost.pricesFor}; those of ${cost.region ?? "the plan's region"} are not in the table`,
              ]
            : []),
        ...(total.marks.has("+") ? ["+ without what follows, so a lower bound:"] : []),
        ...unknownCosts(cost, (urn) => byUrn.get(urn)?.name ?? urn).map((each) => `  ${each}`),
        ...verdicts(result),
        `Evidence: ${folder}/`,
    ].join("\n");
}

/** The verdict, and what it is about: what a person must know who reads no further. */
function heading({ plan, verdict, about, approved, placeholders }: Preflight): string[] {
    const { commit, config, date, account, region, versions } = about;
    return [
        `${plan.stack}: ${verdictWord(verdict)}`,
        ...verdict.reasons.map((reason) => `  ${reason}`),
        `  commit ${commit}, configuration sha256:${config.sha256.slice(0, 12)}, ${date}`,
        `  account ${account}, ${region}; ${versions.map(([name, version]) => `${name} ${version}`).join(", ")}`,
        ...approved.endpoints.map(({ name, where, models }) => `  LLM ${name}: ${where}; models: ${models}`),
        `  conversations start with ${approved.start}`,
        `  may sign in: ${usersText(approved)}, from ${approved.from.join(", ")}; SSH: ${sshText(approved)}`,
        `  certificate of the agent's page: ${approved.certificate}`,
        `  availability: ${availabilityText(plan)}`,
        ...lossesOf(plan).map((line) => `  gives up against prod: ${line}`),
        ...(placeholders.length > 0 ? [`  ${placeholdersSaid(placeholders)}`] : []),
        ...placeholders.map((each) => `    ${each}`),
    ];
}

interface Part {
    resources: number;
    monthly: number;
    /** "*": another region's price; "+": a charge without a price. */
    readonly marks: Set<string>;
}

const rowOf = (name: string, { resources, monthly, marks }: Part, width: number) => [
    name,
    String(resources),
    `${monthly.toFixed(2)}${[...marks].sort().join("").padEnd(width)}`,
];

/** What the rules and the proof say: what is broken, what is waived and until when, and the claims. */
function verdicts({ violations, claims, exemptions, verdict }: Preflight): string[] {
    const name = (urn: string) => urn.split("::").slice(3).join("::");
    const byLevel = (wanted: string) => violations.filter(({ level }) => level === wanted);
    const proved = claims.filter(({ verdict }) => verdict === "proved");
    const waived = claims.filter(({ verdict, exempted }) => verdict !== "proved" && exempted);
    const lost = claims.filter(({ verdict, exempted }) => verdict !== "proved" && !exempted);
    return [
        `Claims: ${proved.length} of ${claims.length} proved${waived.length > 0 ? `, ${waived.length} waived` : ""}`,
        ...lost.flatMap(({ id, verdict, statement, why }) => [
            `  NOT PROVED (${verdict}) ${id}: ${statement}`,
            ...why.map((reason) => `    ${reason}`),
        ]),
        ...waived.map(({ id, statement }) => `  waived: ${id}: ${statement}`),
        ...exemptions
            .filter(({ state }) => state === "used")
            .map(
                ({ rule, resource, reason, expires, owner = "nobody named" }) =>
                    `  exempt until ${expires}: ${rule} for ${resource}: ${reason} (owner: ${owner})`,
            ),
        ...byLevel("advisory").map(({ rule, urn, message }) => `  advisory ${rule} (${name(urn)}): ${message}`),
        ...broken(byLevel("mandatory")).flatMap(([rule, found]) => [
            ...found.map(({ urn, message }) => `  VIOLATION ${rule} (${name(urn)}): ${message}`),
            ...allRules.filter(({ id }) => id === rule).map(({ remediation }) => `    what to do: ${remediation}`),
        ]),
        verdict.accepted
            ? "Accepted: no mandatory rule is broken"
            : `REFUSED: a mandatory rule is broken or a claim is not proved${unpriced(verdict)}`,
    ];
}

const unpriced = ({ reasons }: GateVerdict) =>
    reasons.some((reason) => /^\d+ costs? /.test(reason)) ? ", or a cost is not known" : "";

/** Violations by rule, in the order of the rules: what to do is said once for all that break the same. */
function broken(violations: Preflight["violations"]): [rule: string, found: Preflight["violations"]][] {
    const rules = [...new Set(violations.map(({ rule }) => rule))];
    return rules.map((rule) => [rule, violations.filter((violation) => violation.rule === rule)]);
}

/** The component right below the stack, by its name. */
function partOf(resource: PlanResource, byUrn: ReadonlyMap<string, PlanResource>): string {
    const parent = byUrn.get(resource.parent);
    return parent === undefined || parent.type === "pulumi:pulumi:Stack" ? resource.name : partOf(parent, byUrn);
}

function tableOf(rows: readonly (readonly string[])[]): string[] {
    const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
    const lines = rows.map((row) =>
        row
            .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
            .join("  "),
    );
    const rule = "-".repeat(lines[0].length);
    return [lines[0], rule, ...lines.slice(1, -1), rule, lines[lines.length - 1]];
}

/** What changed since an earlier run, below the stack's own lines. */
export function againstText(file: string, changes: Changes | undefined): string {
    if (changes === undefined) return `Against ${file}: it has no result of this stack`;
    const titled = titledChanges(changes);
    if (titled.length === 0) return `Against ${file}: nothing changed`;
    return [
        `Against ${file}:`,
        ...titled.flatMap(([title, lines]) => [`  ${title}`, ...lines.map((line) => `    ${line}`)]),
    ].join("\n");
}
