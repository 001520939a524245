import { Server } from "@grpc/grpc-js";
import type { PolicyConfig } from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { secretMarker, signatureKey, signatures } from "../../model/wire";

/** The config of a pack as the engine sends it: what `--policy-pack-config` says, and a default for each policy that it leaves out. */
export type PackConfig = Map<string, PolicyConfig>;

type Handler = (call: { readonly request: unknown }, callback: (error: Error) => void) => void;
type Handlers = Readonly<Record<string, Handler>>;

interface WithProperties {
    getProperties(): Struct | undefined;
    setProperties(properties: Struct): void;
}

/**
 * Sees what the engine sends to the pack that is made next, before the SDK unpacks it. The SDK shows a policy its own entry of the config and no
 * other, so that one that names no policy is lost; and it takes secrets out of their wrapping, so that a message could print one.
 *
 * @param configured what it throws refuses the config, and with it the run
 */
export function beforeUnpacking(configured: (config: PackConfig) => void): void {
    const addService = Server.prototype.addService;
    Server.prototype.addService = function (service, implementation) {
        Server.prototype.addService = addService;
        addService.call(this, service, wrapped(implementation as unknown as Handlers, configured) as never);
    };
}

function wrapped(handlers: Handlers, configured: (config: PackConfig) => void): Handlers {
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
        analyze: seeing(handlers.analyze, hideSecrets),
        analyzeStack: seeing(handlers.analyzeStack, (request: { getResourcesList(): WithProperties[] }) =>
            request.getResourcesList().forEach(hideSecrets),
        ),
    };
}

function hideSecrets(holder: WithProperties): void {
    const properties = holder.getProperties()?.toJavaScript() ?? {};
    holder.setProperties(Struct.fromJavaScript(hidden(properties) as Record<string, never>));
}

/** Properties with a marker in the place of each secret. */
export function hidden(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(hidden);
    if (typeof value !== "object" || value === null) return value;
    if ((value as Record<string, unknown>)[signatureKey] === signatures.secret) return secretMarker;
    return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, hidden(own)]));
}
