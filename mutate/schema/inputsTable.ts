import type { Plan, PlanResource } from "../../model/plan";
import { type Documented, inputsOf, within } from "../../policies/isolation/types/schema";
import { configurations, replanned, type Sections } from "../benign/configs";

/** Configurations that may change what the stack is made of, and not only how it is set. */
const telling = /certificate|Bedrock|exists|no artifacts|SSH|NAT gateway each/;

/** What no configuration of `benign` has: the third mode of the network, and an agent of Systems Manager of before 2021. */
const besides: readonly (readonly [stack: string, sections: Sections])[] = [
    ["dev", { network: { mode: "nat", azCount: 1, natGateways: "single" } }],
    ["prod", { host: { legacySsmAgent: true } }],
];

/** Plans that have, together, every type and every input of the program, in each mode of both stacks. */
export async function* tellingPlans(): AsyncGenerator<Plan> {
    for (const stack of ["prod", "dev"]) {
        yield replanned(stack, {});
        for (const [what, sections] of Object.entries(configurations(stack)))
            if (telling.test(what)) yield replanned(stack, sections);
    }
    for (const [stack, sections] of besides) yield replanned(stack, sections);
}

type Inputs = Readonly<Record<string, Documented>>;

/** By type, the paths of the inputs that plans set: places in lists are skipped, and what the provider declares no parts of is one input. */
export class SetInputs {
    private readonly byType = new Map<string, Set<string>>();

    add({ resources }: Plan): void {
        for (const resource of resources) if (resource.type.startsWith("aws:")) this.note(resource);
    }

    private note({ type, props }: PlanResource): void {
        const paths = this.byType.get(type) ?? new Set<string>();
        this.byType.set(type, paths);
        const visit = (value: unknown, declared: Inputs, above: string): void => {
            if (Array.isArray(value)) return value.forEach((item) => visit(item, declared, above));
            if (typeof value !== "object" || value === null) return;
            for (const [name, held] of Object.entries(value)) {
                if (held === undefined) continue;
                paths.add(above + name);
                // Maps, whose keys are the program's own, have no parts that the provider declares.
                const parts = declared[name] === undefined ? {} : within(declared[name]);
                if (Object.keys(parts).length > 0) visit(held, parts, `${above}${name}.`);
            }
        };
        visit(props, inputsOf(type), "");
    }

    /** As `policies/isolation/types/inputs.ts` has them. */
    table(): Record<string, { set: string; defaults: Record<string, string> }> {
        const types = [...this.byType].sort(([a], [b]) => (a < b ? -1 : 1));
        return Object.fromEntries(
            types.map(([type, paths]) => [
                type,
                { set: [...paths].sort().join(" "), defaults: defaultsOf(type, paths) },
            ]),
        );
    }
}

/** What the provider's Check writes where the program writes nothing, beside inputs that the program sets: values that are not empty. */
function defaultsOf(type: string, paths: ReadonlySet<string>): Record<string, string> {
    const found: [string, string][] = [];
    const visit = (declared: Inputs, above: string) => {
        for (const [name, input] of Object.entries(declared)) {
            const path = above + name;
            if (paths.has(path)) visit(within(input), `${path}.`);
            else if (input.fallback !== undefined && !/^(false|0|null|none)?$/i.test(input.fallback))
                found.push([path, input.fallback]);
        }
    };
    visit(inputsOf(type), "");
    return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The file as it must be. */
export const inputsFile = (inputs: SetInputs): string =>
    [
        "/** Generated from the program's own plans and the provider's schema: `npm run -s types:inputs > policies/isolation/types/inputs.ts`. */",
        "export const designInputs: Readonly<",
        "    Record<string, { readonly set: string; readonly defaults: Readonly<Record<string, string>> }>",
        `> = ${JSON.stringify(inputs.table(), undefined, 4)};`,
        "",
    ].join("\n");

async function main(): Promise<void> {
    const inputs = new SetInputs();
    for await (const plan of tellingPlans()) inputs.add(plan);
    process.stdout.write(inputsFile(inputs));
}

if (require.main === module) void main();
