import { createHash, createHmac } from "node:crypto";

/** What AWS's signer wants of a hash: Node's own, or its HMAC when there is a key. */
export class Sha256 {
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
