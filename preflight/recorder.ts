import { withPlainValues } from "../model/plainForms";
import type { PlanResource } from "../model/plan";
import { secretMarker } from "../model/wire";
import { computedOutputs } from "./computed";
import { idOf } from "./ids";
import { type Account, remoteOutputs } from "./lookups";
import { plainObject } from "./wire";

/** What the program asks the engine to register, as far as a plan needs it. Matches the SDK's RegisterResourceRequest. */
export interface Registration {
    readonly type: string;
    readonly name: string;
    readonly parent: string;
    readonly custom: boolean;
    readonly remote: boolean;
    /** Empty: the default one of its package. */
    readonly provider: string;
    readonly plugin: { readonly version: string; readonly pluginDownloadURL: string };
    /** Undefined: as the parent's. */
    readonly protect: boolean | undefined;
    readonly ignoreChanges: readonly string[];
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly dependencies: readonly string[];
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
    /** Outputs that are secret although no input of the program was. */
    readonly secretOutputs: readonly string[];
}

/** Two resources that the engine, or AWS, could not tell apart. */
export class DuplicateResource extends Error {}

const stackType = "pulumi:pulumi:Stack";

/** Keeps what a program registers, answering as an engine and a provider would. */
export class Recorder {
    private readonly resources = new Map<string, PlanResource>();
    /** URN by id. */
    private readonly owners = new Map<string, string>();

    constructor(
        private readonly project: string,
        private readonly stack: string,
        private readonly account: Account,
        private readonly config: Readonly<Record<string, string>> = {},
    ) {}

    /** Registers a resource and returns what the program gets back: its URN, its id, and its outputs as the wire has them. */
    register(registration: Registration): { urn: string; id: string; outputs: Record<string, unknown> } {
        const { type, name, parent, custom, inputs } = registration;
        this.provide(registration);
        const urn = this.urnOf(type, name, parent);
        if (this.resources.has(urn))
            throw new DuplicateResource(`two resources have the URN ${urn}: rename one of them`);
        const props = withPlainValues(type, plainObject(inputs), inputs);
        const identified = { type, name, urn, inputs: props, ...this.account };
        const id = custom ? idOf(identified) : "";
        this.claim(id, urn);
        const computed = registration.remote
            ? remoteOutputs(type, this.account)
            : computedOutputs({ ...identified, id });
        const resource: PlanResource = {
            urn,
            id,
            type,
            name,
            parent,
            custom,
            protect: registration.protect ?? this.resources.get(parent)?.protect ?? false,
            ...(registration.ignoreChanges.length > 0 && { ignoreChanges: registration.ignoreChanges }),
            props,
            // A component says its outputs itself, when it is complete.
            outputs: custom || registration.remote ? this.outputs({ ...props, ...computed }, registration) : {},
            dependencies: [...registration.dependencies].sort(),
            propertyDependencies: sortedDependencies(registration.propertyDependencies),
        };
        this.resources.set(urn, resource);
        return { urn, id, outputs: { ...inputs, ...computed } };
    }

    /** As the engine does: what names no provider gets one of its package's version, with what the configuration says in the package's name. */
    private provide({ type, custom, remote, provider, plugin }: Registration): void {
        const [name] = type.split(":");
        if (provider !== "" || name === "pulumi" || !(custom || remote)) return;
        const own = Object.entries({ ...namespace(this.config, name), ...plugin }).filter(([, value]) => value !== "");
        const called = [
            "default",
            plugin.version.replace(/[.+-]/g, "_"),
            plugin.pluginDownloadURL.replace(/\W+/g, "_"),
        ];
        const id = `pulumi:providers:${name}`;
        const urn = this.urnOf(id, called.filter((part) => part !== "").join("_"), "");
        if (this.resources.has(urn)) return;
        const props = Object.fromEntries(own);
        this.resources.set(urn, {
            ...{ urn, id: urn, type: id, name: urn.split("::")[3], parent: "", custom: true, protect: false },
            ...{ props, outputs: props, dependencies: [], propertyDependencies: {} },
        });
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

    /** A name that AWS takes once is the id. */
    private claim(id: string, urn: string): void {
        const owner = this.owners.get(id);
        if (owner !== undefined)
            throw new DuplicateResource(`${urn} and ${owner} are both ${id} in AWS: rename one of them`);
        if (id !== "") this.owners.set(id, urn);
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

/** The values of one namespace, by key. */
const namespace = (config: Readonly<Record<string, string>>, name: string) =>
    Object.fromEntries(
        Object.entries(config)
            .filter(([key]) => key.startsWith(`${name}:`))
            .map(([key, value]) => [key.slice(name.length + 1), value]),
    );

function sortedDependencies(map: Registration["propertyDependencies"]): Record<string, string[]> {
    return Object.fromEntries(
        Object.keys(map)
            .sort()
            .filter((key) => map[key].length > 0)
            .map((key) => [key, [...map[key]].sort()]),
    );
}
