import type { Plan, PlanResource } from "../../model/plan";
import { familyOf } from "../families";
import { type Mutant, type Operator, short, type VariantOperator, without, withPath } from "../mutant";
import { changesOf, otherOf, placesOf } from "./changes";
import { isDispensable, isJudged, partOf } from "./criterion";

const judged = (plan: Plan) => plan.resources.filter(({ type }) => isJudged(type));
const placed = (resource: PlanResource) => placesOf(resource.props).map(([path, value]) => ({ resource, path, value }));

/** Faults derived from every input of every type that the criterion judges, and from every resource that nothing else names. */
export const inputFaults: Operator = (plan) => [
    ...judged(plan)
        .flatMap(placed)
        .filter(({ resource, path }) => ["guard", "kept"].includes(partOf(resource.type, path) ?? ""))
        .filter(({ path, value }) => !isGivenUp(String(path[0]), value))
        .flatMap(({ resource, path, value }) =>
            changesOf(plan, resource, path, value).map(({ how, value: other }) =>
                fault(resource, `${path.join(".")} ${how}`, withPath(plan, resource, path, other)),
            ),
        ),
    ...judged(plan)
        .filter((resource) => !isDispensable(resource) && !isNamed(plan, resource))
        .map((resource) => fault(resource, "removed", without(plan, resource))),
];

/** What the demo waives already guards nothing. */
const isGivenUp = (input: string, value: unknown) =>
    (input === "forceDestroy" && value === true) || (input === "enableDeletionProtection" && value === false);

const fault = (resource: PlanResource, how: string, plan: Plan): Mutant => ({
    id: `${short(resource)} ${how}`,
    family: familyOf(resource.type),
    rows: [],
    plan,
});

/** A program that lacks what another resource names does not compile. */
const isNamed = (plan: Plan, { urn }: PlanResource) =>
    plan.resources.some(({ dependencies, propertyDependencies }) =>
        [...dependencies, ...Object.values(propertyDependencies).flat()].includes(urn),
    );

/** Inputs that guard nothing, each with another value, and resources that nothing is lost with. */
export const neutralChanges: VariantOperator = (plan) => [
    ...judged(plan)
        .flatMap(placed)
        .filter(({ resource, path }) => partOf(resource.type, path) === "neutral")
        .map(({ resource, path, value }) => ({ resource, path, other: otherOf(resource, path, value) }))
        .filter(({ other }) => other !== undefined)
        .map(({ resource, path, other }) => ({
            id: `${short(resource)} ${path.join(".")} set to ${other}`,
            plan: withPath(plan, resource, path, other),
        })),
    ...judged(plan)
        .filter((resource) => isDispensable(resource) && !isNamed(plan, resource))
        .map((resource) => ({ id: `${short(resource)} removed`, plan: without(plan, resource) })),
];
