import * as pulumi from "@pulumi/pulumi";
import { DependencyResource } from "@pulumi/pulumi/resource";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** The part of a registration that a transform may rewrite. Matches the SDK's RegisterResourceRequest. */
export interface Transformable {
    getType(): string;
    getName(): string;
    getParent(): string;
    getCustom(): boolean;
    getTransformsList(): readonly Callback[];
    getObject(): Struct | undefined;
    setObject(inputs: Struct): unknown;
    hasProtect(): boolean;
    getProtect(): boolean;
    setProtect(protect: boolean): unknown;
    getProvider(): string;
    setProvider(provider: string): unknown;
    getIgnorechangesList(): string[];
    setIgnorechangesList(paths: string[]): unknown;
    getDependenciesList(): string[];
    setDependenciesList(urns: string[]): unknown;
}

/** How the engine would call a function of the program back. */
export interface Callback {
    getToken(): string;
}

type Options = pulumi.CustomResourceOptions;

/**
 * Rewrites registrations as the engine does: first by the resource's own transforms, then by those of what it lies in, from the nearest
 * on, last by the stack's. The program's functions are called in this process.
 */
export class Transforms {
    private readonly functions = new Map<string, pulumi.ResourceTransform>();
    private readonly ofStack: pulumi.ResourceTransform[] = [];
    private readonly registered = new Map<string, { parent: string; own: readonly pulumi.ResourceTransform[] }>();

    /** The SDK says which function a callback stands for. */
    know(token: string, transform: pulumi.ResourceTransform): void {
        this.functions.set(token, transform);
    }

    addToStack(callback: Callback): void {
        this.ofStack.push(this.functionOf(callback));
    }

    /** What lies in the resource is from now on rewritten by its transforms too. */
    addToChildren(urn: string, request: Transformable): void {
        this.registered.set(urn, { parent: request.getParent(), own: this.own(request) });
    }

    async apply(request: Transformable): Promise<void> {
        for (const transform of [...this.own(request), ...this.inherited(request.getParent()), ...this.ofStack])
            await rewrite(request, transform);
    }

    private own(request: Transformable): pulumi.ResourceTransform[] {
        return request.getTransformsList().map((callback) => this.functionOf(callback));
    }

    private inherited(urn: string): pulumi.ResourceTransform[] {
        const above = this.registered.get(urn);
        return above === undefined ? [] : [...above.own, ...this.inherited(above.parent)];
    }

    private functionOf(callback: Callback): pulumi.ResourceTransform {
        const transform = this.functions.get(callback.getToken());
        if (transform === undefined) throw new Error(`transform ${callback.getToken()} was never said to be one`);
        return transform;
    }
}

async function rewrite(request: Transformable, transform: pulumi.ResourceTransform): Promise<void> {
    const [type, name, custom] = [request.getType(), request.getName(), request.getCustom()];
    const props = pulumi.runtime.deserializeProperties(request.getObject() ?? new Struct());
    const result = await transform({ type, name, custom, props, opts: optionsOf(request) });
    if (result === undefined) return;
    const inputs = await pulumi.runtime.serializeProperties("props", result.props);
    request.setObject(Struct.fromJavaScript(inputs));
    await setOptions(request, result.opts as Options);
}

function optionsOf(request: Transformable): Options {
    const parent = request.getParent();
    const resource = (urn: string) => new DependencyResource(urn);
    return {
        ...(parent !== "" && { parent: resource(parent) }),
        ...(request.hasProtect() && { protect: request.getProtect() }),
        ignoreChanges: request.getIgnorechangesList(),
        dependsOn: request.getDependenciesList().map(resource),
    };
}

async function setOptions(request: Transformable, opts: Options = {}): Promise<void> {
    if (opts.protect !== undefined) request.setProtect(opts.protect);
    if (opts.ignoreChanges !== undefined) request.setIgnorechangesList(opts.ignoreChanges);
    if (opts.dependsOn !== undefined) {
        const named = [await valueOf(pulumi.output(opts.dependsOn) as pulumi.Output<Named | Named[]>)].flat();
        request.setDependenciesList(await Promise.all(named.map(({ urn }) => valueOf(urn))));
    }
    if (opts.provider !== undefined) {
        const { urn, id } = opts.provider;
        request.setProvider(`${await valueOf(urn)}::${await valueOf(id)}`);
    }
}

interface Named {
    readonly urn: pulumi.Output<string>;
}

/** Offline every value is known. */
const valueOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));
