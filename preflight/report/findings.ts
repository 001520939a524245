import { connectionTable } from "../../analysis/diagram/table";
import { html, section, table, type Html } from "./html";
import type { ReportInput } from "./types";

export const NOT_RUN =
    "The evaluation of policies and claims is not part of this run. An empty list here says nothing about the plan.";

export function connectionsSection({ plan }: ReportInput): Html {
    const { rows: known, gaps, assumptions } = connectionTable(plan);
    const rows = known.map(({ from, to, through, ports, certain, why, rules }) => [
        from,
        html`${to}${through === null ? "" : html` <span class="note">through ${through}</span>`}`,
        html`<span class="nowrap">${ports}</span>`,
        certain ? html`<span class="tag good">allowed</span>` : html`<span class="tag warn">not certain</span>`,
        html`${why === "" ? "" : html`${why}. `}<span class="note">${rules.join(", ")}</span>`,
    ]);
    return section(
        "connections",
        "What may talk to what",
        html`<p>
                Every connection between resources of the plan, and between them and the internet, that security groups,
                network ACLs, routes, gateways and load balancers let through.
                ${gaps.length === 0 ? "Whatever is not in the table is refused." : ""} "Not certain" means that packets
                may pass and the plan does not say enough to be sure. DNS, instance metadata and time are not filtered
                by any of these, and are not in it.
            </p>
            ${gapsNote(gaps)}${assumptions.map((given) => html`<p class="note">Given: ${given}.</p>`)}`,
        table(
            `${rows.length} connections, as the network of the plan lets them through`,
            [{ head: "From" }, { head: "To" }, { head: "Ports" }, { head: "State" }, { head: "Why, and the rules" }],
            rows,
        ),
    );
}

/** What the table does not show because the model does not know it. */
function gapsNote(gaps: readonly string[]): Html | "" {
    if (gaps.length === 0) return "";
    return html`<p>
            <span class="tag bad">incomplete</span> The model does not know this network in whole, so more may pass than
            the table says. It does not know:
        </p>
        <ul>
            ${gaps.map((gap) => html`<li>${gap}</li>`)}
        </ul>`;
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
            ? html`<p>${evaluated ? "None: no rule is waived." : NOT_RUN}</p>`
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
