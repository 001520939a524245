import { type KeyObject, verify } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { extract } from "tar-stream";
import { z } from "zod";
import { EvidenceError, fingerprint, manifestName, type Members, sha256, signatureName, tarOf } from "./archive";

/** More than thirty times what prod's archive has. */
export const maxArchiveBytes = 64 * 1024 * 1024;

/** What the signed `about.json` says of the archive. */
const about = z.looseObject({
    stack: z.string(),
    verdict: z.string(),
    commit: z.string(),
    date: z.string(),
    signedBy: z.string(),
});

export type Verified = z.infer<typeof about> & { readonly files: number };

/**
 * Checks an archive with nothing but the signer's public key: signature, then every hash, then that nothing else is in it.
 *
 * @throws EvidenceError saying which part is not what was signed, and what to do
 */
export async function verifyArchive(file: string, key: KeyObject): Promise<Verified> {
    const archive = read(file);
    const members = await membersOf(archive, file);
    const manifest = need(members, manifestName);
    if (!verify(null, manifest, key, need(members, signatureName))) throw notSigned(members, key);
    const signed = linesOf(manifest);
    for (const [name, hash] of signed) {
        const content = members.get(name);
        if (content === undefined) throw refused(`${name} was signed and is not in the archive`);
        if (sha256(content) !== hash) throw refused(`${name} is not the file that was signed`);
    }
    for (const name of members.keys())
        if (!signed.has(name) && name !== manifestName && name !== signatureName)
            throw refused(`${name} is in the archive and was not signed`);
    if (!tarOf(members).equals(archive))
        throw refused("the archive has bytes, owners or dates that are not of its signed files");
    return { ...about.parse(JSON.parse(need(members, "about.json").toString())), files: signed.size };
}

const again = "ask whoever made it for the archive again, by another way";
const refused = (what: string) => new EvidenceError(`${what}: believe nothing in it, and ${again}`);

function read(file: string): Buffer {
    let bytes: number;
    try {
        bytes = statSync(file).size;
    } catch {
        throw new EvidenceError(`${file} is not there: write the path of an archive that npm run evidence made`);
    }
    if (bytes > maxArchiveBytes)
        throw new EvidenceError(
            `${file} has ${bytes} bytes, and no archive of this program has more than ${maxArchiveBytes}: it was not read; ${again}`,
        );
    return readFileSync(file);
}

async function membersOf(archive: Buffer, file: string): Promise<Members> {
    const members = new Map<string, Buffer>();
    const entries = extract();
    entries.end(archive);
    try {
        for await (const entry of entries) {
            const { name, type } = entry.header;
            const chunks: Buffer[] = [];
            for await (const chunk of entry) chunks.push(chunk as Buffer);
            if (type !== "file") throw refused(`${name} is a ${type}, and the archive has files only`);
            if (members.has(name)) throw refused(`${name} is in the archive twice`);
            members.set(name, Buffer.concat(chunks));
        }
    } catch (error) {
        if (error instanceof EvidenceError) throw error;
        throw new EvidenceError(`${file} is cut off or is no tar archive (${(error as Error).message}): ${again}`);
    }
    return members;
}

function need(members: Members, name: string): Buffer {
    const content = members.get(name);
    if (content === undefined)
        throw refused(`${name} is missing: the archive is cut off, or was not made by npm run evidence`);
    return content;
}

/** Whose key it was the archive says itself, which is a hint and no more. */
function notSigned(members: Members, key: KeyObject): EvidenceError {
    const said = about.safeParse(safeJson(members.get("about.json")));
    const own = fingerprint(key);
    if (said.success && said.data.signedBy !== `sha256:${own}`)
        return new EvidenceError(
            `it is not signed by your key: the archive names the key ${said.data.signedBy}, and yours is sha256:${own}. Get the signer's public key from the signer, not from where the archive came from`,
        );
    return refused(`${manifestName} is not what was signed with this key`);
}

function safeJson(content: Buffer | undefined): unknown {
    try {
        return JSON.parse(String(content));
    } catch {
        return undefined;
    }
}

function linesOf(manifest: Buffer): ReadonlyMap<string, string> {
    const lines = manifest.toString().split("\n").filter(Boolean);
    return new Map(
        lines.map((line) => {
            const [, hash, name] = /^([0-9a-f]{64}) {2}([\x21-\x7e]+)$/.exec(line) ?? [];
            if (hash === undefined) throw refused(`${manifestName} has a line that is none of sha256sum's`);
            return [name, hash] as const;
        }),
    );
}
