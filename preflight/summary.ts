import type { PlanResource } from "../model/plan";
import type { Preflight } from "./preflight";

/** What a person reads on the terminal: the parts of the stack, what they cost, where the evidence lies. */
export function summary(result: Preflight, folder: string): string {
    const { plan, cost, evaluated, violations, claims } = result;
    const byUrn = new Map(plan.resources.map((resource) => [resource.urn, resource]));
    const parts = new Map<string, { resources: number; monthly: number }>();
    const at = (name: string) => {
        const part = parts.get(name) ?? { resources: 0, monthly: 0 };
        parts.set(name, part);
        return part;
    };
    for (const resource of plan.resources.filter(({ custom }) => custom)) at(partOf(resource, byUrn)).resources += 1;
    for (const { urn, monthly } of cost.lines) {
        const resource = urn === null ? undefined : byUrn.get(urn);
        at(resource ? partOf(resource, byUrn) : "usage (assumed)").monthly += monthly;
    }
    const rows = [...parts].map(([name, { resources, monthly }]) => [name, String(resources), monthly.toFixed(2)]);
    const total = [
        `${plan.stack}, all`,
        String(plan.resources.filter(({ custom }) => custom).length),
        cost.monthly.toFixed(2),
    ];
    const notes = evaluated
        ? [
              `${violations.length} violations, ${claims.filter(({ verdict }) => verdict === "proved").length} of ${claims.length} claims proved`,
          ]
        : ["Violations and claims: not evaluated, they come with the policy packs"];
    return [
        ...tableOf([["part", "resources", `${cost.currency} a month`], ...rows, total]),
        ...notes,
        `Evidence: ${folder}/`,
    ].join("\n");
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
