import { type CostLine, type CostReport, estimate } from "../../analysis/cost";
import { connectionTable } from "../../analysis/diagram/table";
import type { Plan } from "../../model/plan";
import { judge } from "../evaluate";
import { settingsOf } from "../preflight";
import type { ReportClaim, ReportExemption, ReportViolation } from "../report";
import { isAccepted, isPlanned, nameOf, type Result, stackOf } from "./result";

/** What two runs are compared by. */
interface Side {
    readonly accepted: boolean;
    readonly plan: Plan;
    readonly claims: readonly ReportClaim[];
    readonly violations: readonly ReportViolation[];
    readonly exemptions: readonly ReportExemption[];
    readonly cost: Pick<CostReport, "monthly"> & {
        readonly lines: readonly Pick<CostLine, "urn" | "item" | "monthly">[];
    };
}

/** What changed in one stack, in sentences; every list is empty when nothing did. */
export interface Changes {
    readonly verdict: readonly string[];
    readonly claims: readonly string[];
    readonly rules: readonly string[];
    readonly exemptions: readonly string[];
    /** Who may talk to whom: the ingress points, and what is reachable through them. */
    readonly connections: readonly string[];
    readonly cost: readonly string[];
    readonly resources: readonly string[];
}

/** A file that `--against` cannot read. */
export class UnreadableResult extends Error {}

const howTo = "write one that `preflight --json` printed, or evidence/<stack>/plan.json";

/** Earlier results by stack, from what `--json` printed or from a `plan.json`. @throws UnreadableResult */
export function earlierResults(text: string, file: string): ReadonlyMap<string, Partial<Side> & { plan?: Plan }> {
    let data: unknown;
    try {
        data = JSON.parse(text);
    } catch (error) {
        throw new UnreadableResult(`${file} is not JSON (${(error as Error).message}): ${howTo}`);
    }
    const entries = (Array.isArray(data) ? data : [data]) as Record<string, unknown>[];
    return new Map(
        entries.map((entry) => {
            const { stack, resources, accepted } = entry ?? {};
            if (typeof stack !== "string" || !(Array.isArray(resources) || accepted === false))
                throw new UnreadableResult(`${file} holds no result of a stack: ${howTo}`);
            if (!Array.isArray(resources)) return [stack, { accepted: false }];
            if (resources.some((one) => typeof one?.urn !== "string" || typeof one.type !== "string"))
                throw new UnreadableResult(`${file} holds a resource without urn or type: ${howTo}`);
            return [stack, { ...entry, plan: { stack, resources } as Plan } as Partial<Side>];
        }),
    );
}

/** What is different now; undefined where there is nothing to compare with. */
export function changesSince(earlier: ReturnType<typeof earlierResults>, now: Result): Changes | undefined {
    const before = earlier.get(stackOf(now));
    if (before === undefined) return undefined;
    const words = [before.accepted ?? true, isAccepted(now)].map((accepted) => (accepted ? "Accepted" : "Refused"));
    if (before.plan === undefined || !isPlanned(now))
        return {
            ...unchanged,
            verdict: [`${words.join(" -> ")}: ${isPlanned(now) ? "the earlier run" : "this run"} has no plan`],
        };
    const old = complete(before as Partial<Side> & { plan: Plan });
    const accepted = [old.accepted, isAccepted(now)];
    return {
        verdict:
            accepted[0] === accepted[1] ? [] : [accepted.map((yes) => (yes ? "Accepted" : "Refused")).join(" -> ")],
        claims: claimChanges(old.claims, now.claims),
        rules: listChanges(old.violations, now.violations, violationKey, violationText, [
            "now broken",
            "no longer broken",
        ]),
        exemptions: listChanges(old.exemptions, now.exemptions, exemptionText, exemptionText, ["new", "gone"]),
        connections: listChanges(rowsOf(old.plan), rowsOf(now.plan), same, same, ["opened", "closed"]),
        cost: costChanges(old.cost, now.cost),
        resources: listChanges(old.plan.resources, now.plan.resources, ({ urn }) => urn, resourceText, ["new", "gone"]),
    };
}

const unchanged: Changes = {
    verdict: [],
    claims: [],
    rules: [],
    exemptions: [],
    connections: [],
    cost: [],
    resources: [],
};

/** A plan alone is judged as of today. */
function complete(before: Partial<Side> & { plan: Plan }): Side {
    const { plan } = before;
    if (before.claims && before.violations && before.exemptions && before.cost)
        return { accepted: true, ...before } as Side;
    const judged = judge(plan, settingsOf(plan.stack));
    const against = judged.violations.some(({ level }) => level === "mandatory");
    const lost = judged.claims.some(({ verdict, exempted }) => verdict !== "proved" && !exempted);
    return { plan, ...judged, cost: estimate(plan), accepted: !against && !lost };
}

function claimChanges(before: readonly ReportClaim[], now: readonly ReportClaim[]): string[] {
    const state = (claim: ReportClaim | undefined) =>
        claim === undefined
            ? "not there"
            : `${claim.verdict}${claim.verdict !== "proved" && claim.exempted ? ", waived" : ""}`;
    const ids = [...new Set([...before, ...now].map(({ id }) => id))];
    return ids.flatMap((id) => {
        const [then, today] = [before, now].map((claims) => state(claims.find((claim) => claim.id === id)));
        return then === today ? [] : [`${id}: ${then} -> ${today}`];
    });
}

/** What is in one list and not in the other, by key; of things that are there several times each is counted. */
function listChanges<T>(
    before: readonly T[],
    now: readonly T[],
    keyOf: (one: T) => string,
    textOf: (one: T) => string,
    [added, removed]: readonly [string, string],
): string[] {
    const without = (from: readonly T[], others: readonly T[]) => {
        const keys = new Set(others.map(keyOf));
        return [...new Set(from.filter((one) => !keys.has(keyOf(one))).map(textOf))];
    };
    return [
        ...without(now, before).map((text) => `${added}: ${text}`),
        ...without(before, now).map((text) => `${removed}: ${text}`),
    ];
}

const same = (text: string) => text;
const violationKey = ({ rule, level, urn }: ReportViolation) => [rule, level, urn].join("\0");
const violationText = ({ rule, level, urn, message }: ReportViolation) =>
    `${level} ${rule} (${nameOf(urn)}): ${message}`;
const exemptionText = ({ rule, resource, expires, reason }: ReportExemption) =>
    `${rule} for ${resource} until ${expires}: ${reason}`;
const resourceText = ({ name, type }: Plan["resources"][number]) => `${name} (${type})`;

const rowsOf = (plan: Plan): string[] =>
    connectionTable(plan).rows.map(
        ({ from, to, through, ports, certain }) =>
            `${from} -> ${to}${through === null ? "" : ` through ${through}`}, ${ports}${certain ? "" : " (not certain)"}`,
    );

const amount = (monthly: number | null) => (monthly === null ? "unknown" : monthly.toFixed(2));

function costChanges(before: Side["cost"], now: Side["cost"]): string[] {
    const sums = ({ lines }: Side["cost"]) => {
        const found = new Map<string, number | null>();
        for (const { urn, item, monthly } of lines) {
            const key = `${item}${urn === null ? "" : ` of ${nameOf(urn)}`}`;
            const earlier = found.get(key);
            found.set(
                key,
                monthly === null || earlier === null ? null : Math.round((monthly + (earlier ?? 0)) * 100) / 100,
            );
        }
        return found;
    };
    const [old, today] = [sums(before), sums(now)];
    const lines = [...new Set([...old.keys(), ...today.keys()])].flatMap((key) => {
        const [then, each] = [old.get(key), today.get(key)].map((sum) => (sum === undefined ? "nothing" : amount(sum)));
        return then === each ? [] : [`${key}: ${then} -> ${each}`];
    });
    if (lines.length === 0 && before.monthly === now.monthly) return [];
    const difference = Math.round((now.monthly - before.monthly) * 100) / 100;
    const sign = difference < 0 ? "" : "+";
    return [`a month: ${amount(before.monthly)} -> ${amount(now.monthly)} (${sign}${difference.toFixed(2)})`, ...lines];
}

const titles: readonly (readonly [key: keyof Changes, title: string])[] = [
    ["verdict", "Verdict"],
    ["claims", "Claims"],
    ["rules", "Rules"],
    ["exemptions", "Exemptions"],
    ["connections", "What may talk to what"],
    ["cost", "Cost"],
    ["resources", "Resources"],
];

/** Each kind of change that there is, with a title. */
export const titledChanges = (changes: Changes): [title: string, lines: readonly string[]][] =>
    titles.flatMap(([key, title]) =>
        changes[key].length > 0 ? [[title, changes[key]] as [string, readonly string[]]] : [],
    );
