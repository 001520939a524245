import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Pair {
    readonly keyFile: string;
    readonly certFile: string;
    readonly key: Buffer;
    readonly cert: Buffer;
    readonly sha256: string;
}

/** A self-signed certificate that lives for two days. */
export function certificate(folder: string, name: string): Pair {
    const keyFile = join(folder, `${name}.key`);
    const certFile = join(folder, `${name}.crt`);
    execFileSync(
        "openssl",
        [
            ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
            ...["-keyout", keyFile, "-out", certFile],
            ...["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`],
        ],
        { stdio: "ignore" },
    );
    const cert = readFileSync(certFile);
    const sha256 = createHash("sha256").update(new X509Certificate(cert).raw).digest("hex");
    return { keyFile, certFile, key: readFileSync(keyFile), cert, sha256 };
}
