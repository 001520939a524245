import { allRules } from "../../policies/rules";
import type { Preflight } from "../preflight";
import { isPlanned, nameOf, type Failed, type Result } from "./result";
import { element, xml } from "./xml";

/** One test of a report: no `fault` and no `skipped` is a pass. */
interface Case {
    readonly group: string;
    readonly name: string;
    readonly fault?: { readonly kind: "failure" | "error"; readonly message: string; readonly text: string };
    readonly skipped?: string;
    readonly output?: string;
}

/**
 * JUnit XML in the form of Jenkins' schema: a suite a stack, a test for each rule and each claim. What an exemption waives is
 * skipped with its reason, an advisory finding passes with its text.
 */
export function junit(results: readonly Result[]): string {
    const suites = results.map((result) =>
        isPlanned(result) ? suite(result.plan.stack, casesOf(result)) : failedSuite(result),
    );
    return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", { name: "preflight" }, `\n${suites.join("\n")}\n`)}\n`;
}

function suite(stack: string, cases: readonly Case[]): string {
    const count = (kind: string) => cases.filter(({ fault }) => fault?.kind === kind).length;
    const skipped = cases.filter(({ skipped: why }) => why !== undefined).length;
    const counts = { tests: cases.length, failures: count("failure"), errors: count("error"), skipped };
    return element(
        "testsuite",
        { name: stack, ...counts },
        `\n${cases.map((one) => testcase(stack, one)).join("\n")}\n`,
    );
}

function testcase(stack: string, { group, name, fault, skipped, output }: Case): string {
    const inside = [
        fault && element(fault.kind, { type: group, message: fault.message }, xml(fault.text)),
        skipped !== undefined && element("skipped", {}, xml(skipped)),
        output !== undefined && element("system-out", {}, xml(output)),
    ];
    return element("testcase", { classname: `${stack}.${group}`, name, time: 0 }, inside.filter(Boolean).join(""));
}

const failedSuite = ({ stack, error }: Failed): string =>
    suite(stack, [
        {
            group: "plan",
            name: "the stack can be planned",
            fault: { kind: "error", message: error.split("\n")[0], text: error },
        },
    ]);

function casesOf(result: Preflight): Case[] {
    const known = new Set(allRules.map(({ id }) => id));
    const rules = allRules.map((rule) => ruleCase(result, rule.pack, rule.id, rule.title));
    // Such as the rule about the levels themselves.
    const others = [...new Set(result.violations.map(({ rule }) => rule))].filter((rule) => !known.has(rule));
    const more = others.map((rule) => ruleCase(result, "policy", rule, rule));
    return [...rules, ...more, ...result.claims.map(claimCase), costCase(result)];
}

function ruleCase({ violations, exemptions }: Preflight, pack: string, rule: string, title: string): Case {
    const own = { group: pack, name: `${rule}: ${title}` };
    const found = violations.filter((violation) => violation.rule === rule);
    const lines = (level: string) =>
        found.filter((violation) => violation.level === level).map(({ urn, message }) => `${nameOf(urn)}: ${message}`);
    const mandatory = lines("mandatory");
    const advisory = lines("advisory");
    const used = exemptions.filter((exemption) => exemption.rule === rule && exemption.state === "used");
    if (mandatory.length > 0)
        return { ...own, fault: { kind: "failure", message: mandatory[0], text: mandatory.join("\n") } };
    if (used.length > 0)
        return {
            ...own,
            skipped: used.map(({ resource, reason, expires }) => `${resource}, until ${expires}: ${reason}`).join("\n"),
        };
    return advisory.length > 0 ? { ...own, output: advisory.map((line) => `advisory: ${line}`).join("\n") } : own;
}

function claimCase({ id, statement, verdict, exempted, why }: Preflight["claims"][number]): Case {
    const own = { group: "claim", name: `${id}: ${statement}` };
    if (verdict === "proved") return own;
    if (exempted) return { ...own, skipped: `${verdict}, waived by an exemption` };
    return { ...own, fault: { kind: "failure", message: `${verdict}: ${statement}`, text: why.join("\n") } };
}

function costCase({ cost, verdict }: Preflight): Case {
    const missing = [...new Set(cost.lines.flatMap(({ unknown }) => unknown?.what ?? []))].join(", ");
    const own = { group: "cost", name: "every cost is known" };
    const message = `cost unknown: ${missing}`;
    if (missing === "") return own;
    return verdict.strictCost
        ? { ...own, fault: { kind: "failure", message, text: message } }
        : { ...own, output: message };
}
