import type { IncomingMessage } from "node:http";

import type { Route } from "./routes";

/** Built anew: what a client sent as a credential, address or hop is not read. */
export function headersUp(
    request: IncomingMessage,
    { endpoint, dialect }: Route,
    key: string,
    length: number,
): Record<string, string> {
    const name = endpoint.authHeader.toLowerCase();
    const betas = String(request.headers["anthropic-beta"] ?? "")
        .split(",")
        .map((beta) => beta.trim());
    const allowed = betas.filter((beta) => endpoint.betas.includes(beta));
    return {
        host: endpoint.port === 443 ? endpoint.host : `${endpoint.host}:${endpoint.port}`,
        "content-type": "application/json",
        "content-length": String(length),
        "accept-encoding": "identity",
        ...dialect.headers,
        ...(allowed.length > 0 && "anthropic-version" in dialect.headers && { "anthropic-beta": allowed.join(",") }),
        [name]: name === "authorization" ? `Bearer ${key}` : key,
    };
}
