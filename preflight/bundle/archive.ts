import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { tarArchive } from "../../hosts/tar";

/** What stands in the archive: `sha256sum -c` reads the first, `openssl pkeyutl -verify -rawin` checks the second. */
export const manifestName = "SHA256SUMS";
export const signatureName = "SHA256SUMS.sig";

/** Name to content. */
export type Members = ReadonlyMap<string, Buffer>;

/** What the caller can put right; its message says how. */
export class EvidenceError extends Error {}

export const sha256 = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");

/** One line a member, as `sha256sum` writes it, sorted by name. */
export const manifestOf = (members: Members): string =>
    [...members]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, content]) => `${sha256(content)}  ${name}\n`)
        .join("");

/**
 * The members as a tar archive, with a manifest of their hashes and its signature. It is not compressed: bytes then depend on no
 * compressor's version, and Ed25519 signs the same bytes the same way each time (RFC 8032).
 */
export function pack(members: Members, key: KeyObject): Buffer {
    const manifest = Buffer.from(manifestOf(members));
    return tarOf(new Map([...members, [manifestName, manifest], [signatureName, sign(null, manifest, key)]]));
}

export const tarOf = (members: Members): Buffer =>
    tarArchive([...members].map(([path, content]) => ({ path, mode: 0o644, content })));

const makeKey =
    "openssl genpkey -algorithm ed25519 -out evidence-key.pem; openssl pkey -in evidence-key.pem -pubout -out evidence-key.pub";

/** SHA-256 of the public key in DER, as `openssl pkey -pubin -outform DER | sha256sum` prints it. */
export const fingerprint = (key: KeyObject): string =>
    sha256((key.type === "private" ? createPublicKey(key) : key).export({ type: "spki", format: "der" }));

/** @throws EvidenceError */
export const signingKey = (file: string | undefined): KeyObject =>
    keyOf(file, "--key", "private", (pem) =>
        createPrivateKey({ key: pem, passphrase: process.env.EVIDENCE_KEY_PASSPHRASE }),
    );

/** @throws EvidenceError */
export const verifyingKey = (file: string | undefined): KeyObject =>
    keyOf(file, "--public-key", "public", (pem) => {
        if (pem.includes("PRIVATE KEY"))
            throw new Error("it is a private key, which no auditor should have: openssl pkey -in KEY -pubout");
        return createPublicKey(pem);
    });

function keyOf(file: string | undefined, option: string, kind: string, read: (pem: string) => KeyObject): KeyObject {
    if (file === undefined)
        throw new EvidenceError(`${option} FILE is missing: a ${kind} Ed25519 key in PEM. To make a pair: ${makeKey}`);
    let key: KeyObject;
    try {
        key = read(readFileSync(file, "utf8"));
    } catch (error) {
        const why = (error as NodeJS.ErrnoException).code === "ENOENT" ? "it is not there" : (error as Error).message;
        throw new EvidenceError(
            `${option} ${file} is no ${kind} key in PEM (${why}). To make a pair: ${makeKey}; the passphrase of an encrypted key is read from EVIDENCE_KEY_PASSPHRASE`,
        );
    }
    if (key.asymmetricKeyType !== "ed25519")
        throw new EvidenceError(
            `${option} ${file} is a key of type ${key.asymmetricKeyType}; it must be Ed25519: ${makeKey}`,
        );
    return key;
}
