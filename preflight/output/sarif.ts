import { createHash } from "node:crypto";
import { allRules } from "../../policies/rules";
import type { Preflight } from "../preflight";
import { lineOf } from "./fileLine";
import { isPlanned, nameOf, type Failed, type Result } from "./result";

type Level = "error" | "warning" | "note";

interface Finding {
    readonly stack: string;
    readonly rule: string;
    readonly level: Level;
    readonly text: string;
    readonly urn?: string;
    readonly line?: number;
    /** Why it does not count: an exemption. */
    readonly waived?: string;
}

/** The text of `Pulumi.<stack>.yaml`; empty where there is none. */
export type ReadFile = (stack: string) => string;

/**
 * SARIF 2.1.0: violations, claims that are not proved, and mistakes of stack files, each at the stack's file, since a plan has no lines.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif(results: readonly Result[], version: string, read: ReadFile): object {
    const findings = results.flatMap((result) => (isPlanned(result) ? findingsOf(result) : mistakesOf(result, read)));
    const ids = [...new Set(findings.map(({ rule }) => rule))].sort();
    return {
        $schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [
            {
                tool: {
                    driver: { name: "isolated-openhands preflight", version, rules: ids.map(descriptorOf(results)) },
                },
                columnKind: "utf16CodeUnits",
                results: findings.map((finding) => resultOf(finding, ids)),
            },
        ],
    };
}

function findingsOf({ plan: { stack }, violations, claims, cost, verdict }: Preflight): Finding[] {
    const levels = { mandatory: "error", advisory: "warning" } as const;
    return [
        ...violations.map(({ rule, level, urn, message }) => ({
            stack,
            rule,
            level: levels[level],
            urn,
            text: message,
        })),
        ...claims
            .filter((claim) => claim.verdict !== "proved")
            .map(({ id, statement, verdict: said, exempted, why }): Finding => {
                const text = [`${said}: ${statement}`, ...why].join("\n");
                return exempted
                    ? { stack, rule: id, level: "note", text, waived: "an exemption of the stack's policy file" }
                    : { stack, rule: id, level: "error", text };
            }),
        ...cost.lines.flatMap(({ unknown, urn }): Finding[] => {
            if (unknown === null) return [];
            const text = `cost unknown: ${unknown.what}: ${unknown.fix}`;
            return [
                {
                    stack,
                    rule: "cost-known",
                    level: verdict.strictCost ? "error" : "note",
                    text,
                    urn: urn ?? undefined,
                },
            ];
        }),
    ];
}

function mistakesOf({ stack, error, problems }: Failed, read: ReadFile): Finding[] {
    if (!problems) return [{ stack, rule: "stack-planned", level: "error", text: error }];
    const file = read(stack);
    return problems.map(({ key, value, fix }) => {
        const text = `${key} = ${value === undefined ? "(nothing)" : JSON.stringify(value)}: ${fix}`;
        return { stack, rule: "configuration", level: "error", text, line: lineOf(file, key) };
    });
}

/** Rules and claims by their own words; the others are preflight's. */
const descriptorOf = (results: readonly Result[]) => (id: string) => {
    const rule = allRules.find((one) => one.id === id);
    const claim = results
        .filter(isPlanned)
        .flatMap(({ claims }) => claims)
        .find((one) => one.id === id);
    const own: Readonly<Record<string, string>> = {
        configuration: "The stack file holds what the program can read",
        "stack-planned": "The stack can be planned",
        "cost-known": "Every charge of the plan has a known price",
    };
    const title = rule?.title ?? claim?.statement ?? own[id] ?? id;
    return {
        id,
        shortDescription: { text: title },
        ...(rule && { fullDescription: { text: rule.why }, help: { text: rule.remediation } }),
        ...(rule && { properties: { tags: [rule.pack], severity: rule.severity } }),
    };
};

/** As a URI, also of a name that is no text, such as half of a surrogate pair. */
const fileOf = (stack: string) => `Pulumi.${encodeURIComponent(Buffer.from(stack).toString())}.yaml`;

function resultOf({ stack, rule, level, text, urn, line = 1, waived }: Finding, ids: readonly string[]): object {
    // One thing stays one thing when a line above it or a message about it changes.
    const same = createHash("sha256")
        .update([stack, rule, urn ?? text].join("\0"))
        .digest("hex");
    return {
        ruleId: rule,
        ruleIndex: ids.indexOf(rule),
        level,
        message: { text: urn === undefined ? text : `${nameOf(urn)}: ${text}` },
        locations: [
            {
                physicalLocation: {
                    artifactLocation: { uri: fileOf(stack) },
                    region: { startLine: line },
                },
                ...(urn !== undefined && {
                    logicalLocations: [{ name: nameOf(urn), fullyQualifiedName: urn, kind: "resource" }],
                }),
            },
        ],
        partialFingerprints: { "preflight/v1": same },
        ...(waived !== undefined && { suppressions: [{ kind: "external", justification: waived }] }),
    };
}
