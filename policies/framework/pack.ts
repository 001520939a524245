import { join } from "node:path";
import {
    PolicyPack,
    type PolicyResource,
    type ReportViolation,
    type ResourceValidationPolicy,
    type StackValidationPolicy,
} from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import type { GraphResource } from "../../analysis/graph/resource";
import { Context, type Settings, settingSections } from "./context";
import { evaluate, isAgainst, isExempt, policyConfig } from "./evaluate";
import { exemptionsOf, readLevels, resourceForm } from "./levels";
import type { PackName, Rule } from "./rule";
import { isComponent, known } from "./unknowns";

const exemptible = { properties: { exemptions: { type: "array" as const } } };

/**
 * Makes a CrossGuard pack of rules. Every rule judges the whole stack; one that a single resource shows alone also judges that resource,
 * which stops it before it is created. Levels and exemptions are those of `--policy-pack-config`: without it all is mandatory and nothing
 * exempt. The SDK turns a policy that touches an unknown value into an advisory; here the values are looked at one by one first, so that
 * an unknown is a finding of the rule that needed it, at the rule's own level.
 */
export function makePack(name: PackName, rules: readonly Rule[], allRules: readonly Rule[]): PolicyPack {
    const folder = join(__dirname, "..");
    const today = new Date().toISOString().slice(0, 10);
    const single = rules.flatMap((rule) => (rule.resource ? [resourcePolicy(rule, today)] : []));
    const whole = rules.map((rule) => stackPolicy(rule, today));
    const own = name === "isolation" ? [configPolicy(folder, allRules, today)] : [];
    return new PolicyPack(name, { policies: [...single, ...whole, ...own] });
}

const description = ({ title, why, remediation, source }: Rule) => `${title}. ${why} ${remediation} (${source})`;

type Configured = { getConfig<T extends object>(): T };

const given = (args: Configured, rule: string) =>
    exemptionsOf(rule, args.getConfig<{ exemptions?: unknown }>().exemptions);

function resourcePolicy(rule: Rule, today: string): ResourceValidationPolicy {
    return {
        name: resourceForm(rule.id),
        description: description(rule),
        enforcementLevel: "mandatory",
        configSchema: exemptible,
        validateResource: (args, report: ReportViolation) => {
            if (!rule.resource || rule.resource.types?.includes(args.type) === false) return;
            const resource = known({ ...args, custom: true });
            for (const { urn, message } of rule.resource.check(resource).filter(isAgainst)) {
                if (!isExempt(given(args, rule.id), rule.id, urn, today)) report(message);
            }
        },
    };
}

function stackPolicy(rule: Rule, today: string): StackValidationPolicy {
    return {
        name: rule.id,
        description: description(rule),
        enforcementLevel: "mandatory",
        configSchema: exemptible,
        validateStack: (args, report: ReportViolation) => {
            for (const { urn, message } of rule.evaluate(contextOf(args.resources)).filter(isAgainst)) {
                if (!isExempt(given(args, rule.id), rule.id, urn, today)) report(message, urn);
            }
        },
    };
}

/** Judges the checked-in file of the stack, by both packs' rules; one pack does it for both. */
function configPolicy(folder: string, allRules: readonly Rule[], today: string): StackValidationPolicy {
    return {
        name: policyConfig,
        description: "The stack's levels and exemptions name rules that exist, are needed, and have not expired",
        enforcementLevel: "mandatory",
        validateStack: ({ resources }, report: ReportViolation) => {
            const context = contextOf(resources);
            const levels = readLevels(folder, context.stack, allRules);
            for (const violation of evaluate(context, allRules, levels, today).violations)
                if (violation.rule === policyConfig) report(violation.message, violation.urn);
        },
    };
}

/** The stack's configuration, which the policy host shares; `policy analyze` has none. */
function settingsOf(urn: string): Settings | undefined {
    const config = new pulumi.Config(urn.split("::")[1] ?? "");
    if (config.get("profile") === undefined) return undefined;
    return Object.fromEntries(settingSections.map((key) => [key, config.getObject(key)]));
}

let last: { readonly resources: readonly PolicyResource[]; readonly context: Context } | undefined;

/** All rules of a run see the same resources: the context, and the graph in it, is made once. */
function contextOf(resources: readonly PolicyResource[]): Context {
    if (
        last?.resources.length === resources.length &&
        last.resources.every((resource, i) => resource.urn === resources[i].urn)
    )
        return last.context;
    const context = new Context(resources.map(toGraph), settingsOf(resources[0]?.urn ?? ""));
    last = { resources, context };
    return context;
}

function toGraph(resource: PolicyResource): GraphResource {
    const dependencies = Object.entries(resource.propertyDependencies ?? {}).map(([key, on]) => [
        key,
        on.map(({ urn }) => urn),
    ]);
    return {
        ...known({
            urn: resource.urn,
            type: resource.type,
            name: resource.name,
            props: resource.props,
            custom: !isComponent(resource.type),
        }),
        parent: resource.parent?.urn ?? "",
        propertyDependencies: Object.fromEntries(dependencies),
    };
}
