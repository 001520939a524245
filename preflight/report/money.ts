import type { ComparisonRow, CostLine, CostReport } from "../../analysis/cost";
import { elsewhere } from "../../analysis/cost/notes";
import { html, section, table, type Html } from "./html";
import type { ReportInput } from "./types";

export function usd(amount: number | null): string {
    return amount === null ? "unknown" : amount.toFixed(2);
}

/** Another region's price: what this one costs is not known. */
export const external = ({ region, lines }: CostReport): ReadonlySet<CostLine> => new Set(elsewhere(lines, region));

/** What has no price, each once, with the resources that are charged and what to write. */
export function unknownCosts({ lines }: CostReport, nameOf: (urn: string) => string): string[] {
    const found = new Map<string, { names: Set<string>; fix: string }>();
    for (const { unknown, urn } of lines) {
        if (unknown === null) continue;
        const entry = found.get(unknown.what) ?? { names: new Set(), fix: unknown.fix };
        if (urn !== null) entry.names.add(nameOf(urn));
        found.set(unknown.what, entry);
    }
    return [...found].map(([what, { names, fix }]) => `cost unknown: ${what} (${[...names].join(", ")}): ${fix}`);
}

export function costSection({ cost, plan }: ReportInput): Html {
    const names = new Map(plan.resources.map(({ urn, name }) => [urn, name]));
    const unknown = unknownCosts(cost, (urn) => names.get(urn) ?? urn);
    return section(
        "cost",
        "What it costs",
        html`<p class="lead">
            ${usd(cost.monthly)} ${cost.currency} a month at list
            price${unknown.length > 0 ? ", and what is unknown" : ""}.
        </p>`,
        unknown.map((each) => html`<p><span class="tag warn">unknown</span> ${each}</p>`),
        html`<ul>
            ${cost.notes.map((note) => html`<li>${note}</li>`)}
        </ul>`,
        html`<h3>Beside the requirements</h3>`,
        comparison(cost, "proposal", "The isolation proposal's monthly cost (128.32), line by line"),
        comparison(cost, "options", "The network options of the enhancements document"),
        comparison(cost, "artifacts", "The artifact storage of the enhancements document"),
        html`<h3>Every line</h3>`,
        linesTable(cost, names),
        html`<p class="note">
            ${external(cost).size > 0 ? `* rests on a price of ${cost.pricesFor}, another region's. ` : ""}A line is
            quantity times unit price, rounded half up to the cent; the total adds the lines as printed.
        </p>`,
        freeTable(cost),
    );
}

function comparison(cost: CostReport, group: ComparisonRow["group"], caption: string): Html {
    const rows = cost.comparison.filter((row) => row.group === group);
    return table(
        `${caption}, USD a month`,
        [
            { head: "Item" },
            { head: "Requirements", number: true },
            { head: group === "proposal" ? "This plan" : "Computed", number: true },
            { head: "Difference explained" },
        ],
        rows.map(({ item, requirement, computed, why }) => {
            const strong = (content: string) => (item === "Total" ? html`<strong>${content}</strong>` : content);
            return [strong(item), strong(range(requirement)), strong(usd(computed)), why];
        }),
    );
}

function range(requirement: ComparisonRow["requirement"]): string {
    if (requirement === null) return "none";
    const { from, to } = requirement;
    return from === to ? usd(from) : `${from} to ${to}`;
}

function linesTable(cost: CostReport, names: ReadonlyMap<string, string>): Html {
    const order = [...new Set(cost.lines.map(({ category }) => category))];
    const others = external(cost);
    const sorted = [...cost.lines].sort((left, right) => order.indexOf(left.category) - order.indexOf(right.category));
    return table(
        `${cost.lines.length} lines, prices of ${cost.pricesFor} as of ${cost.pricesAsOf}, ${cost.hoursPerMonth} h a month`,
        [
            { head: "Item" },
            { head: "Resource" },
            { head: "Quantity", number: true },
            { head: "Unit price", number: true },
            { head: "USD a month", number: true },
            { head: "Price and assumption" },
        ],
        [
            ...sorted.map((line) => row(line, names, others.has(line))),
            [html`<strong>Total</strong>`, "", "", "", html`<strong>${usd(cost.monthly)}</strong>`, ""],
        ],
    );
}

function row(line: CostLine, names: ReadonlyMap<string, string>, elsewhere: boolean): (string | Html)[] {
    return [
        line.item,
        line.urn === null ? "usage, no single resource" : (names.get(line.urn) ?? line.urn),
        String(line.quantity),
        html`${line.unitPrice ?? "unknown"} / ${line.unit}`,
        html`${usd(line.monthly)}${elsewhere ? "*" : ""}`,
        html`<a href="${line.priceSource}" rel="noreferrer">list price</a> (${line.priceEvidence})${
                line.assumption === null ? "" : html`<br />assumed: ${line.assumption}`
            }`,
    ];
}

function freeTable({ free }: CostReport): Html {
    const count = free.reduce((sum, type) => sum + type.count, 0);
    return html`<details>
        <summary>${count} resources of ${free.length} types cost nothing <small>with the reason</small></summary>
        ${table(
            "Types without a charge",
            [{ head: "Type" }, { head: "Resources", number: true }, { head: "Why" }],
            free.map(({ type, count: resources, why }) => [html`<code>${type}</code>`, String(resources), why]),
        )}
    </details>`;
}
