import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { SignatureV4 } from "@smithy/signature-v4";

export interface RoleCredentials {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
}

/** What the signer wants of a hash: Node's own, or its HMAC when there is a key. */
class Sha256 {
    private readonly hash;
    constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
        const key = typeof secret === "string" || secret === undefined ? secret : Buffer.from(bytes(secret));
        this.hash = key === undefined ? createHash("sha256") : createHmac("sha256", key);
    }
    update(data: string | ArrayBuffer | ArrayBufferView): void {
        this.hash.update(typeof data === "string" ? data : bytes(data));
    }
    digest(): Promise<Uint8Array> {
        return Promise.resolve(this.hash.digest());
    }
    reset(): void {}
}

function bytes(data: ArrayBuffer | ArrayBufferView): Uint8Array {
    return ArrayBuffer.isView(data)
        ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
        : new Uint8Array(data);
}

/**
 * Whether AWS's own signer, given the request's signed headers and body, comes to the same Authorization header.
 * @returns what is wrong, or undefined
 */
export async function signatureError(
    request: IncomingMessage,
    body: Buffer,
    { service, region, credentials }: { service: string; region: string; credentials: RoleCredentials },
): Promise<string | undefined> {
    const authorization = request.headers.authorization ?? "";
    const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1].split(";");
    if (!names) return "no signature";
    for (const name of ["host", "x-amz-date", "x-amz-security-token"]) {
        if (!names.includes(name)) return `${name} is not signed`;
    }
    const headers = Object.fromEntries(names.map((name) => [name, String(request.headers[name])]));
    if (headers["x-amz-content-sha256"] !== createHash("sha256").update(body).digest("hex")) return "another body";
    const date = headers["x-amz-date"].replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5");
    const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, uriEscapePath: service !== "s3" });
    const signed = await signer.sign(
        {
            method: request.method ?? "",
            protocol: "https:",
            hostname: headers.host,
            path: request.url ?? "",
            headers,
            body,
        },
        { signingDate: new Date(date), signableHeaders: new Set(names) },
    );
    return signed.headers.authorization === authorization ? undefined : "the signature does not match";
}
