import { connectionRows } from "../../analysis/diagram/table";
import { html, section, table, type Html } from "./html";
import type { ReportInput } from "./types";

export const NOT_RUN =
    "The evaluation of policies and claims is not part of this run. An empty list here says nothing about the plan.";

export function connectionsSection({ plan }: ReportInput): Html {
    const rows = connectionRows(plan).map(({ from, to, ports, complete, why, rules }) => [
        from,
        to,
        html`<span class="nowrap">${ports}</span>`,
        complete ? html`<span class="tag good">allowed</span>` : html`<span class="tag warn">one side only</span>`,
        html`${why === "" ? "" : html`${why}. `}<span class="note">${rules.join(", ")}</span>`,
    ]);
    return section(
        "connections",
        "What may talk to what",
        html`<p>
            Every connection that the security groups of the plan allow; whatever is not in the table is refused. "One
            side only" means that one group has a rule and the group at the other end has none, so that nothing passes.
            Whether a route leads there is shown in the diagram.
        </p>`,
        table(
            `${rows.length} connections, by security-group rules`,
            [{ head: "From" }, { head: "To" }, { head: "Ports" }, { head: "State" }, { head: "Why, and the rules" }],
            rows,
        ),
    );
}

export function violationsSection({ violations, evaluated }: ReportInput): Html {
    const found =
        violations.length === 0
            ? html`<p>No rule of either pack is violated.</p>`
            : table(
                  `${violations.length} violations`,
                  [{ head: "Rule" }, { head: "Level" }, { head: "Pack" }, { head: "Message" }, { head: "Resource" }],
                  violations.map(({ rule, level, pack, message, urn }) => [
                      html`<code>${rule}</code>`,
                      html`<span class="tag ${level === "mandatory" ? "bad" : "warn"}">${level}</span>`,
                      html`<span class="nowrap">${pack}</span>`,
                      message,
                      html`<code>${urn}</code>`,
                  ]),
              );
    // A violation that was handed over is shown whatever the flag says.
    const show = evaluated || violations.length > 0;
    return section("violations", "Policy violations", show ? found : html`<p>${NOT_RUN}</p>`);
}

export function exemptionsSection({ exemptions, evaluated }: ReportInput): Html {
    const states = { used: "plain", unused: "warn", expired: "bad" } as const;
    const body =
        exemptions.length === 0
            ? html`<p>${evaluated ? "None: no rule is given up." : NOT_RUN}</p>`
            : table(
                  `${exemptions.length} exemptions`,
                  [
                      { head: "Rule" },
                      { head: "Resource" },
                      { head: "Reason" },
                      { head: "Owner" },
                      { head: "Expires" },
                      { head: "State" },
                  ],
                  exemptions.map(({ rule, resource, reason, owner, expires, state }) => [
                      html`<code>${rule}</code>`,
                      html`<code>${resource}</code>`,
                      reason,
                      owner ?? "nobody is named",
                      html`<span class="nowrap">${expires}</span>`,
                      html`<span class="tag ${states[state]}">${state}</span>`,
                  ]),
              );
    return section("exemptions", "Exemptions", body);
}
