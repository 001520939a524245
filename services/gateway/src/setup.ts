import { clientsOf, type ClientOf } from "./clients";
import type { Endpoint, GatewayConfig } from "./config";
import type { Exchange } from "./exchange";
import { routesOf, type Route } from "./routes";
import { Forwarded } from "./forwarded";
import { Upstream, type Dialling, type Way } from "./upstream";

/** Where each endpoint's own process listens, as `NAME/socket`; without it this process holds the keys and dials. */
export interface Ways extends Dialling {
    readonly sockets?: string;
}

/** What a config makes of the gateway; a reload makes another, and what runs keeps the one that it began with. */
export interface Setup {
    readonly config: GatewayConfig;
    readonly routes: ReadonlyMap<string, Route>;
    readonly upstreams: ReadonlyMap<string, Way>;
    readonly clientOf: ClientOf;
}

/** @throws Error when a file that config names cannot be read */
export function setupOf(config: GatewayConfig, options: Ways, before?: Setup): Setup {
    const { sockets } = options;
    const made = (endpoint: Endpoint): Way =>
        sockets === undefined ? new Upstream(endpoint, options) : new Forwarded(sockets, endpoint);
    const kept = (endpoint: Endpoint): Way | undefined => {
        const old = before?.config.endpoints.find(({ name }) => name === endpoint.name);
        return old && sameDestination(old, endpoint) ? before?.upstreams.get(endpoint.name) : undefined;
    };
    return {
        config,
        routes: routesOf(config),
        upstreams: new Map(config.endpoints.map((endpoint) => [endpoint.name, kept(endpoint) ?? made(endpoint)])),
        clientOf: clientsOf(config),
    };
}

/** What a call that runs was allowed by: its client, endpoint, path, dialect and model; a changed limit cuts nothing. */
export function stillApproved({ call, request, route }: Exchange, setup: Setup): boolean {
    const now = setup.routes.get(request.url ?? "");
    return (
        route !== undefined &&
        now !== undefined &&
        now.endpoint.name === route.endpoint.name &&
        now.dialect === route.dialect &&
        sameDestination(now.endpoint, route.endpoint) &&
        route.endpoint.allowServerTools.every((tool) => now.endpoint.allowServerTools.includes(tool)) &&
        (call.model === null || now.endpoint.models.includes(call.model)) &&
        setup.clientOf(request.socket) === call.client
    );
}

function sameDestination(one: Endpoint, other: Endpoint): boolean {
    const where = ({ kind, host, port, addresses, caFile, keyFile, authHeader }: Endpoint): string =>
        JSON.stringify([kind, host, port, addresses, caFile, keyFile, authHeader]);
    return where(one) === where(other);
}

/** What a running listener cannot change. */
export function fixedProblems(before: GatewayConfig, after: GatewayConfig): string[] {
    const problems: string[] = [];
    if (before.listen !== after.listen) problems.push("listen: a reload cannot change it; restart the gateway");
    if (!before.tls !== !after.tls) problems.push("tls: a reload can neither add nor remove it; restart the gateway");
    return problems;
}
