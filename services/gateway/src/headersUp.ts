import type { IncomingMessage } from "node:http";

import type { Endpoint } from "./config";
import type { Route } from "./routes";

/** Built anew, but for the endpoint's name and key: what a client sent as a credential, address or hop is not read. */
export function headersUp(
    request: IncomingMessage,
    { endpoint, dialect }: Route,
    length: number,
): Record<string, string> {
    const betas = String(request.headers["anthropic-beta"] ?? "")
        .split(",")
        .map((beta) => beta.trim());
    const allowed = betas.filter((beta) => endpoint.betas.includes(beta));
    return {
        "content-type": "application/json",
        "content-length": String(length),
        "accept-encoding": "identity",
        ...dialect.headers,
        ...(allowed.length > 0 && "anthropic-version" in dialect.headers && { "anthropic-beta": allowed.join(",") }),
    };
}

/** What only who holds the key can add. */
export function credentials({ host, port, authHeader }: Endpoint, key: string): Record<string, string> {
    const name = authHeader.toLowerCase();
    return {
        host: port === 443 ? host : `${host}:${port}`,
        [name]: name === "authorization" ? `Bearer ${key}` : key,
    };
}
