import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";

import type { GatewayConfig } from "./config";

/** The client's name, or null for one whose certificate config does not pin. */
export type ClientOf = (socket: Duplex) => string | null;

/** The relay that connects is the client: known by the very certificate that config pins, whoever signed it. */
export function clientsOf({ tls, clients }: Pick<GatewayConfig, "tls" | "clients">): ClientOf {
    if (!tls) return () => "local";
    const names = new Map(clients.map(({ name, certSha256 }) => [pin(certSha256), name]));
    return (socket) => {
        const shown = socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.fingerprint256 : undefined;
        return (shown === undefined ? undefined : names.get(pin(shown))) ?? null;
    };
}

/** One spelling of a fingerprint. */
export const pin = (sha256: string): string => sha256.replaceAll(":", "").toLowerCase();
