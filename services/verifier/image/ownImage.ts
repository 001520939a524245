import { execFileSync } from "node:child_process";
import { lutimesSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { type Archive, docker, type EngineImage, inspectImage, saveImage } from "./docker";

/** What `<name>-image.json` beside the archive says. */
export interface ImageRecord extends EngineImage {
    /** Repository and tag inside the archive. The tag is of the id, so a name never means two images. */
    readonly name: string;
    readonly base: string;
    readonly archive: Archive;
}

/** An image that no registry has: made from this repository, on Debian 12. */
export interface OwnImage {
    /** Of its npm script. */
    readonly script: string;
    readonly repository: string;
    /** As hosts ask for it: images/<role>/<name>.json. */
    readonly role: string;
    readonly name: string;
    /** Fills the context of `docker build`, the same for the same sources. */
    readonly context: (directory: string) => void;
}

const usage = ({ script, name }: OwnImage) => `npm run ${script} -- --base IMAGE [--to FOLDER]
IMAGE is Debian 12 by its hash: debian@sha256:..., or the id sha256:... of an image that the engine has.
FOLDER (bin/release) gets the archive, and ${name}-image.json.`;

/** Builds with the engine that DOCKER_HOST names; its progress goes to stderr. @returns the exit status */
export async function makeOwnImage(image: OwnImage): Promise<number> {
    const options = { base: { type: "string" }, to: { type: "string", default: "bin/release" } } as const;
    const { base, to } = parseArgs({ options }).values;
    if (base === undefined || !/^(\S+@)?sha256:[0-9a-f]{64}$/.test(base)) {
        console.error(`--base is ${base === undefined ? "missing" : JSON.stringify(base)}\n${usage(image)}`);
        return 2;
    }
    const built = buildImage(image, base);
    const name = `${image.repository}:${built.slice(7, 19)}`;
    docker("tag", built, name);
    const record: ImageRecord = { name, ...inspectImage(name), base, archive: await saveImage(name, to, image.role) };
    writeFileSync(join(to, `${image.name}-image.json`), `${JSON.stringify(record, null, 4)}\n`);
    console.log(`${join(to, record.archive.key)}\n${record.name} (${record.id})`);
    return 0;
}

function buildImage(image: OwnImage, base: string): string {
    const directory = mkdtempSync(join(tmpdir(), `${image.name}-image-`));
    try {
        process.umask(0o022);
        image.context(directory);
        forgetTimes(join(directory, "rootfs"));
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
    const name = `own-image-base:${base.slice(7, 19)}`;
    docker("tag", base, name);
    return name;
}

function forgetTimes(directory: string): void {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
        const path = join(directory, entry.name);
        if (entry.isDirectory()) forgetTimes(path);
        lutimesSync(path, 0, 0);
    }
}
