import { judgeClaims } from "../analysis/claims";
import { buildGraph } from "../analysis/graph/build";
import type { NetworkGraph } from "../analysis/graph/model";
import { fromPlan, type GraphResource } from "../analysis/graph/resource";
import { classesOf } from "../analysis/reachability/classes";
import { matrixOf } from "../analysis/reachability/matrix";
import type { Plan, PlanResource } from "../model/plan";
import { documented } from "./inputs/schema";
import type { Mutant } from "./mutant";

/**
 * Shows that a mutant which nothing noticed is no fault. Two ways of showing it, both worked out and neither believed:
 *
 * - what was left out is, by the SDK's own documentation, what the provider then writes; or
 * - the network model reads the input that was changed, and gives every answer as before: the verdict of each pair of
 *   interfaces, and the verdict of each check of each claim.
 */
export class Equivalence {
    private readonly answers: string;

    constructor(private readonly plan: Plan) {
        this.answers = answersOf(buildGraph(fromPlan(plan)));
    }

    /** What shows it, for a person; undefined where nothing does. */
    of({ plan }: Mutant): string | undefined {
        const changes = this.changes(plan);
        if (changes.every(({ before, after }) => before && after && isSameByDefault(before, after)))
            return "what was left out is the documented default";
        const read = this.inputsRead(plan);
        const isModelled = ({ urn, inputs }: Change) => inputs.some((input) => read.has(`${urn} ${input}`));
        return changes.every(isModelled) && answersOf(buildGraph(fromPlan(plan))) === this.answers
            ? "every answer of the network is as before"
            : undefined;
    }

    /** Resources that are changed, gone or new, with the inputs that differ. */
    private changes(plan: Plan): Change[] {
        const [was, is] = [this.plan, plan].map(({ resources }) => new Map(resources.map((one) => [one.urn, one])));
        return [...new Set([...was.keys(), ...is.keys()])]
            .map((urn) => ({ urn, before: was.get(urn), after: is.get(urn) }))
            .filter(({ before, after }) => before !== after)
            .map((change) => ({ ...change, inputs: differing(change.before?.props, change.after?.props) }));
    }

    /** Every input that the model looks at when it is built and asked, of the valid plan and of the mutant. */
    private inputsRead(mutated: Plan): Set<string> {
        const read = new Set<string>();
        for (const plan of [this.plan, mutated]) {
            const watched = fromPlan(plan).map((resource): GraphResource => {
                const note = (input: string | symbol) => void read.add(`${resource.urn} ${String(input)}`);
                const props = new Proxy(resource.props, {
                    get: (own, input) => (note(input), own[input as string]),
                    has: (own, input) => (note(input), input in own),
                });
                return { ...resource, props };
            });
            answersOf(buildGraph(watched));
        }
        return read;
    }
}

interface Change {
    readonly urn: string;
    readonly before: PlanResource | undefined;
    readonly after: PlanResource | undefined;
    readonly inputs: readonly string[];
}

const differing = (before: PlanResource["props"] = {}, after: PlanResource["props"] = {}) =>
    Object.keys({ ...before, ...after }).filter(
        (input) => JSON.stringify(before[input]) !== JSON.stringify(after[input]),
    );

/** Only inputs that are gone, each with a documented default that is the value they had. */
function isSameByDefault(before: PlanResource, after: PlanResource): boolean {
    return differing(before.props, after.props).every((input) => {
        const fallback = documented(before.type, [input])?.fallback;
        return after.props[input] === undefined && fallback !== undefined && fallback === String(before.props[input]);
    });
}

/** Every verdict that the model gives, as text that compares. */
function answersOf(graph: NetworkGraph): string {
    const classes = classesOf(graph);
    const matrix = matrixOf(graph, classes);
    const members = classes.flatMap(({ members }, i) => members.map(({ name }) => ({ name, i })));
    const pairs = members.flatMap((from) =>
        members.filter((to) => to !== from).map((to) => `${from.name} -> ${to.name}: ${matrix.verdict(from.i, to.i)}`),
    );
    const checks = judgeClaims(graph).flatMap((claim) =>
        claim.checks.map(({ asks, answer }) => `${claim.id}: ${asks}: ${answer.verdict}`),
    );
    return [...pairs, ...checks].sort().join("\n");
}
