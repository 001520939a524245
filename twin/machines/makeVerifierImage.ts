import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { docker } from "../../services/verifier/image/docker";
import { Engine } from "../../services/verifier/image/engine";

/**
 * Builds the label verifier's image with the command that people use, in a Docker engine of its own, on a Debian 12 made from Debian's
 * archive: makeVerifierImage FOLDER
 */
async function main(target: string): Promise<void> {
    if (existsSync(target)) return;
    const work = mkdtempSync(`${target}.`);
    const base = execFileSync(join(__dirname, "../../services/verifier/test/image/debian-base"), { encoding: "utf8" });
    const engine = await Engine.start();
    try {
        const build = ["run", "-s", "verifier:image", "--", "--base", docker("import", base.trim()), "--to", work];
        execFileSync("npm", build, { stdio: ["ignore", "ignore", "inherit"], cwd: join(__dirname, "../..") });
        renameSync(work, target);
    } finally {
        await engine.stop();
        rmSync(work, { recursive: true, force: true });
    }
}

void main(process.argv[2]);
