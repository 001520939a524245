import type { PlanResource } from "../../model/plan";
import { html, section, table, type Html } from "./html";
import type { ReportInput } from "./types";

/** Every resource, below the component that makes it. */
export function resourcesSection({ plan }: ReportInput): Html {
    const components = plan.resources.filter(({ custom }) => !custom);
    const groups = components
        .map((component) => ({ component, own: plan.resources.filter((r) => r.custom && r.parent === component.urn) }))
        .filter(({ own }) => own.length > 0);
    const known = new Set(components.map(({ urn }) => urn));
    const orphans = plan.resources.filter(({ custom, parent }) => custom && !known.has(parent));
    return section(
        "resources",
        "Resources by component",
        html`<p>${plan.resources.length} resources, ${components.length} of them components and the stack.</p>`,
        groups.map(({ component, own }) => group(`${component.name} (${component.type})`, own)),
        orphans.length === 0 ? "" : group("without a component", orphans),
    );
}

function group(title: string, resources: readonly PlanResource[]): Html {
    return html`<details>
        <summary>${title} <small>${resources.length} resource${resources.length === 1 ? "" : "s"}</small></summary>
        ${table(
            `Resources of ${title}`,
            [{ head: "Name" }, { head: "Type" }, { head: "Protected" }],
            resources.map(({ name, type, protect }) => [name, html`<code>${type}</code>`, protect ? "yes" : "no"]),
        )}
    </details> `;
}
