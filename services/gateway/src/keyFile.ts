import { readFileSync, statSync } from "node:fs";

/** An endpoint's key: read again when its file changes, so a rotation touches no running stream. */
export class KeyFile {
    private stamp = "";
    private key = "";

    constructor(private readonly path: string) {}

    /** @throws Error when the file cannot be read, or holds no key or one that a header cannot carry */
    current(): string {
        const { mtimeNs, ino, size } = statSync(this.path, { bigint: true });
        const stamp = `${mtimeNs}:${ino}:${size}`;
        if (stamp !== this.stamp) {
            const key = readFileSync(this.path, "utf8").trimEnd();
            if (!/^[\x21-\x7e]+$/.test(key)) throw new Error(`${this.path} holds no key of printable ASCII`);
            this.key = key;
            this.stamp = stamp;
        }
        return this.key;
    }
}
