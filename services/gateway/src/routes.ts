import type { Endpoint, GatewayConfig } from "./config";
import { dialects } from "./dialects/index";
import type { Dialect } from "./dialects/dialect";

/** One exact raw path that clients may ask for. */
export interface Route {
    readonly endpoint: Endpoint;
    /** Asked of the endpoint as it stands. */
    readonly path: string;
    readonly dialect: Dialect;
    /** The model that the path names; undefined where the body does. */
    readonly model: string | undefined;
}

/** Every raw path that is answered: `/NAME/...`, and for the default endpoint also without NAME. */
export function routesOf(config: GatewayConfig): ReadonlyMap<string, Route> {
    const routes = new Map<string, Route>();
    for (const endpoint of config.endpoints) {
        for (const route of endpoint.routes.flatMap((listed) => pathsOf(endpoint, listed))) {
            routes.set(`/${endpoint.name}${route.path}`, route);
            if (endpoint.name === config.default) routes.set(route.path, route);
        }
    }
    return routes;
}

function pathsOf(endpoint: Endpoint, { path, dialect }: Endpoint["routes"][number]): Route[] {
    const route = { endpoint, dialect: dialects[dialect]! };
    if (!path.includes("{model}")) return [{ ...route, path, model: undefined }];
    return endpoint.models.flatMap((model) =>
        spellings(model).map((spelling) => ({ ...route, path: path.replace("{model}", () => spelling), model })),
    );
}

/** As AWS's SDKs write a model in a path, and with the colons left as a person writes them; no third way. */
function spellings(model: string): string[] {
    const encoded = encodeURIComponent(model);
    return [...new Set([encoded, encoded.replaceAll("%3A", ":")])];
}
