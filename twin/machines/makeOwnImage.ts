import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { docker } from "../../services/verifier/image/docker";
import { Engine } from "../../services/verifier/image/engine";

/**
 * Builds an image of this repository with the command that people use, in a Docker engine of its own, on a Debian 12 made from Debian's
 * archive: makeOwnImage SCRIPT FOLDER
 */
async function main(script: string, target: string): Promise<void> {
    if (existsSync(target)) return;
    const work = mkdtempSync(`${target}.`);
    const base = execFileSync(join(__dirname, "../../services/verifier/test/image/debian-base"), { encoding: "utf8" });
    const engine = await Engine.start();
    try {
        const build = ["run", "-s", script, "--", "--base", docker("import", base.trim()), "--to", work];
        execFileSync("npm", build, { stdio: ["ignore", "ignore", "inherit"], cwd: join(__dirname, "../..") });
        renameSync(work, target);
    } finally {
        await engine.stop();
        rmSync(work, { recursive: true, force: true });
    }
}

void main(process.argv[2], process.argv[3]);
