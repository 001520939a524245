import { createDecipheriv, pbkdf2Sync } from "node:crypto";
import { readFileSync } from "node:fs";
import { encrypted } from "../stacks/config/encrypted";

/**
 * Encrypted values of a stack file, at any depth, as the CLI's passphrase provider writes them: AES-256-GCM under a key that PBKDF2 makes
 * of the passphrase (pulumi/pulumi, sdk/go/common/resource/config/crypt.go).
 */
export class Secrets {
    private readonly key: Buffer | undefined;

    /** @param salt `encryptionsalt` of the stack file @throws Error when the passphrase is not the file's */
    constructor(salt: unknown, environment: NodeJS.ProcessEnv = process.env) {
        const passphrase = passphraseOf(environment);
        const [version, seed, ...check] = String(salt ?? "").split(":");
        if (passphrase === undefined || version !== "v1" || check.length !== 3) return;
        this.key = pbkdf2Sync(passphrase, Buffer.from(seed, "base64"), 1_000_000, 32, "sha256");
        if (this.opened(check.join(":")) !== "pulumi")
            throw new Error("PULUMI_CONFIG_PASSPHRASE is not the passphrase that its values are encrypted with");
    }

    /** The value with everything that is `{secure: …}` in it replaced: by what it says, or by a mark where nobody can tell. */
    read(value: unknown): unknown {
        if (isSecure(value)) return this.opened(value.secure) ?? encrypted;
        if (typeof value !== "object" || value === null) return value;
        if (Array.isArray(value)) return value.map((one) => this.read(one));
        return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.read(one)]));
    }

    private opened(text: string): string | undefined {
        const [, nonce, sealed] = text.split(":").map((part) => Buffer.from(part, "base64"));
        if (this.key === undefined || nonce === undefined || sealed === undefined) return undefined;
        try {
            const decipher = createDecipheriv("aes-256-gcm", this.key, nonce);
            decipher.setAuthTag(sealed.subarray(-16));
            return decipher.update(sealed.subarray(0, -16), undefined, "utf8") + decipher.final("utf8");
        } catch {
            return undefined;
        }
    }
}

function passphraseOf({ PULUMI_CONFIG_PASSPHRASE: plain, PULUMI_CONFIG_PASSPHRASE_FILE: file }: NodeJS.ProcessEnv) {
    if (plain !== undefined) return plain;
    return file === undefined || file === "" ? undefined : readFileSync(file, "utf8").trim();
}

const isSecure = (value: unknown): value is { secure: string } =>
    typeof value === "object" &&
    value !== null &&
    Object.keys(value).length === 1 &&
    typeof (value as { secure?: unknown }).secure === "string";

/** Whether something in a value is encrypted. */
export const hasSecure = (value: unknown): boolean =>
    isSecure(value) || (typeof value === "object" && value !== null && Object.values(value).some(hasSecure));
