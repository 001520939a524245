import type { GraphResource } from "../../../analysis/graph/resource";
import type { Context } from "../../framework/context";
import { judge } from "../../framework/judge";
import { compliant, type Outcome, violation } from "../../framework/outcome";
import type { Rule } from "../../framework/rule";
import { defaultVpc, designTypes } from "../types/design";
import { harmless } from "../types/harmless";

const harmlessTypes: ReadonlySet<string> = new Set(harmless.flatMap(({ types }) => types));

/** What a type alone shows; a provider is known by its package. */
function alone({ name, type }: GraphResource): readonly Outcome[] {
    if (designTypes.has(type) || harmlessTypes.has(type)) return [compliant];
    const [provider] = type.split(":");
    const what = provider === "aws" ? `${name} is of type ${type}` : `${name} is of package ${provider} (${type})`;
    return [
        violation(
            `${what}, of which nothing is known here: remove it, or name it in an exemption of known-types that says why it opens nothing`,
        ),
    ];
}

function among(resource: GraphResource, { resources }: Context): readonly Outcome[] {
    const { name, type, urn } = resource;
    if (type === defaultVpc && resources.some(({ parent }) => parent === urn))
        return [violation(`${name} is to look the default VPC up, and makes resources: use an IsolatedNetwork`)];
    if (type === "aws:route53/zone:Zone" && isSaid(resource, "vpcs"))
        return [violation(`${name} is a private zone: it answers names inside a VPC in place of their owners`)];
    return alone(resource);
}

const isSaid = ({ props, unknown }: GraphResource, property: string) =>
    unknown.has(property) || (Array.isArray(props[property]) && props[property].length > 0);

/**
 * Only known types: every other rule knows what a resource of its type can do, so a type that nobody has looked at is refused, however
 * it looks. Types of the design are `design.ts`, those that carry nothing and grant nothing `harmless.ts`.
 */
export const knownTypes: Rule = {
    id: "known-types",
    pack: "isolation",
    severity: "critical",
    title: "Every resource is of a type and package that the design uses, or that carries nothing and grants nothing",
    why: "A list of dangerous types is never complete: what no rule and no model knows may be a way round all of them.",
    remediation: "Remove the resource; or, when it is needed, name it in an exemption with a reason and an expiry.",
    source: "docs/policies.md",
    rows: [120, 121, 122],
    designSpecific: true,
    resource: { check: (resource) => judge(resource, () => alone(resource)) },
    evaluate: (context) => context.resources.flatMap((resource) => judge(resource, () => among(resource, context))),
};
