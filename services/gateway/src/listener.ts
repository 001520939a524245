import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";

import type { GatewayConfig } from "./config";

// Expectation and Host are judged by this program, so that what Node would answer by itself has its line too.
const http = {
    maxHeaderSize: 16384,
    headersTimeout: 10_000,
    requestTimeout: 60_000,
    connectionsCheckingInterval: 1000,
    requireHostHeader: false,
    noDelay: true,
    keepAlive: true,
};

/**
 * The one listener. A certificate is asked for and its holder proved; whether it is pinned is judged at each call, so
 * that a stranger is told why, has an audit line, and a reload holds for connections that are open.
 */
export function listener({ tls }: Pick<GatewayConfig, "tls">, handler: RequestListener): Server {
    if (!tls) return createServer(http, handler);
    const server = createTlsServer({ ...http, ...secrets(tls), ...asking }, handler);
    return server as unknown as Server;
}

const asking = {
    minVersion: "TLSv1.2",
    requestCert: true,
    rejectUnauthorized: false,
    handshakeTimeout: 10_000,
    ALPNProtocols: ["http/1.1"],
} as const;

export function secrets({ certFile, keyFile }: NonNullable<GatewayConfig["tls"]>): { cert: Buffer; key: Buffer } {
    return { cert: readFileSync(certFile), key: readFileSync(keyFile) };
}
