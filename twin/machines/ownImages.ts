import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { AgentHostConfig, VerifierHostConfig } from "../../hosts/config";
import type { ImageRecord } from "../../services/verifier/image/ownImage";
import type { StagedObject } from "../world/stand";
import { command } from "./command";
import { cacheFolder } from "./room";

const repository = join(__dirname, "..", "..");
const buildFiles = ["services/verifier/image", "services/verifier/test/image/debian-base"];

/** The label verifier's own image as `npm run stage` leaves it in the release bucket. */
export function stagedVerifier({ releaseBucket }: VerifierHostConfig): Promise<StagedObject[]> {
    const files = [...buildFiles, "services/verifier/src", "services/verifier/Dockerfile"];
    return staged("verifier", "images/verifier/verifier", { releaseBucket, files, packages: lockedPackages() });
}

/** The image of git's server. */
export function stagedGit({ releaseBucket }: AgentHostConfig): Promise<StagedObject[]> {
    const files = [...buildFiles, "services/git/rootfs", "services/git/Dockerfile", "services/git/build.ts"];
    return staged("git", "images/agent/openhands-git", { releaseBucket, files });
}

interface Sources {
    readonly releaseBucket: string;
    readonly files: readonly string[];
    readonly packages?: string;
}

/** Built once for the same sources (a minute or two): its name in the cache is a hash of all of them. */
async function staged(script: string, record: string, { releaseBucket: bucket, files, packages = "" }: Sources) {
    const hash = createHash("sha256");
    hash.update(packages);
    for (const file of files.flatMap((name) => filesOf(join(repository, name))))
        hash.update(`${file.slice(repository.length)}\0`).update(readFileSync(file));
    const target = join(cacheFolder, `${script}-image-${hash.digest("hex").slice(0, 12)}`);
    mkdirSync(cacheFolder, { recursive: true });
    const make = ["--import=tsx", join(__dirname, "makeOwnImage.ts"), `${script}:image`, target];
    if (!existsSync(target)) await command("flock", [join(cacheFolder, "own-images.lock"), process.execPath, ...make]);
    const made = JSON.parse(readFileSync(join(target, `${basename(record)}-image.json`), "utf8")) as ImageRecord;
    return [
        { bucket, key: made.archive.key, file: join(target, made.archive.key) },
        { bucket, key: `${record}.json`, text: JSON.stringify({ repository: made.name.split(":")[0], ...made }) },
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
