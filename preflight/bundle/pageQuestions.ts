import { type Html, html, section, table } from "../report/html";
import type { Answer, Result, RuleResult } from "./results";

const tones: Readonly<Record<Result | Answer["shown"], string>> = {
    kept: "good",
    shown: "good",
    "partly shown": "warn",
    "not shown": "plain",
    advisory: "warn",
    waived: "warn",
    broken: "bad",
    "nothing to judge": "plain",
};

const tag = (text: Result | Answer["shown"]): Html => html`<span class="tag ${tones[text]}">${text}</span>`;

export const pillarSection = (answers: readonly Answer[]): Html =>
    section(
        "pillar",
        "AWS Well-Architected, Security Pillar",
        html`<p>
            Each question of the pillar, the rules and claims that answer it for this plan, and what a plan cannot show.
            "Shown" means that all that had something to judge was kept, and that what the question cannot do without is
            among it. "Nothing to judge" is no answer: the stack has nothing of that kind.
        </p>`,
        questionTable("Questions of the Security Pillar", answers),
    );

export const cisSection = (answers: readonly Answer[]): Html =>
    section(
        "cis",
        "CIS AWS Foundations Benchmark 3.0.0",
        html`<p>
            Controls that this stack supports, for its own resources. The benchmark is about a whole account: the rest
            of it, and what stands outside the stack, this page does not answer.
        </p>`,
        questionTable("Controls that the rules support", answers),
    );

function questionTable(caption: string, answers: readonly Answer[]): Html {
    return table(
        caption,
        [{ head: "Question" }, { head: "State" }, { head: "Rules and claims" }, { head: "Not shown here" }],
        answers.map(({ id, text, shown, answers: by, notShown }) => [
            html`${id} <span class="note">${text}</span>`,
            tag(shown),
            groups(by),
            notShown,
        ]),
    );
}

/** By what came out, so that what is not kept is seen among many that are. */
function groups(by: Answer["answers"]): Html {
    const results = [...new Set(by.map(({ result }) => result))];
    return html`${results.map(
        (result) =>
            html`<p>
                ${tag(result)}
                ${by
                    .filter((one) => one.result === result)
                    .map(({ id }) => id)
                    .join(", ")}
            </p>`,
    )}`;
}

export const rulesSection = (rules: readonly RuleResult[]): Html =>
    section(
        "rules",
        "Every rule that was asked",
        html`<details>
            <summary>${rules.length} rules <small>of two policy packs, with where each is from</small></summary>
            ${table(
                "Rules; those with nothing to judge found no resource of their kind",
                [
                    { head: "Rule" },
                    { head: "Result" },
                    { head: "Severity" },
                    { head: "What must hold" },
                    { head: "Source" },
                ],
                rules.map(({ id, result, severity, title, source }) => [
                    html`<code>${id}</code>`,
                    tag(result),
                    severity,
                    title,
                    html`<span class="note">${source}</span>`,
                ]),
            )}
        </details>`,
    );
