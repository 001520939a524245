import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentHostConfig } from "../../hosts/config";
import type { StagedObject } from "../world/stand";
import { command } from "./command";
import { cacheFolder } from "./room";

/** What a row of the attack matrix may use inside the container. */
const packages = [
    "bash",
    "ca-certificates",
    "curl",
    "python3",
    "openssl",
    "bind9-dnsutils",
    "netcat-openbsd",
    "iputils-ping",
    "iproute2",
    "git",
];

interface Made {
    readonly name: string;
    readonly layers: readonly string[];
    readonly archive: { readonly sha256: string; readonly bytes: number };
}

/** The image that stands in OpenHands' place, as `npm run stage` leaves one in the release bucket. Built once (about a minute). */
export async function stagedImage({ releaseBucket: bucket, image }: AgentHostConfig): Promise<StagedObject[]> {
    const sources = ["agentImage.sh", "standIn.py"].map((name) => join(__dirname, name));
    const hash = createHash("sha256");
    for (const file of sources) hash.update(readFileSync(file));
    const digest = hash.update(packages.join(",")).digest("hex").slice(0, 12);
    const target = join(cacheFolder, `agent-image-${digest}.tar.gz`);
    mkdirSync(cacheFolder, { recursive: true });
    await command("flock", [join(cacheFolder, "image.lock"), sources[0], target, "trixie", packages.join(",")]);
    const made = JSON.parse(readFileSync(`${target}.json`, "utf8")) as Made;
    const key = `images/agent/${made.archive.sha256}.tar.gz`;
    const record = { ...made, ...image, archive: { ...made.archive, key } };
    return [
        { bucket, key, file: target },
        { bucket, key: "images/agent/openhands.json", text: JSON.stringify(record) },
    ];
}
