import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { BundleFile } from "../../../hosts/bundle";

/**
 * A host's file system without its systemd: an overlay over the root that the twin's machines boot from, in a mount namespace of its own
 * for each command. systemctl in a chroot enables and masks, and starts nothing.
 */
export class TemporaryRoot {
    private readonly directory = mkdtempSync(join(tmpdir(), "host-root-"));

    constructor(private readonly base: string) {
        for (const name of ["up", "work", "root"]) mkdirSync(join(this.directory, name));
    }

    remove(): void {
        rmSync(this.directory, { recursive: true, force: true });
    }

    /** Puts a bundle where host-apply would. */
    unpack(name: string, files: readonly BundleFile[]): string {
        const release = `/opt/isolated-openhands/releases/${name}`;
        for (const { path, mode, content } of files) this.write(`${release}/${path}`, content, mode);
        return release;
    }

    write(path: string, content: string | Buffer, mode = 0o644): void {
        const at = join(this.directory, "up", path);
        mkdirSync(dirname(at), { recursive: true });
        writeFileSync(at, content);
        chmodSync(at, mode);
    }

    /** What a command in the root changed or made. */
    read(path: string): string {
        return readFileSync(join(this.directory, "up", path), "utf8");
    }

    has(path: string): boolean {
        return existsSync(join(this.directory, "up", path));
    }

    run(...command: string[]): { status: number | null; output: string } {
        const [up, work, root] = ["up", "work", "root"].map((name) => join(this.directory, name));
        const script = `
            mount -t overlay overlay -o lowerdir=${this.base},upperdir=${up},workdir=${work} ${root}
            mount -t proc proc ${root}/proc
            mount --rbind /dev ${root}/dev
            mount -t tmpfs tmpfs ${root}/run
            mount -t tmpfs tmpfs ${root}/tmp
            exec chroot ${root} env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_OFFLINE=1 HOST_APPLY_SETTLE=0 "$@"`;
        const args = ["--mount", "--net", "--propagation=private", "bash", "-ec", script, "-", ...command];
        const { status, stdout, stderr } = spawnSync("unshare", args, { encoding: "utf8" });
        return { status, output: `${stdout}${stderr}` };
    }
}
