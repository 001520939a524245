import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { VerifierHostConfig } from "../../hosts/config";
import type { ImageRecord } from "../../services/verifier/image/build";
import type { StagedObject } from "../world/stand";
import { command } from "./command";
import { cacheFolder } from "./room";

const repository = join(__dirname, "..", "..");
const service = join(repository, "services/verifier");

/** What the image is made of: its name in the cache is a hash of all of it. */
const sources = ["src", "image", "Dockerfile", "test/image/debian-base"].map((name) => join(service, name));

/** The label verifier's own image as `npm run stage` leaves it in the release bucket. Built once for the same sources (a minute or two). */
export async function stagedVerifier({ releaseBucket: bucket }: VerifierHostConfig): Promise<StagedObject[]> {
    const hash = createHash("sha256");
    hash.update(lockedPackages());
    for (const file of sources.flatMap(filesOf))
        hash.update(`${file.slice(repository.length)}\0`).update(readFileSync(file));
    const target = join(cacheFolder, `verifier-image-${hash.digest("hex").slice(0, 12)}`);
    mkdirSync(cacheFolder, { recursive: true });
    const make = ["--import=tsx", join(__dirname, "makeVerifierImage.ts"), target];
    if (!existsSync(target)) await command("flock", [join(cacheFolder, "verifier.lock"), process.execPath, ...make]);
    const record = JSON.parse(readFileSync(join(target, "verifier-image.json"), "utf8")) as ImageRecord;
    return [
        { bucket, key: record.archive.key, file: join(target, record.archive.key) },
        {
            bucket,
            key: "images/verifier/verifier.json",
            text: JSON.stringify({ repository: record.name.split(":")[0], ...record }),
        },
    ];
}

/** What the service needs, by the lockfile: its direct packages, and theirs. */
function lockedPackages(): string {
    const lock = readFileSync(join(repository, "package-lock.json"), "utf8");
    const { packages } = JSON.parse(lock) as { packages: Record<string, Locked> };
    const seen = new Map<string, string | undefined>();
    const visit = (from: string): void => {
        const { dependencies = {}, optionalDependencies = {} } = packages[from] ?? {};
        for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
            const places = [`${from}/node_modules/${name}`, `node_modules/${name}`];
            const at = places.find((place) => packages[place] !== undefined);
            if (at === undefined || seen.has(at)) continue;
            seen.set(at, packages[at].version);
            visit(at);
        }
    };
    visit("services/verifier");
    return JSON.stringify([...seen].sort());
}

interface Locked {
    readonly version?: string;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function filesOf(path: string): string[] {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path)
        .sort()
        .flatMap((name) => filesOf(join(path, name)));
}
