import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { accountOf } from "./plan";
import { readStackFiles } from "./stackFiles";

/** What a verdict is about: with the same of these, the same verdict comes out. */
export interface About {
    readonly commit: string;
    /** SHA-256 over the files that configure the stack, and their names. */
    readonly config: { readonly sha256: string; readonly files: readonly string[] };
    /** The day on which exemptions were judged, YYYY-MM-DD. */
    readonly date: string;
    readonly account: string;
    readonly region: string;
    readonly versions: readonly (readonly [name: string, version: string])[];
}

const packages = ["@pulumi/pulumi", "@pulumi/aws", "@pulumi/awsx", "@pulumi/policy"];

export function aboutOf(root: string, stack: string, date: string): About {
    const { account, region, from } = accountOf(readStackFiles(root, stack).config);
    return {
        commit: commitOf(root),
        config: configOf(root, stack),
        date,
        account: `${account} (${from})`,
        region,
        versions: [
            ["isolated-openhands", versionIn(join(root, "package.json"))],
            ["Node", process.versions.node],
            ...packages.map((name) => [name, versionIn(join(root, "node_modules", name, "package.json"))] as const),
        ],
    };
}

/** Some packages write v1.0.0, others 1.0.0. */
const versionIn = (file: string) =>
    String((JSON.parse(readFileSync(file, "utf8")) as { version?: string }).version).replace(/^v/, "");

/** The commit, and whether the files are still those of the commit; an archive without git has none. */
function commitOf(root: string): string {
    const git = (...args: string[]) => spawnSync("git", ["-C", root, ...args], { encoding: "utf8" });
    const head = git("rev-parse", "HEAD");
    if (head.status !== 0) return "no git repository";
    const changed = git("status", "--porcelain", "--", ".");
    return `${head.stdout.trim()}${changed.status === 0 && changed.stdout === "" ? "" : " with changes that are not committed"}`;
}

function configOf(root: string, stack: string): About["config"] {
    const files = ["Pulumi.yaml", `Pulumi.${stack}.yaml`, `policies/${stack}.json`].filter((file) =>
        existsSync(join(root, file)),
    );
    const hash = createHash("sha256");
    for (const file of files) {
        const content = readFileSync(join(root, file));
        hash.update(`${file}\0${content.length}\0`).update(content);
    }
    return { sha256: hash.digest("hex"), files };
}
