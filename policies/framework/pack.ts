import {
    PolicyPack,
    type PolicyResource,
    type ReportViolation,
    type ResourceValidationPolicy,
    type StackValidationPolicy,
} from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import { EnforcementLevel, PolicyConfig } from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { GraphResource } from "../../analysis/graph/resource";
import { Context, type Settings, settingSections } from "./context";
import { beforeUnpacking, type PackConfig } from "./engine";
import { evaluate, findingsAgainst, isAgainst, isExempt } from "./evaluate";
import type { Entry } from "./exemptions";
import { type Levels, parseLevels, policyConfig, resourceForm } from "./levels";
import type { PackName, Rule } from "./rule";
import { isCustom, known } from "./unknowns";

/**
 * Makes a CrossGuard pack of rules. Every rule judges the whole stack; one that a single resource shows alone also stops that resource
 * before it is created. Levels and exemptions are those of `--policy-pack-config`: without it all is mandatory and nothing
 * exempt. The SDK turns a policy that touches an unknown value into an advisory; here the values are looked at one by one first, so that
 * an unknown is a finding of the rule that needed it, at the rule's own level.
 */
export function makePack(name: PackName, rules: readonly Rule[], allRules: readonly Rule[]): PolicyPack {
    let levels = parseLevels({}, allRules);
    beforeUnpacking({
        configured: (config) => {
            levels = levelsOf(config, allRules);
            settle(config, rules, levels);
        },
        registered: (urn, inputs) => written.set(urn, inputs),
    });
    const judging: Judging = { levels: () => levels, today: new Date().toISOString().slice(0, 10) };
    const single = rules.flatMap((rule) => (rule.resource ? [resourcePolicy(rule, judging)] : []));
    const whole = rules.map((rule) => stackPolicy(rule, judging));
    return new PolicyPack(name, { policies: [...single, ...whole, configPolicy(name, rules, judging)] });
}

interface Judging {
    /** Known only after the policies are made: the engine sends the config last. */
    levels(): Levels;
    readonly today: string;
}

const names: Readonly<Record<number, string>> = Object.fromEntries(
    Object.entries(EnforcementLevel).map(([name, value]) => [value, name.toLowerCase()]),
);

function levelsOf(config: PackConfig, allRules: readonly Rule[]): Levels {
    const entries = [...config.entries()].map(([key, entry]): [string, Entry] => {
        const enforcementLevel = names[entry.getEnforcementlevel()];
        return [key, { ...entry.getProperties()?.toJavaScript(), enforcementLevel }];
    });
    return parseLevels(Object.fromEntries(entries), allRules);
}

/**
 * What no config may change. The config's own faults are always said. What stops a single resource does so where its rule is mandatory, and
 * only in an update: in a preview the rule says the same of the stack, and one finding should be read once.
 */
function settle(config: PackConfig, rules: readonly Rule[], levels: Levels): void {
    const set = (policy: string, level: EnforcementLevel) =>
        config.set(policy, new PolicyConfig().setEnforcementlevel(level).setProperties(new Struct()));
    set(policyConfig, EnforcementLevel.MANDATORY);
    for (const { id } of rules.filter(({ resource }) => resource !== undefined)) {
        const stops = levels.levelOf(id) === "mandatory" && !pulumi.runtime.isDryRun();
        set(resourceForm(id), stops ? EnforcementLevel.MANDATORY : EnforcementLevel.DISABLED);
    }
}

const described = ({ title, why, remediation, source }: Rule) => ({
    description: `${title}. ${why} ${remediation} (${source})`,
    enforcementLevel: "mandatory" as const,
    configSchema: { properties: { exemptions: { type: "array" as const } } },
});

function resourcePolicy(rule: Rule, { levels, today }: Judging): ResourceValidationPolicy {
    return {
        name: resourceForm(rule.id),
        ...described(rule),
        validateResource: (args, report: ReportViolation) => {
            if (!rule.resource || rule.resource.types?.includes(args.type) === false) return;
            const resource = { ...known({ ...args, custom: true }), ...optionsOf(args) };
            for (const { urn, message } of rule.resource.check(resource).filter(isAgainst)) {
                if (!isExempt(levels().exemptions, rule.id, urn, today)) report(message);
            }
        },
    };
}

function stackPolicy(rule: Rule, { levels, today }: Judging): StackValidationPolicy {
    return {
        name: rule.id,
        ...described(rule),
        validateStack: ({ resources }, report: ReportViolation) => {
            for (const { urn, message } of findingsAgainst(rule, contextOf(resources), levels().exemptions, today))
                report(message, urn);
        },
    };
}

/** Judges the config that the pack was given, whatever file it is from. */
function configPolicy(name: PackName, rules: readonly Rule[], { levels, today }: Judging): StackValidationPolicy {
    return {
        name: policyConfig,
        description: "The stack's levels and exemptions name rules that exist, are needed, and end within two years",
        enforcementLevel: "mandatory",
        validateStack: ({ resources }, report: ReportViolation) => {
            for (const { pack, rule, message, urn } of evaluate(contextOf(resources), rules, levels(), today)
                .violations)
                if (rule === policyConfig && pack === name) report(message, urn);
        },
    };
}

/** The stack's configuration, which the policy host shares; `policy analyze` has none. */
function settingsOf(urn: string): Settings | undefined {
    const config = new pulumi.Config(urn.split("::")[1] ?? "");
    if (config.get("profile") === undefined) return undefined;
    return Object.fromEntries(settingSections.map((key) => [key, config.getObject(key)]));
}

/** Inputs by URN, as the engine sent them in this run. */
const written = new Map<string, NonNullable<GraphResource["written"]>>();

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

/** What the program says of a resource beside its inputs. The SDK says that it is always there; an analysed state may have none. */
function optionsOf({ opts }: Partial<Pick<PolicyResource, "opts">>): Pick<GraphResource, "protect" | "ignoreChanges"> {
    return { protect: opts?.protect, ignoreChanges: opts?.ignoreChanges };
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
            custom: isCustom(resource),
        }),
        parent: resource.parent?.urn ?? "",
        written: written.get(resource.urn),
        ...optionsOf(resource),
        propertyDependencies: Object.fromEntries(dependencies),
    };
}
