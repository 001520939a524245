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

/** The same name and key, past its time. */
export function expired(folder: string, name: string): Pair {
    const { keyFile, key } = certificate(folder, name);
    const certFile = join(folder, `${name}.old`);
    const request = ["req", "-new", "-key", keyFile, "-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`];
    const made = execFileSync("openssl", request, { stdio: ["ignore", "pipe", "ignore"] });
    const sign = ["x509", "-req", "-signkey", keyFile, "-days", "-1", "-copy_extensions", "copy", "-out", certFile];
    execFileSync("openssl", sign, { input: made, stdio: ["pipe", "ignore", "ignore"] });
    return { keyFile, certFile, key, cert: readFileSync(certFile), sha256: "" };
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
