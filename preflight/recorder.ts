import type { PlanResource } from "../model/plan";
import { computedOutputs } from "./computed";
import { idOf } from "./ids";
import { type Account, remoteOutputs } from "./lookups";
import { plainObject, secretMarker } from "./wire";

/** What the program asks the engine to register, as far as a plan needs it. Matches the SDK's RegisterResourceRequest. */
export interface Registration {
    readonly type: string;
    readonly name: string;
    readonly parent: string;
    readonly custom: boolean;
    readonly remote: boolean;
    /** Undefined: as the parent's. */
    readonly protect: boolean | undefined;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly dependencies: readonly string[];
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
    /** Outputs that are secret although no input of the program was. */
    readonly secretOutputs: readonly string[];
}

/** Two resources of one type, name and parent: the engine would refuse them, so does the plan. */
export class DuplicateUrn extends Error {}

const stackType = "pulumi:pulumi:Stack";

/** Keeps what a program registers, answering as an engine and a provider would. */
export class Recorder {
    private readonly resources = new Map<string, PlanResource>();

    constructor(
        private readonly project: string,
        private readonly stack: string,
        private readonly account: Account,
    ) {}

    /** Registers a resource and returns what the program gets back: its URN, its id, and its outputs as the wire has them. */
    register(registration: Registration): { urn: string; id: string; outputs: Record<string, unknown> } {
        const { type, name, parent, custom, inputs } = registration;
        const urn = this.urnOf(type, name, parent);
        if (this.resources.has(urn)) throw new DuplicateUrn(`two resources have the URN ${urn}: give one another name`);
        const props = plainObject(inputs);
        const id = custom ? idOf(type, name, urn, props) : "";
        const computed = registration.remote
            ? remoteOutputs(type, this.account)
            : computedOutputs({ type, name, urn, id, inputs: props, ...this.account });
        const resource: PlanResource = {
            urn,
            id,
            type,
            name,
            parent,
            custom,
            protect: registration.protect ?? this.resources.get(parent)?.protect ?? false,
            props,
            // A component says its outputs itself, when it is complete.
            outputs: custom || registration.remote ? this.outputs({ ...props, ...computed }, registration) : {},
            dependencies: [...registration.dependencies].sort(),
            propertyDependencies: sortedDependencies(registration.propertyDependencies),
        };
        this.resources.set(urn, resource);
        return { urn, id, outputs: { ...inputs, ...computed } };
    }

    registerOutputs(urn: string, outputs: Readonly<Record<string, unknown>>): void {
        const resource = this.resources.get(urn);
        if (!resource) throw new Error(`outputs for ${urn}, which was never registered`);
        this.resources.set(urn, { ...resource, outputs: plainObject(outputs) });
    }

    /** All of them, sorted by URN. */
    recorded(): PlanResource[] {
        return [...this.resources.values()].sort((a, b) => (a.urn < b.urn ? -1 : 1));
    }

    private outputs(outputs: Record<string, unknown>, { secretOutputs }: Registration): Record<string, unknown> {
        const hidden = secretOutputs.filter((key) => outputs[key] !== undefined).map((key) => [key, secretMarker]);
        return plainObject({ ...outputs, ...Object.fromEntries(hidden) });
    }

    /** The engine's rule: types of all ancestors but the stack, joined by "$", and the resource's own. */
    private urnOf(type: string, name: string, parent: string): string {
        const parentType = parent === "" ? "" : parent.split("::")[2];
        const qualified = parentType === "" || parentType === stackType ? type : `${parentType}$${type}`;
        return `urn:pulumi:${this.stack}::${this.project}::${qualified}::${name}`;
    }
}

function sortedDependencies(map: Registration["propertyDependencies"]): Record<string, string[]> {
    return Object.fromEntries(
        Object.keys(map)
            .sort()
            .filter((key) => map[key].length > 0)
            .map((key) => [key, [...map[key]].sort()]),
    );
}
