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
import { Context } from "./context";
import { configViolations, isAgainst, isExempt, policyConfig } from "./evaluate";
import { type Exemption, type Levels, readLevels } from "./levels";
import type { PackName, Rule } from "./rule";
import { known } from "./unknowns";

/**
 * Makes a CrossGuard pack of rules. Every rule judges the whole stack; one that a single resource shows alone also judges that resource,
 * which stops it before it is created. The SDK turns a policy that touches an unknown value into an advisory; here the values are
 * looked at one by one first, so that an unknown is a finding of the rule that needed it, at the rule's own level.
 */
export function makePack(name: PackName, rules: readonly Rule[], allRules: readonly Rule[]): PolicyPack {
    const folder = join(__dirname, "..");
    const today = new Date().toISOString().slice(0, 10);
    const levels = () => readLevels(folder, pulumi.getStack(), allRules);
    const single = rules.flatMap((rule) => (rule.resource ? [resourcePolicy(rule, levels, today)] : []));
    const whole = rules.map((rule) => stackPolicy(rule, levels, today));
    const own = name === "isolation" ? [configPolicy(allRules, levels, today)] : [];
    return new PolicyPack(name, { policies: [...single, ...whole, ...own] });
}

const description = ({ title, why, remediation, source }: Rule) => `${title}. ${why} ${remediation} (${source})`;

function resourcePolicy(rule: Rule, levels: () => Levels, today: string): ResourceValidationPolicy {
    return {
        name: `${rule.id}-resource`,
        description: description(rule),
        enforcementLevel: "mandatory",
        validateResource: (args, report: ReportViolation) => {
            // The stack is known only now. Where the rule is advisory, its stack policy says so; this one is there to stop a resource.
            if (!rule.resource?.types.includes(args.type) || levels().levelOf(rule.id) !== "mandatory") return;
            const resource = known({ ...args, custom: true });
            for (const { urn, message } of rule.resource.check(resource).filter(isAgainst)) {
                if (!isExempt(levels(), rule.id, urn, today, new Set())) report(message);
            }
        },
    };
}

function stackPolicy(rule: Rule, levels: () => Levels, today: string): StackValidationPolicy {
    return {
        name: rule.id,
        description: description(rule),
        enforcementLevel: levels().levelOf(rule.id),
        validateStack: ({ resources }, report: ReportViolation) => {
            for (const { urn, message } of rule.evaluate(contextOf(resources)).filter(isAgainst)) {
                if (!isExempt(levels(), rule.id, urn, today, new Set())) report(message, urn);
            }
        },
    };
}

function configPolicy(allRules: readonly Rule[], levels: () => Levels, today: string): StackValidationPolicy {
    return {
        name: policyConfig,
        description: "The stack's levels and exemptions name rules that exist, are needed, and have not expired",
        enforcementLevel: "mandatory",
        validateStack: ({ resources }, report: ReportViolation) => {
            const context = contextOf(resources);
            const own = levels();
            const used = new Set<Exemption>();
            for (const rule of allRules) {
                for (const { urn } of rule.evaluate(context).filter(isAgainst))
                    isExempt(own, rule.id, urn, today, used);
            }
            const judged = own.exemptions.map((exemption) => ({
                ...exemption,
                state:
                    exemption.expires < today
                        ? ("expired" as const)
                        : used.has(exemption)
                          ? ("used" as const)
                          : ("unused" as const),
            }));
            for (const { urn, message } of configViolations(context, own, judged)) report(message, urn);
        },
    };
}

let last: { readonly resources: readonly PolicyResource[]; readonly context: Context } | undefined;

/** All rules of a run see the same resources: the context, and the graph in it, is made once. */
function contextOf(resources: readonly PolicyResource[]): Context {
    if (
        last?.resources.length === resources.length &&
        last.resources.every((resource, i) => resource.urn === resources[i].urn)
    )
        return last.context;
    const context = new Context(resources.map(toGraph));
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
            custom: !resource.type.startsWith("isolated:"),
        }),
        parent: resource.parent?.urn ?? "",
        propertyDependencies: Object.fromEntries(dependencies),
    };
}
