import type { Plan } from "../../model/plan";
import type { About } from "../about";
import { type Approved, sshText, usersText } from "../approved";
import { availabilityText } from "../availability";
import { lossesOf } from "../losses";
import { type GateVerdict, verdictWord } from "../verdict";
import { html, section, table, type Html } from "./html";
import type { ReportInput } from "./types";

/** What was decided, about what, and who and what is let in and out by it. */
export function verdictSection({ plan, verdict, about, approved, placeholders = [], evaluated }: ReportInput): Html {
    return section(
        "verdict",
        "Verdict",
        verdict === undefined || !evaluated
            ? html`<p class="verdict plain">Not evaluated <small>not part of this run</small></p>`
            : banner(verdict),
        placeholders.length === 0
            ? ""
            : html`<p class="note">${placeholdersSaid(placeholders)}</p>
                  <ul class="note">
                      ${placeholders.map((each) => html`<li>${each}</li>`)}
                  </ul>`,
        givenUp(lossesOf(plan)),
        about === undefined ? "" : aboutTable(about, plan),
        approved === undefined ? "" : approvals(approved),
    );
}

export const placeholdersSaid = ({ length }: readonly string[]): string =>
    `${length === 1 ? "1 value of an example is" : `${length} values of examples are`} still in the stack file; npm run up refuses ${length === 1 ? "it" : "them"}:`;

function banner(verdict: GateVerdict): Html {
    const tone = !verdict.accepted ? "bad" : verdict.isolated ? "good" : "warn";
    return html`<p class="verdict ${tone}">${verdictWord(verdict)}</p>
        <ul>
            ${verdict.reasons.map((reason) => html`<li>${reason}</li>`)}
        </ul>`;
}

/** Nothing is said of a stack that gives up nothing. */
function givenUp(lines: readonly string[]): Html | "" {
    if (lines.length === 0) return "";
    return html`<h3>What this stack gives up against prod</h3>
        <ul>
            ${lines.map((line) => html`<li>${line}</li>`)}
        </ul>`;
}

function aboutTable({ commit, config, date, account, region, versions }: About, plan: Plan): Html {
    return table(
        "What the verdict is about",
        [{ head: "What" }, { head: "Value" }],
        [
            ["Commit", html`<code>${commit}</code>`],
            ["Configuration", html`<code>sha256:${config.sha256}</code> of ${config.files.join(", ")}`],
            ["Date", date],
            ["Account", account],
            ["Region", region],
            ["Versions", versions.map(([name, version]) => `${name} ${version}`).join(", ")],
            ["Availability", availabilityText(plan)],
        ],
    );
}

function approvals(approved: Approved): Html {
    return html`<h3>What the agent may talk to</h3>
        ${table(
            `Approved LLM endpoints; conversations start with ${approved.start}`,
            [{ head: "Endpoint" }, { head: "Where" }, { head: "Models" }],
            approved.endpoints.map(({ name, where, models }) => [name, where, models]),
        )}
        <h3>Who may come in</h3>
        ${table(
            "Users and the addresses that they may come from",
            [{ head: "What" }, { head: "Value" }],
            [
                ["May sign in", usersText(approved)],
                ["From", approved.from.join(", ")],
                ["SSH", sshText(approved)],
                ["Certificate of the agent's page", approved.certificate],
            ],
        )}`;
}
