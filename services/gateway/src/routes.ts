import type { Endpoint, GatewayConfig } from "./config";
import { dialects } from "./dialects/index";
import type { Dialect } from "./dialects/dialect";

/** One exact raw path that clients may ask for. */
export interface Route {
    readonly endpoint: Endpoint;
    /** Asked of the endpoint as it stands. */
    readonly path: string;
    readonly dialect: Dialect;
    readonly dialectName: string;
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

/** Of the path that is most like the one asked for: its clients can read a refusal. The routes are at least one. */
export function nearestDialect(routes: ReadonlyMap<string, Route>, asked: string): Dialect {
    const alike = (path: string): number => {
        let length = 0;
        while (length < path.length && path[length] === asked[length]) length++;
        return length;
    };
    const [first, ...others] = [...routes].map(([path, { dialect }]) => ({ dialect, length: alike(path) }));
    return others.reduce((best, other) => (other.length > best.length ? other : best), first!).dialect;
}

function pathsOf(endpoint: Endpoint, { path, dialect }: Endpoint["routes"][number]): Route[] {
    const route = { endpoint, dialect: dialects[dialect]!, dialectName: dialect };
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
