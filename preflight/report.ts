import { claimsSection } from "./report/claims";
import { connectionsSection, exemptionsSection, violationsSection } from "./report/findings";
import { factList, html, section, trusted, type Html } from "./report/html";
import { costSection, external, usd } from "./report/money";
import { page } from "./report/page";
import { resourcesSection } from "./report/resources";
import { verdictSection } from "./report/verdict";
import type { ReportInput } from "./report/types";

export type { DrawnClaim, ReportClaim, ReportExemption, ReportInput, ReportViolation } from "./report/types";

const SECTIONS = [
    ["verdict", "Verdict"],
    ["summary", "Summary"],
    ["diagram", "Diagram"],
    ["connections", "What may talk to what"],
    ["claims", "Claims"],
    ["violations", "Violations"],
    ["exemptions", "Exemptions"],
    ["cost", "Cost"],
    ["resources", "Resources"],
    ["method", "How this was made"],
] as const;

/**
 * One self-contained page for an auditor: no scripts, no external resources, prints. Everything that comes from the plan
 * is escaped; the diagram is taken as markup.
 */
export function renderReport(input: ReportInput): string {
    const { plan } = input;
    return page({
        title: `Preflight of ${plan.stack}`,
        lead: "What this stack would be, read from its plan. Nothing was deployed to make this page.",
        sections: SECTIONS,
        main: [
            verdictSection(input),
            summary(input),
            section("diagram", "Diagram", html`<figure>${trusted(input.diagram)}</figure>`),
            connectionsSection(input),
            claimsSection(input),
            violationsSection(input),
            exemptionsSection(input),
            costSection(input),
            resourcesSection(input),
            method(input),
        ],
        footer: `isolated-openhands, preflight report of stack ${plan.stack}.`,
    });
}

function summary(input: ReportInput): Html {
    const { plan, cost, violations, claims, exemptions, evaluated } = input;
    const custom = plan.resources.filter((resource) => resource.custom).length;
    const mandatory = violations.filter(({ level }) => level === "mandatory").length;
    const proved = claims.filter(({ verdict }) => verdict === "proved").length;
    const given = claims.filter(({ verdict, exempted }) => verdict !== "proved" && exempted).length;
    const notRun = ["not evaluated", "not part of this run"] as const;
    const facts: readonly (readonly [string, string, string])[] = [
        ["Stack", plan.stack, cost.region === null ? "region not in the plan" : cost.region],
        ["Resources", String(custom), `and ${plan.resources.length - custom} components`],
        ["Monthly cost", `${usd(cost.monthly)} ${cost.currency}`, costDetail(cost)],
        evaluated
            ? [
                  "Claims",
                  `${proved} of ${claims.length} proved`,
                  given === 0 ? "none waived" : `${given} waived by exemption`,
              ]
            : ["Claims", ...notRun],
        evaluated
            ? ["Violations", `${mandatory} mandatory`, `${violations.length - mandatory} advisory`]
            : ["Violations", ...notRun],
        evaluated
            ? [
                  "Exemptions",
                  String(exemptions.length),
                  `${exemptions.filter(({ state }) => state === "expired").length} expired`,
              ]
            : ["Exemptions", ...notRun],
    ];
    return section("summary", "Summary", factList(facts));
}

/** What the figure leaves out comes before what it rests on. */
function costDetail(cost: ReportInput["cost"]): string {
    const unknown = cost.lines.filter((line) => line.unknown).length;
    if (unknown > 0) return `without ${unknown} unknown`;
    return external(cost).size > 0 ? `prices of ${cost.pricesFor}` : `list price, ${cost.pricesAsOf}`;
}

function method({ plan, cost, evaluated }: ReportInput): Html {
    return section(
        "method",
        "How this was made, and what it does not cover",
        html`<p>
                The program of stack ${plan.stack} was run offline, with stand-ins for AWS, and every resource that it
                registered was recorded with its inputs and dependencies. Diagram and connections are functions of that
                record and of nothing else: the same files on the same day give the same page, byte for byte.
            </p>
            <ul>
                <li>
                    No AWS account was asked. What AWS would refuse, and what exists in the account already, is not
                    known here; <code>pulumi preview</code> in the account is authoritative.
                </li>
                <li>
                    Diagram and connections show what security groups, network ACLs, routes and load balancers let
                    through. DNS Firewall, endpoint policies, IAM and the firewalls on the hosts bound it further.
                </li>
                <li>
                    Security groups do not filter DNS to the VPC's resolver, instance metadata, or the time service.
                </li>
                <li>
                    Prices are list prices of ${cost.pricesFor} compiled ${cost.pricesAsOf}; usage is assumed as each
                    line says.
                </li>
                ${evaluated ? "" : html`<li>Policies and claims were not evaluated in this run.</li>`}
            </ul>`,
    );
}
