import type { Plan, PlanResource } from "../../model/plan";
import { awsType, designTypes } from "../../policies/isolation/types/design";
import { harmless } from "../../policies/isolation/types/harmless";
import { kinds } from "../../policies/isolation/types/kinds";
import { inputsOf, providerTypes } from "../../policies/isolation/types/schema";
import { placesOf } from "../inputs/changes";
import { type Mutant, type Operator, short, withInputs, withPath, withResource } from "../mutant";
import { everywhere, faults } from "./unset";
import { othersId, outsiderIn, placedInputs } from "./values";

const fault = (family: Mutant["family"], id: string, plan: Plan): Mutant => ({ id, family, rows: [], plan });

/** The first resource of each of the provider's types: what an input does, it does on all of them. */
function oneEach({ resources }: Plan): PlanResource[] {
    const seen = new Set<string>();
    return resources.filter(({ type }) => type.startsWith("aws:") && !seen.has(type) && seen.add(type) !== undefined);
}

/** Inputs that the plan leaves alone, set to a value that is a fault. */
const unsetInputs: Operator = (plan) =>
    oneEach(plan).flatMap((resource) => {
        const declared = inputsOf(resource.type);
        const values = { ...everywhere, ...faults[resource.type.replace("aws:", "")] };
        return Object.entries(values)
            .filter(([input]) => input in declared && resource.props[input] === undefined)
            .map(([input, value]) => {
                const given = typeof value === "function" ? (value as (of: Plan) => unknown)(plan) : value;
                return fault(
                    "unset-input",
                    `${short(resource)} gets ${input}`,
                    withInputs(plan, resource, { [input]: given }),
                );
            });
    });

/** Every id and ARN in an input, once for each input of a type, replaced by one of the same form that is somebody else's. */
const othersIds: Operator = (plan) => {
    const seen = new Set<string>();
    return plan.resources
        .filter(({ type }) => type.startsWith("aws:") && type !== "aws:ssm/parameter:Parameter")
        .flatMap((resource) =>
            placesOf(resource.props).flatMap(([path, value]) => {
                const other = typeof value === "string" ? othersId(value) : undefined;
                const input = `${resource.type} ${path.filter((step) => typeof step === "string").join(".")}`;
                if (other === undefined || path[0] === "tags" || seen.has(input)) return [];
                seen.add(input);
                const changed = withPath(plan, resource, path, other);
                return [fault("others-id", `${short(resource)} ${path.join(".")} is somebody's`, changed)];
            }),
        );
};

const judgedInputs: ReadonlyMap<string, readonly string[]> = new Map(
    kinds.flatMap(({ types, judged = [] }) =>
        Object.entries(types).flatMap(([module, names]) =>
            names.split(" ").map((name) => [awsType(module, name), judged] as const),
        ),
    ),
);
const carriesNothing: ReadonlySet<string> = new Set(harmless.flatMap(({ types }) => types));

/** A resource of every type that neither the design nor the list of harmless ones has, tied to the network as far as its inputs let it. */
const otherTypes: Operator = (plan) =>
    // The rule asks the type only: another stack would ask the same again.
    plan.stack === "prod"
        ? providerTypes()
              .filter((type) => !designTypes.has(type) && !carriesNothing.has(type))
              .map((type) =>
                  fault(
                      "other-type",
                      `${type} added`,
                      withResource(plan, type.slice(4), "added", placedInputs(type, plan)),
                  ),
              )
        : [];

/** Of the harmless types: each input that could deliver, place or let in, with somebody else in it. */
const harmlessTurned: Operator = (plan) =>
    [...carriesNothing].flatMap((type) =>
        (judgedInputs.get(type) ?? [])
            .filter((input) => input in inputsOf(type))
            .map((input) => turned(plan, type, input))
            .filter((mutant) => mutant !== undefined),
    );

function turned(plan: Plan, type: string, input: string): Mutant | undefined {
    const value = outsiderIn(type, input, plan);
    return value === undefined
        ? undefined
        : fault("outsider", `${type} added with ${input}`, withResource(plan, type.slice(4), "added", value));
}

/** Every mutant of a plan that the provider's schema gives, whatever the plan itself has. */
export const schemaMutants = (plan: Plan): Mutant[] =>
    [unsetInputs, othersIds, otherTypes, harmlessTurned].flatMap((operator) => operator(plan));
