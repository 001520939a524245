import type { RegisteredGateway } from "../../model/gatewayPolicy";
import type { Preflight } from "../preflight";
import { claimsSection } from "../report/claims";
import { exemptionsSection, violationsSection } from "../report/findings";
import { type Html, html, section, table, trusted } from "../report/html";
import { costSection } from "../report/money";
import { page } from "../report/page";
import { verdictSection } from "../report/verdict";
import { cisSection, pillarSection, rulesSection } from "./pageQuestions";
import type { Answer, RuleResult } from "./results";
import type { TwinPart } from "./twin";

export interface PageInput {
    readonly known: Preflight;
    readonly twin: TwinPart;
    readonly rules: readonly RuleResult[];
    readonly questions: { readonly securityPillar: readonly Answer[]; readonly cis: readonly Answer[] };
    readonly dns: readonly string[] | null;
    readonly gateway: RegisteredGateway | undefined;
    readonly hashes: readonly (readonly [name: string, sha256: string])[];
    readonly signedBy: string;
    readonly described: { readonly hashes: { readonly hostBundles: Readonly<Record<string, string>> } };
}

const sections = [
    ["verdict", "Verdict"],
    ["check", "Check this archive"],
    ["pillar", "Well-Architected"],
    ["cis", "CIS"],
    ["claims", "Claims"],
    ["twin", "Twin"],
    ["rules", "Rules"],
    ["violations", "Violations"],
    ["exemptions", "Exemptions"],
    ["allowlist", "Allowlist"],
    ["gateway", "Gateway policy"],
    ["diagram", "Diagram"],
    ["cost", "Cost"],
    ["limits", "What this does not show"],
] as const;

/** The page that an auditor opens first: self-contained, without scripts, and readable without anybody of the project. */
export function evidencePage(input: PageInput): string {
    const report = { ...input.known, evaluated: true };
    const { stack } = report.plan;
    return page({
        title: `Evidence of ${stack}`,
        lead: "An agent that runs code is to reach approved language models and nothing else. This page says what of that was proved, tested or waived for one configuration, and where each answer lies.",
        sections,
        main: [
            verdictSection(report),
            checkSection(input),
            pillarSection(input.questions.securityPillar),
            cisSection(input.questions.cis),
            claimsSection(report),
            twinSection(input.twin),
            rulesSection(input.rules),
            violationsSection(report),
            exemptionsSection(report),
            allowlistSection(input),
            gatewaySection(input.gateway),
            section("diagram", "Diagram", html`<figure>${trusted(report.diagram)}</figure>`),
            costSection(report),
            limitsSection(),
        ],
        footer: `isolated-openhands, evidence of stack ${stack}.`,
    });
}

function checkSection({ hashes, signedBy, described }: PageInput): Html {
    return section(
        "check",
        "Check this archive",
        html`<p>
                The archive is signed with the Ed25519 key whose public half has the SHA-256
                <code>${signedBy}</code> (DER). Get that key from the signer, not from where the archive came from.
                Three programs that every Linux has then check it, in an empty folder:
            </p>
            <ol>
                <li><code>tar -xf ARCHIVE</code></li>
                <li>
                    <code
                        >openssl pkeyutl -verify -pubin -inkey KEY.pub -rawin -in SHA256SUMS -sigfile
                        SHA256SUMS.sig</code
                    >
                </li>
                <li><code>sha256sum --check --strict SHA256SUMS</code>, and no file is there that it does not name</li>
            </ol>`,
        table("Files beside this page, as signed", [{ head: "File" }, { head: "SHA-256" }], hashes.map(mono)),
        table(
            "What each host fetches and runs",
            [{ head: "Bundle" }, { head: "SHA-256" }],
            Object.entries(described.hashes.hostBundles).map(mono),
        ),
    );
}

const mono = ([name, hash]: readonly [string, string]) => [html`<code>${name}</code>`, html`<code>${hash}</code>`];

function twinSection(twin: TwinPart): Html {
    const title = "Packets: the planned network, run and attacked";
    if ("missing" in twin)
        return section(
            "twin",
            title,
            html`<p><span class="tag warn">none</span> No packet was sent: ${twin.missing}.</p>`,
        );
    const { attack, agreement, versions = {} } = twin.result;
    const failed = attack?.rows.filter(({ ok }) => !ok).length ?? 0;
    const none = html`<span class="tag warn">not run</span>`;
    const tag = (good: boolean, text: string) => html`<span class="tag ${good ? "good" : "bad"}">${text}</span>`;
    return section(
        "twin",
        title,
        table(
            "Of this very plan; every row is in twin.json",
            [{ head: "What" }, { head: "Result" }],
            [
                [
                    "Attack matrix",
                    attack === undefined
                        ? none
                        : tag(
                              attack.ok && failed === 0,
                              `${attack.rows.length - failed} of ${attack.rows.length} as expected`,
                          ),
                ],
                [
                    "Packets against the proof",
                    agreement === undefined
                        ? none
                        : tag(
                              agreement.disagreements.length === 0,
                              `${agreement.disagreements.length} disagreements in ${agreement.asked} questions`,
                          ),
                ],
                [
                    "Run with",
                    Object.entries(versions)
                        .map(([name, version]) => `${name} ${version}`)
                        .join(", "),
                ],
            ],
        ),
    );
}

function allowlistSection({ dns }: PageInput): Html {
    return section(
        "allowlist",
        "Names that can be resolved",
        dns === null
            ? html`<p><span class="tag warn">open</span> This stack filters no names: any can be resolved.</p>`
            : html`<p>Every other name is blocked by DNS Firewall, and where that fails nothing is resolved.</p>
                  <ul>
                      ${dns.map((name) => html`<li><code>${name}</code></li>`)}
                  </ul>`,
    );
}

function gatewaySection(gateway: RegisteredGateway | undefined): Html {
    if (gateway === undefined)
        return section(
            "gateway",
            "Gateway policy",
            html`<p><span class="tag warn">none</span> No gateway is planned.</p>`,
        );
    return section(
        "gateway",
        "Gateway policy",
        table(
            `What the LLM gateway forwards, and to where; bodies of up to ${gateway.maxBodyMb} MB; gateway-policy.json has all of it`,
            [
                { head: "Endpoint" },
                { head: "Upstream" },
                { head: "Calls" },
                { head: "Models" },
                { head: "Tools at the provider" },
            ],
            gateway.endpoints.map(({ name, host, routes, models, allowServerTools }) => [
                name,
                html`<code>${host}:443</code>`,
                routes.map(({ method, path }) => `${method} ${path}`).join(", "),
                models.join(", "),
                allowServerTools.join(", ") || "none",
            ]),
        ),
    );
}

const limitsSection = (): Html =>
    section(
        "limits",
        "What this does not show",
        html`<ul>
            <li>
                What runs in the account today: everything here is of a plan. A deployed stack is asked the same claims.
            </li>
            <li>What is said to an approved model, and what its provider does with it.</li>
            <li>That AWS does what it documents, and that the hosts' software has no faults.</li>
            <li>Resources of the account that do not belong to this stack.</li>
            <li>That the signer is honest: a signature says who made the archive, and that nobody changed it since.</li>
        </ul>`,
    );
