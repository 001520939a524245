import { Server } from "@grpc/grpc-js";
import type { PolicyConfig } from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { withPlainValues } from "../../model/plainForms";
import { secretMarker, signatureKey, signatures, unknownValue } from "../../model/wire";

/** The config of a pack as the engine sends it: what `--policy-pack-config` says, and a default for each policy that it leaves out. */
export type PackConfig = Map<string, PolicyConfig>;

type Handler = (call: { readonly request: unknown }, callback: (error: Error) => void) => void;
type Handlers = Readonly<Record<string, Handler>>;

interface WithProperties {
    getType(): string;
    getProperties(): Struct | undefined;
    setProperties(properties: Struct): void;
}

interface Analyzed extends WithProperties {
    getUrn(): string;
}

/** What a pack wants to see of what the engine sends. */
export interface Listener {
    /** What it throws refuses the config, and with it the run. */
    configured(config: PackConfig): void;
    /** A resource is about to be made or kept, with these inputs: what is not known yet is left out. */
    registered(urn: string, inputs: Readonly<Record<string, unknown>>): void;
}

/**
 * Sees what the engine sends to the pack that is made next, before the SDK unpacks it. The SDK shows a policy its own entry of the config and no
 * other, so that one that names no policy is lost; it takes secrets out of their wrapping, so that a message could print one; and what it shows
 * a policy of the whole stack mixes inputs with what AWS answered.
 */
export function beforeUnpacking(listener: Listener): void {
    const addService = Server.prototype.addService;
    Server.prototype.addService = function (service, implementation) {
        Server.prototype.addService = addService;
        addService.call(this, service, wrapped(implementation as unknown as Handlers, listener) as never);
    };
}

function wrapped(handlers: Handlers, { configured, registered }: Listener): Handlers {
    const seeing =
        <Request>(handler: Handler, see: (request: Request) => void): Handler =>
        (call, callback) => {
            try {
                see(call.request as Request);
            } catch (error) {
                callback(error as Error);
                return;
            }
            handler(call, callback);
        };
    return {
        ...handlers,
        configure: seeing(handlers.configure, (request: { getPolicyconfigMap(): PackConfig }) =>
            configured(request.getPolicyconfigMap()),
        ),
        analyze: seeing(handlers.analyze, (request: Analyzed) => {
            hideSecrets(request);
            registered(request.getUrn(), knownIn(request.getProperties()?.toJavaScript() ?? {}) as Inputs);
        }),
        analyzeStack: seeing(handlers.analyzeStack, (request: { getResourcesList(): WithProperties[] }) =>
            request.getResourcesList().forEach(hideSecrets),
        ),
    };
}

type Inputs = Readonly<Record<string, unknown>>;

/** Values without those that are not known yet. */
function knownIn(value: unknown): unknown {
    if (Array.isArray(value)) return value.filter((item) => item !== unknownValue).map(knownIn);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).filter(([, own]) => own !== unknownValue);
    return Object.fromEntries(entries.map(([key, own]) => [key, knownIn(own)]));
}

function hideSecrets(holder: WithProperties): void {
    const properties = holder.getProperties()?.toJavaScript() ?? {};
    const shown = withPlainValues(holder.getType(), hidden(properties) as Inputs, properties);
    holder.setProperties(Struct.fromJavaScript(shown as Record<string, never>));
}

/** Properties with a marker in the place of each secret. */
export function hidden(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(hidden);
    if (typeof value !== "object" || value === null) return value;
    if ((value as Record<string, unknown>)[signatureKey] === signatures.secret) return secretMarker;
    return Object.fromEntries(Object.entries(value).map(([key, value]) => [key, hidden(value)]));
}
