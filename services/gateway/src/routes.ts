import type { Endpoint, GatewayConfig } from "./config";
import { dialects } from "./dialects/index";
import type { Dialect } from "./dialects/dialect";

/** One exact raw path that clients may ask for. */
export interface Route {
    readonly endpoint: Endpoint;
    readonly path: string;
    readonly dialect: Dialect;
}

/** Every raw path that is answered: `/NAME/...`, and for the default endpoint also without NAME. */
export function routesOf(config: GatewayConfig): ReadonlyMap<string, Route> {
    const routes = new Map<string, Route>();
    for (const endpoint of config.endpoints) {
        for (const { path, dialect } of endpoint.routes) {
            const route = { endpoint, path, dialect: dialects[dialect]! };
            routes.set(`/${endpoint.name}${path}`, route);
            if (endpoint.name === config.default) routes.set(path, route);
        }
    }
    return routes;
}
