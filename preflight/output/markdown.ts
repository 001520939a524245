import { availabilityText } from "../availability";
import { sshText, usersText } from "../approved";
import type { Preflight } from "../preflight";
import { unknownCosts } from "../report/money";
import { placeholdersSaid } from "../report/verdict";
import { verdictWord } from "../verdict";
import { type Changes, titledChanges } from "./against";
import { isPlanned, nameOf, type Failed, type Result, stackOf } from "./result";

/** A comment on a pull request holds 65,536 characters; a list longer than this is read in the report. */
const longest = 25;

/** What a pull request or a job's page shows: verdict, what is against it, what is waived, what changed, cost. */
export function markdown(results: readonly Result[], changes: ReadonlyMap<string, Changes> = new Map()): string {
    const parts = results.flatMap((result) => [
        ...(isPlanned(result) ? planned(result) : failed(result)),
        ...changed(changes.get(stackOf(result))),
    ]);
    return `${["# Preflight", "", ...parts].join("\n").trimEnd()}\n`;
}

/** Text of a plan or of a person, as text: no markup, no link, no mention, one line. */
const plain = (text: string): string =>
    text
        .replace(/\s+/g, " ")
        .replace(/[\\`*_{}[\]<>#|~!&]/g, (one) => `\\${one}`)
        .replace(/@(?=\w)/g, "@\u200b")
        .replace(/(https?):\/\//g, "$1:\u200b//");

/** Inside of a code span nothing is markup but its own end. */
const code = (text: string): string => `\`${text.replace(/\s+/g, " ").replaceAll("`", "'")}\``;

const list = (lines: readonly string[]): string[] => [
    ...lines.slice(0, longest).map((line) => `- ${line}`),
    ...(lines.length > longest ? [`- … and ${lines.length - longest} more`] : []),
];

const titled = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`**${title}**`, "", ...list(lines), ""];

function planned(result: Preflight): string[] {
    const { plan, verdict, about, claims, violations, exemptions, cost, placeholders } = result;
    const of = (level: string) =>
        violations
            .filter((violation) => violation.level === level)
            .map(({ rule, urn, message }) => `${code(rule)} ${plain(nameOf(urn))}: ${plain(message)}`);
    const open = claims.filter(({ verdict: said }) => said !== "proved");
    const claimLines = (exempted: boolean) =>
        open
            .filter((claim) => claim.exempted === exempted)
            .map(({ id, verdict: said, statement }) => `${code(id)} ${said}: ${plain(statement)}`);
    const names = new Map(plan.resources.map(({ urn, name }) => [urn, name]));
    return [
        `## ${plain(plan.stack)}: ${verdictWord(verdict)}`,
        "",
        ...list(verdict.reasons.map(plain)),
        "",
        ...facts(result),
        "",
        ...titled("Mandatory violations", of("mandatory")),
        ...titled("Claims that are not proved", claimLines(false)),
        ...titled("Claims that are waived", claimLines(true)),
        ...titled("Exemptions", exemptions.map(exemptionLine)),
        ...titled("Advisory findings", of("advisory")),
        ...titled("Cost", unknownCosts(cost, (urn) => names.get(urn) ?? urn).map(plain)),
        ...titled(plain(placeholdersSaid(placeholders).replace(/:$/, "")), placeholders.map(plain)),
        `Commit ${code(about.commit)}, configuration ${code(`sha256:${about.config.sha256}`)}, ${about.date}.`,
        "",
    ];
}

const exemptionLine = ({
    rule,
    resource,
    reason,
    expires,
    state,
    owner = "nobody named",
}: Preflight["exemptions"][number]) =>
    `${code(rule)} for ${plain(resource)} until ${plain(expires)} (${state}, owner: ${plain(owner)}): ${plain(reason)}`;

function facts({ plan, claims, violations, cost, about, approved }: Preflight): string[] {
    const count = (level: string) => violations.filter((violation) => violation.level === level).length;
    const proved = claims.filter(({ verdict }) => verdict === "proved").length;
    const unknown = cost.lines.filter((line) => line.unknown).length;
    const rows: [string, string][] = [
        ["Claims", `${proved} of ${claims.length} proved`],
        ["Violations", `${count("mandatory")} mandatory, ${count("advisory")} advisory`],
        [
            "Cost",
            `${cost.monthly.toFixed(2)} ${cost.currency} a month${unknown > 0 ? `, without ${unknown} unknown` : ""}`,
        ],
        ["Account", `${about.account}, ${about.region}`],
        ["LLMs", approved.endpoints.map(({ name, where, models }) => `${name} (${where}; ${models})`).join("; ")],
        ["May sign in", `${usersText(approved)}, from ${approved.from.join(", ")}; SSH: ${sshText(approved)}`],
        ["Certificate of the agent's page", approved.certificate],
        ["Availability", availabilityText(plan)],
    ];
    return ["| | |", "|---|---|", ...rows.map(([name, value]) => `| ${name} | ${plain(value)} |`)];
}

function failed({ stack, error, problems }: Failed): string[] {
    const lines = problems?.map(({ key, value, fix }) => {
        const written = value === undefined ? "(nothing)" : JSON.stringify(value).slice(0, 120);
        return `${code(key)} = ${plain(written)}: ${plain(fix)}`;
    });
    return [
        `## ${plain(stack)}: Refused`,
        "",
        "Nothing was planned.",
        "",
        ...list(lines ?? [plain(error.split("\n")[0])]),
        "",
    ];
}

function changed(changes: Changes | undefined): string[] {
    if (changes === undefined) return [];
    const found = titledChanges(changes).flatMap(([title, lines]) => titled(title, lines.map(plain)));
    return ["### What changed", "", ...(found.length === 0 ? ["Nothing.", ""] : found)];
}
