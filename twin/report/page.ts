import { factList, html, type Html, section, table } from "../../preflight/report/html";
import { page } from "../../preflight/report/page";
import type { Agreement } from "../agreement/agree";
import type { EgressBench } from "../egressBench/bench";
import type { Ablation } from "../matrix/ablate";
import type { Seen } from "../matrix/row";
import type { Attack, Evidence } from "./evidence";

const sections = [
    ["verdict", "Verdict"],
    ["rows", "Attack matrix"],
    ["ablation", "Layers, one by one"],
    ["agreement", "Packets and proof"],
    ["egress-bench", "agent-egress-bench"],
    ["method", "How this was made"],
] as const;

/** One page without scripts: what was tried against the twin of a stack, what was seen, and which layer stopped it. */
export function renderPage(stack: string, evidence: Evidence): string {
    return page({
        title: `Twin of ${stack}`,
        lead: html`The planned network and its hosts, run on one machine and attacked with real packets. See also
            <a href="report.html">what was proved from the plan</a>.`,
        sections,
        main: [
            verdict(evidence),
            evidence.attack ? rowsSection(evidence.attack) : "",
            ablationSection(evidence.attack?.ablation),
            evidence.agreement ? agreementSection(evidence.agreement) : "",
            benchSection(evidence.egressBench),
            method(evidence),
        ],
        footer: `isolated-openhands, twin of stack ${stack}.`,
    });
}

const tag = (tone: "good" | "bad" | "warn" | "plain", text: string): Html =>
    html`<span class="tag ${tone}">${text}</span>`;

/** What was not run is no success. */
function verdict({ up, attack, agreement, egressBench }: Evidence): Html {
    const problems = [
        ...(attack ? wrongIn(attack) : ["the attack matrix was not run"]),
        ...(agreement
            ? agreement.disagreements.length > 0
                ? [`${agreement.disagreements.length} disagreements of packets and proof`]
                : []
            : ["packets and proof were not compared"]),
        ...(egressBench && !egressBench.ok ? ["agent-egress-bench is below its bar"] : []),
    ];
    const count = (observed: Seen["observed"]) =>
        String(attack?.rows.filter((row) => row.ok && row.observed === observed).length ?? 0);
    const facts: readonly (readonly [string, string, string])[] = [
        ["Blocked", count("blocked"), "attempts that must be blocked"],
        ["Work", count("works"), "what must work"],
        [
            "Agreement",
            agreement ? `${agreement.asked - agreement.disagreements.length} of ${agreement.asked}` : "not run",
            agreement ? `${agreement.pairs} pairs, ${agreement.packets} packets` : "",
        ],
        ["Boot", up ? `${up.seconds} s` : "not run", "until every host was as its bundle says"],
        ["Attack", attack ? `${Math.round(attack.seconds)} s` : "not run", attack?.ablation ? "with ablation" : ""],
    ];
    return section(
        "verdict",
        "Verdict",
        html`<p class="verdict ${problems.length === 0 ? "good" : "bad"}">
                ${problems.length === 0 ? "All as expected" : "Not all as expected"}
            </p>
            ${
                problems.length > 0
                    ? html`<ul>
                          ${problems.map((problem) => html`<li>${problem}</li>`)}
                      </ul>`
                    : ""
            }
            ${factList(facts)}`,
    );
}

const wrongIn = ({ rows, ablation = [] }: Attack): string[] => [
    ...rows.filter(({ ok }) => !ok).map(({ id, expected, observed }) => `${id}: ${observed}, not ${expected}`),
    ...ablation.filter(({ ok }) => !ok).map(({ id, note }) => `${id}: ${note}`),
];

function rowsSection({ rows }: Attack): Html {
    const places = [...new Set(rows.map(({ from }) => from))];
    const columns = [
        { head: "Attempt" },
        { head: "Seen" },
        { head: "Stopped by" },
        { head: "Seconds", number: true },
        { head: "What both sides said" },
    ];
    const row = ({ id, ok, observed, layer, seconds, note }: Seen) => [
        id,
        tag(ok ? "good" : "bad", observed),
        layer ?? (observed === "works" ? "—" : "not seen"),
        seconds.toFixed(1),
        html`<code>${note}</code>`,
    ];
    return section(
        "rows",
        "Attack matrix",
        html`<p class="note">
            A row is blocked when its command failed and nothing of it arrived anywhere; it works when the other side
            has it. "Stopped by" is what was seen to drop or refuse its packets.
        </p>`,
        places.map((place) => {
            const own = rows.filter(({ from }) => from === place);
            const wrong = own.filter(({ ok }) => !ok).length;
            const wrongs = wrong > 0 ? `, ${wrong} not as expected` : "";
            return html`<details>
                <summary>from ${place} <small>${own.length} rows${wrongs}</small></summary>
                ${table(`Attempts from ${place}`, columns, own.map(row))}
            </details>`;
        }),
    );
}

/** Rows that rest on the same layers stand together. */
function ablationSection(ablation: readonly Ablation[] | undefined): Html {
    if (!ablation) {
        return section(
            "ablation",
            "Layers, one by one",
            html`<p>Not run: <code>npm run -s twin -- attack --ablate</code> switches each layer off.</p>`,
        );
    }
    const byLayers = new Map<string, Ablation[]>();
    for (const row of ablation) {
        const key = row.ok ? row.opens.join(" + ") : "shows nothing";
        byLayers.set(key, [...(byLayers.get(key) ?? []), row]);
    }
    const sorted = [...byLayers].sort(([, one], [, other]) => one[0].opens.length - other[0].opens.length);
    return section(
        "ablation",
        "Layers, one by one",
        html`<p class="note">
            Each row was tried again with layers switched off. It is blocked by any of the layers named here alone, and
            works only with all of them off.
        </p>`,
        table(
            "Rows by the smallest set of layers that opens them",
            [{ head: "Layers" }, { head: "Depth", number: true }, { head: "Rows", number: true }, { head: "Which" }],
            sorted.map(([key, rows]) => [
                key,
                String(rows[0].opens.length),
                String(rows.length),
                html`<details>
                    <summary>show</summary>
                    ${rows.map(({ id, note, ok }) => (ok ? id : `${id} (${note})`)).join(", ")}
                </details>`,
            ]),
        ),
    );
}

function agreementSection({ verdicts, open, droppedBy, disagreements }: Agreement): Html {
    const counts = (caption: string, head: string, all: Readonly<Record<string, number>>) =>
        table(
            caption,
            [{ head }, { head: "Count", number: true }],
            Object.entries(all).map(([name, count]) => [name, String(count)]),
        );
    return section(
        "agreement",
        "Packets and proof",
        html`<p class="note">
            Every ordered pair of interfaces and the internet, asked with packets and asked of the proof. Reachable
            means a whole session from the client's first and last port; unreachable, that not one packet arrives.
        </p>`,
        disagreements.map(
            ({ question, verdict: said, but, packets }) =>
                html`<p>${tag("bad", "disagreement")} ${question}: ${said}, but ${but}</p>
                    <ul>
                        ${packets.map((packet) => html`<li><code>${packet}</code></li>`)}
                    </ul>`,
        ),
        counts("What the proof says", "Verdict, protocol, family", verdicts),
        Object.keys(open).length > 0 ? counts("Left open by the proof", "Because of", open) : "",
        counts("What dropped a packet or its reply", "Ruleset", droppedBy),
    );
}

function benchSection(bench: EgressBench | undefined): Html {
    const content = bench
        ? html`<p>
                  ${bench.contained} of ${bench.applicable} applicable cases contained, ${bench.falseAlarms.length}
                  false alarms of ${bench.allowed}.
              </p>
              ${[...bench.notContained, ...bench.falseAlarms].map((line) => html`<p>${tag("bad", "wrong")} ${line}</p>`)}
              <details>
                  <summary>inapplicable <small>${bench.inapplicable.length} cases</small></summary>
                  ${table(
                      "Cases that cannot be tried here",
                      [{ head: "Case" }, { head: "Reason" }],
                      bench.inapplicable.map(({ id, reason }) => [id, reason]),
                  )}
              </details>`
        : html`<p>
              Not run: its cases are not in this repository, and AGENT_EGRESS_BENCH did not say where they are.
          </p>`;
    return section("egress-bench", "agent-egress-bench", content);
}

function method({ versions = {}, plan = "" }: Evidence): Html {
    return section(
        "method",
        "How this was made",
        html`<p>
                The plan was compiled into network namespaces, cables and rulesets; the hosts booted from the user data
                in it. AWS's services, the approved endpoints and the attacker are programs of this repository.
            </p>
            <p class="note">SHA-256 of the plan: <code>${plan}</code></p>`,
        table(
            "Versions",
            [{ head: "Program" }, { head: "Version" }],
            Object.entries(versions).map(([name, version]) => [name, version]),
        ),
    );
}
