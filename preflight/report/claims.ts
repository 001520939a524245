import { NOT_RUN } from "./findings";
import { html, section, type Html } from "./html";
import type { DrawnClaim, ReportInput, Trail } from "./types";

export function claimsSection({ claims, evaluated }: ReportInput): Html {
    return section(
        "claims",
        "Claims",
        html`<p class="lead">
            What is meant to be impossible, and what is meant to work. Each answer is drawn as the way that works, hop
            by hop, or as what stands in it.
        </p>`,
        evaluated ? html`${claims.map(card)}` : html`<p>${NOT_RUN}</p>`,
    );
}

/** What speaks against a claim stands open; the many answers that prove one are there for who asks. */
function card(claim: DrawnClaim): Html {
    const against = claim.trails.filter(({ needs, verdict }) => verdict !== needs);
    const proving = claim.trails.filter(({ needs, verdict }) => verdict === needs);
    return html`<article class="claim">
        <h3>${tag(claim)} <code>${claim.id}</code></h3>
        <p>${claim.statement}.</p>
        ${against.map(trail)}
        ${
            proving.length === 0
                ? ""
                : html`<details>
                      <summary>${proving.length === 1 ? "1 answer" : `${proving.length} answers`} for it</summary>
                      ${proving.map(trail)}
                  </details>`
        }
        <ul class="note">
            ${claim.notes.map((note) => html`<li>${note}</li>`)}
        </ul>
    </article>`;
}

function tag({ verdict, exempted }: DrawnClaim): Html {
    if (verdict === "proved") return html`<span class="tag good">proved</span>`;
    if (exempted) return html`<span class="tag warn">${verdict}, exempted</span>`;
    return html`<span class="tag bad">${verdict}</span>`;
}

/** A way as a chain of hops; what blocks each way, or leaves it in doubt, as a barrier across it. */
function trail({ asks, needs, verdict, hops, reasons }: Trail): Html {
    const tone = verdict === needs ? "good" : verdict === "unknown" ? "warn" : "bad";
    const barrier = verdict === "unknown" ? "doubt" : "barrier";
    return html`<div class="trail">
        <p>${asks} <span class="tag ${tone}">${verdict}</span></p>
        <ol>
            ${
                hops.length > 0
                    ? hops.map((hop) => html`<li>${hop}</li>`)
                    : reasons.map((reason) => html`<li class="${barrier}">${reason}</li>`)
            }
        </ol>
        ${hops.length > 0 ? reasons.map((reason) => html`<p class="note">${reason}</p>`) : ""}
    </div>`;
}
