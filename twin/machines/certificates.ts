import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "./command";

/** A certificate and its key, as files. */
export interface KeyPair {
    readonly cert: string;
    readonly key: string;
}

const days = "30";

/** A certificate authority of one run; nothing outside the twin knows it. */
export async function makeAuthority(folder: string, name: string): Promise<KeyPair> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const pair = { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
    await command("openssl", [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", days],
        ...["-subj", `/CN=${name} of the twin`, "-keyout", pair.key, "-out", pair.cert],
        ...["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign"],
    ]);
    return pair;
}

/** A server's certificate for some names, "*.x" among them, signed by the authority; the file holds the whole chain. */
export async function makeCertificate(
    folder: string,
    name: string,
    hosts: readonly string[],
    authority: KeyPair,
): Promise<KeyPair> {
    const pair = { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
    const names = hosts.map((host) => (/^[\d.]+$|:/.test(host) ? `IP:${host}` : `DNS:${host}`)).join(",");
    await command("openssl", [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", days],
        ...["-subj", `/CN=${name}`, "-keyout", pair.key, "-out", pair.cert],
        ...["-CA", authority.cert, "-CAkey", authority.key],
        ...["-addext", `subjectAltName=${names}`, "-addext", "basicConstraints=critical,CA:FALSE"],
        ...["-addext", "extendedKeyUsage=serverAuth"],
    ]);
    writeFileSync(pair.cert, readFileSync(pair.cert, "utf8") + readFileSync(authority.cert, "utf8"));
    return pair;
}

/** Under this name OpenSSL looks for an authority in a folder of certificates. */
export async function hashName(cert: string): Promise<string> {
    return `${(await command("openssl", ["x509", "-noout", "-hash", "-in", cert])).trim()}.0`;
}
