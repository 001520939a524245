import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import type { Duplex } from "node:stream";
import { connect, type TLSSocket } from "node:tls";
import type { PassageConfig } from "./config";

/** How long the relay may take to accept a connection and show its certificate, in milliseconds. */
const connectMs = 5_000;

/** SHA-256 of a certificate's public key (SPKI, DER) in lower-case hexadecimal. */
function pinOf(socket: TLSSocket): string | undefined {
    const key = socket.getPeerX509Certificate()?.publicKey.export({ type: "spki", format: "der" });
    return key && createHash("sha256").update(key).digest("hex");
}

function pins(file: string): string[] {
    return readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => /^[0-9a-f]{64}$/.test(line));
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
        let allowed: string[];
        let socket: TLSSocket;
        try {
            allowed = pins(pinFile);
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
            const pin = pinOf(socket);
            if (pin === undefined || !allowed.includes(pin))
                return fail(new Error(`The relay's key ${pin} is not pinned.`));
            clearTimeout(timer);
            socket.off("error", fail);
            done!(null, socket);
        });
        return undefined;
    }
}
