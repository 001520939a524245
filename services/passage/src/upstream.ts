import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import type { Duplex } from "node:stream";
import { connect, type TLSSocket } from "node:tls";
import type { PassageConfig } from "./config";

/** How long the relay may take to accept a connection and show its certificate, in milliseconds. */
const connectMs = 5_000;

const publicKey = (certificate: X509Certificate) => certificate.publicKey.export({ type: "spki", format: "der" });

/** The public keys of the certificates in a PEM file. */
function pinned(file: string): Buffer[] {
    const blocks = readFileSync(file, "utf8").match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    return blocks.map((block) => publicKey(new X509Certificate(block)));
}

/**
 * Connections to the relay on the agent's host. Both ends show a certificate of their own making and know the other's key: no authority
 * could vouch for hosts that live in a private network. The files are read at each connection, so that a changed key needs no restart.
 */
export class Relay extends Agent {
    constructor(private readonly upstream: PassageConfig["upstream"]) {
        super({ keepAlive: true, keepAliveMsecs: 30_000, maxFreeSockets: 64, timeout: 0 });
    }

    /** Node hands out what the callback gets: a connection that has not proved itself is never written to. */
    override createConnection(
        _options: object,
        done?: (error: Error | null, socket: Duplex) => void,
    ): Duplex | undefined {
        const { address: host, port, certificateFile, keyFile, pinFile } = this.upstream;
        let allowed: Buffer[];
        let socket: TLSSocket;
        try {
            allowed = pinned(pinFile);
            const own = { cert: readFileSync(certificateFile), key: readFileSync(keyFile) };
            // Not checked against authorities but against the pin, below and before anything is sent.
            socket = connect({ host, port, ...own, rejectUnauthorized: false, minVersion: "TLSv1.3" });
        } catch (error) {
            done!(error as Error, undefined as never);
            return undefined;
        }
        const fail = (error: Error) => {
            clearTimeout(timer);
            socket.destroy();
            done!(error, undefined as never);
        };
        const timer = setTimeout(() => fail(new Error("The relay took no connection in time.")), connectMs);
        socket.once("error", fail);
        socket.once("secureConnect", () => {
            const certificate = socket.getPeerX509Certificate();
            const key = certificate && publicKey(certificate);
            if (key === undefined || !allowed.some((one) => one.equals(key)))
                return fail(new Error("The relay's key is not pinned."));
            clearTimeout(timer);
            socket.off("error", fail);
            done!(null, socket);
        });
        return undefined;
    }
}
