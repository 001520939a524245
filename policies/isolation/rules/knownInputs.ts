import type { GraphResource } from "../../../analysis/graph/resource";
import { judge } from "../../framework/judge";
import { compliant, type Outcome, violation } from "../../framework/outcome";
import type { Rule } from "../../framework/rule";
import { harmlessInputs } from "../types/harmlessInputs";
import { designInputs } from "../types/inputs";

interface Known {
    readonly set: ReadonlySet<string>;
    /** Inputs of which the design sets some part: the others are looked at one by one. */
    readonly parted: ReadonlySet<string>;
    readonly harmless: ReadonlySet<string>;
    readonly defaults: Readonly<Record<string, string>>;
}

const known: ReadonlyMap<string, Known> = new Map(
    Object.entries(designInputs).map(([type, { set: written, defaults }]) => {
        const set = written.split(" ");
        const parted = set.map((path) => path.split(".").slice(0, -1).join("."));
        const harmless = new Set(harmlessInputs(type));
        return [type, { set: new Set(set), parted: new Set(parted), harmless, defaults }];
    }),
);

/** Paths of what is set beside the design's inputs. Places in lists are left out. */
function unlisted(value: unknown, above: string, of: Known): string[] {
    if (Array.isArray(value)) return value.flatMap((item) => unlisted(item, above, of));
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([name, held]) => {
        const path = above + name;
        // The provider's own note of which inputs it has filled in.
        if (name === "__defaults" || of.harmless.has(path) || saysNothing(held, of.defaults[path])) return [];
        if (!of.set.has(path)) return [path];
        return of.parted.has(path) ? unlisted(held, `${path}.`, of) : [];
    });
}

/** What the provider's Check adds, or what an input that is not there says too. */
function saysNothing(value: unknown, fallback: string | undefined): boolean {
    if (fallback !== undefined) return String(value) === fallback || value === undefined || value === null;
    if (typeof value === "object" && value !== null) return Object.values(value).every((item) => item === undefined);
    return [undefined, null, "", false, 0].some((nothing) => nothing === value);
}

/** Inputs whose values nobody knows yet are seen by what they are made of. */
const unknownInputs = ({ propertyDependencies, props, written }: GraphResource): Record<string, unknown> =>
    Object.fromEntries(
        Object.entries(propertyDependencies)
            .filter(([input, made]) => made.length > 0 && (written ?? props)[input] === undefined)
            .map(([input]) => [input, "not known yet"]),
    );

function check(resource: GraphResource): readonly Outcome[] {
    const { type, name, custom, external, props, outputs, written } = resource;
    const of = known.get(type);
    // Of a state that is analysed later nothing tells what the program wrote and what AWS answered.
    const mixed = written === undefined && props === outputs && resource.parent !== "";
    if (of === undefined || !custom || external || mixed) return [compliant];
    const found = new Set(unlisted({ ...unknownInputs(resource), ...(written ?? props) }, "", of));
    if (found.size === 0) return [compliant];
    return [...found].map((path) =>
        violation(
            `${name} sets ${path}, which nothing of this design sets on a ${type.split(":").at(-1)}: remove it, or name ${name} in an exemption of known-inputs that says what it opens`,
        ),
    );
}

/**
 * The rules and the model know what the inputs do that the program sets (`inputs.ts`, from its own plans), and what a few others do
 * (`harmlessInputs.ts`). Any other is one that nobody has looked at.
 */
export const knownInputs: Rule = {
    id: "known-inputs",
    pack: "isolation",
    severity: "high",
    title: "Resources set only inputs that the design sets, or that open, place and deliver nothing",
    why: "The provider has hundreds of inputs that the program leaves alone: another disk, a second target, user data in another form. No list of the dangerous ones is complete.",
    remediation:
        "Remove the input; or, when it is needed, name the resource in an exemption with a reason and an expiry.",
    source: "docs/policies.md",
    rows: [120],
    designSpecific: true,
    resource: { check: (resource) => judge(resource, () => check(resource)) },
    evaluate: ({ resources }) => resources.flatMap((resource) => judge(resource, () => check(resource))),
};
