import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { makeContext } from "./context";
import { type Archive, docker, type EngineImage, inspectImage, saveImage } from "./docker";

/** What `verifier-image.json` beside the archive says. */
export interface ImageRecord extends EngineImage {
    /** Repository and tag inside the archive. The tag is of the id, so a name never means two images. */
    readonly name: string;
    readonly base: string;
    readonly archive: Archive;
}

const repository = "isolated-openhands/verifier";
const usage = `npm run verifier:image -- --base IMAGE [--to FOLDER]
IMAGE is Debian 12 by its hash: debian@sha256:..., or the id sha256:... of an image that the engine has.
FOLDER (bin/release) gets the archive, and verifier-image.json.`;

/** Builds with the engine that DOCKER_HOST names; its progress goes to stderr. */
function buildImage(base: string): string {
    const directory = mkdtempSync(join(tmpdir(), "verifier-image-"));
    try {
        makeContext(directory);
        const idFile = join(directory, "id");
        // The host's network needs no bridge; Debian's packages are signed, however they come.
        const args = ["build", "--network=host", `--iidfile=${idFile}`, `--build-arg=BASE=${nameOf(base)}`, directory];
        execFileSync("docker", args, { stdio: ["ignore", 2, 2] });
        return readFileSync(idFile, "utf8").trim();
    } finally {
        rmSync(directory, { recursive: true, force: true });
    }
}

/** BuildKit takes a local image by name only. */
function nameOf(base: string): string {
    if (!base.startsWith("sha256:")) return base;
    const name = `verifier-base:${base.slice(7, 19)}`;
    docker("tag", base, name);
    return name;
}

async function main(): Promise<number> {
    const options = { base: { type: "string" }, to: { type: "string", default: "bin/release" } } as const;
    const { base, to } = parseArgs({ options }).values;
    if (base === undefined || !/^(\S+@)?sha256:[0-9a-f]{64}$/.test(base)) {
        console.error(`--base is ${base === undefined ? "missing" : JSON.stringify(base)}\n${usage}`);
        return 2;
    }
    const built = buildImage(base);
    const name = `${repository}:${built.slice(7, 19)}`;
    docker("tag", built, name);
    const record: ImageRecord = { name, ...inspectImage(name), base, archive: await saveImage(name, to) };
    writeFileSync(join(to, "verifier-image.json"), `${JSON.stringify(record, null, 4)}\n`);
    console.log(`${join(to, record.archive.key)}\n${record.name} (${record.id})`);
    return 0;
}

void main().then((code) => process.exit(code));
