import { spawnSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import type { BundleFile } from "../../hosts/bundle";
import type { HostUnit } from "../../hosts/piece";
import { TestHost } from "./host";
import { bundleFiles } from "./release";

const nginx: HostUnit = { unit: "nginx.service", reads: ["/etc/nginx/", "/etc/pam.d/site"] };
const firewall: HostUnit = { unit: "firewall.service", reads: ["/etc/nftables.d/"] };

describe("a bundle's apply", () => {
    let host: TestHost;
    let serial = 0;

    beforeEach(() => {
        host = new TestHost("edge", {});
    });
    afterEach(() => host.remove());

    /** Unpacks a bundle as host_apply.py would and runs its apply. */
    function apply(files: readonly BundleFile[]): { status: number | null; lines: string[] } {
        const release = join(host.directory, `release-${serial++}`);
        for (const { path, mode, content } of files) {
            mkdirSync(dirname(join(release, path)), { recursive: true });
            writeFileSync(join(release, path), content);
            chmodSync(join(release, path), mode);
        }
        const run = spawnSync(join(release, "apply"), { env: host.env, encoding: "utf8" });
        return { status: run.status, lines: `${run.stdout}${run.stderr}`.trim().split("\n") };
    }

    it("installs files, reports them, and restarts the units that read them, in the manifest's order", () => {
        const files = bundleFiles({ "/etc/nginx/a.conf": "a", "/etc/nftables.d/b.nft": "b", "/etc/c": "c" }, [
            firewall,
            nginx,
        ]);
        const { status, lines } = apply(files);
        expect(status, lines.join("\n")).to.equal(0);
        expect(lines).to.deep.equal([
            "installed /etc/c",
            "installed /etc/nftables.d/b.nft",
            "installed /etc/nginx/a.conf",
            "systemctl enable firewall.service",
            "systemctl restart firewall.service",
            "systemctl enable nginx.service",
            "systemctl restart nginx.service",
        ]);
        expect(apply(files).lines).to.deep.equal(["nothing to change"]);
    });

    it("touches only what changed", () => {
        const files = { "/etc/nginx/a.conf": "a", "/etc/nftables.d/b.nft": "b" };
        apply(bundleFiles(files, [firewall, nginx]));
        host.takeSystemctl();
        apply(bundleFiles({ ...files, "/etc/nginx/a.conf": "changed" }, [firewall, nginx]));
        expect(host.takeSystemctl()).to.deep.equal(["enable nginx.service", "restart nginx.service"]);
    });

    it("reloads systemd when units or drop-ins change, before it restarts anything", () => {
        for (const path of ["/etc/systemd/system/x.service", "/etc/systemd/system/ssh.service.d/x.conf"]) {
            apply(bundleFiles({ [path]: "", "/etc/nginx/a.conf": path }, [nginx]));
            expect(host.takeSystemctl()).to.deep.equal([
                "daemon-reload",
                "enable nginx.service",
                "restart nginx.service",
            ]);
        }
    });

    it("removes what an earlier bundle installed, stops units that are gone, and leaves other files alone", () => {
        apply(
            bundleFiles({ "/etc/nginx/a.conf": "a", "/etc/nginx/b.conf": "b", "/etc/nftables.d/b.nft": "b" }, [
                firewall,
                nginx,
            ]),
        );
        writeFileSync(`${host.root}/etc/nginx/mine.conf`, "not from a bundle");
        host.takeSystemctl();
        const { status } = apply(bundleFiles({ "/etc/nginx/a.conf": "a" }, [nginx]));
        expect(status).to.equal(0);
        expect(readdirSync(`${host.root}/etc/nginx`).sort()).to.deep.equal(["a.conf", "mine.conf"]);
        expect(host.has("/etc/nftables.d/b.nft")).to.equal(false);
        const restarted = ["enable nginx.service", "restart nginx.service"];
        expect(host.takeSystemctl()).to.deep.equal([
            "cat firewall.service",
            "disable --now firewall.service",
            ...restarted,
        ]);
    });

    it("sets modes, and repairs content, mode and a link that somebody put in its place", () => {
        const secretive = { path: "root/etc/nginx/s.conf", mode: 0o600, content: "s" } as const;
        const files = [...bundleFiles({ "/etc/nginx/a.conf": "a" }, [nginx]), secretive];
        apply(files);
        const path = `${host.root}/etc/nginx/s.conf`;
        expect(statSync(path).mode & 0o777).to.equal(0o600);
        const spoil: (() => void)[] = [
            () => chmodSync(path, 0o644),
            () => writeFileSync(path, "changed"),
            () => (rmSync(path), symlinkSync("a.conf", path)),
        ];
        for (const act of spoil) {
            act();
            host.takeSystemctl();
            expect(apply(files).status).to.equal(0);
            expect(lstatSync(path).mode & 0o170777).to.equal(0o100600);
            expect(host.read("/etc/nginx/s.conf")).to.equal("s");
            expect(host.read("/etc/nginx/a.conf")).to.equal("a");
            expect(host.takeSystemctl()).to.include("restart nginx.service");
        }
    });

    it("restarts later what it could not restart", () => {
        const files = bundleFiles({ "/etc/nginx/a.conf": "a", "/etc/nftables.d/b.nft": "b" }, [firewall, nginx]);
        host.failSystemctl("restart nginx.service");
        const { status, lines } = apply(files);
        expect(status).to.equal(1);
        expect(lines.at(-1)).to.match(/^apply: Command .*restart.*nginx\.service.* returned non-zero exit status 1/);
        host.failSystemctl(undefined);
        host.takeSystemctl();
        expect(apply(files).status).to.equal(0);
        expect(host.takeSystemctl()).to.include("restart nginx.service");
        expect(apply(files).lines).to.deep.equal(["nothing to change"]);
    });

    it("reloads later what it could not reload", () => {
        const files = bundleFiles({ "/etc/systemd/system/x.service": "x" });
        host.failSystemctl("daemon-reload");
        expect(apply(files).status).to.equal(1);
        host.failSystemctl(undefined);
        host.takeSystemctl();
        expect(apply(files).status).to.equal(0);
        expect(host.takeSystemctl()).to.deep.equal(["daemon-reload"]);
    });

    it("changes nothing when one file cannot be staged", () => {
        apply(bundleFiles({ "/etc/a": "old", "/etc/z": "old" }));
        writeFileSync(`${host.root}/etc/notdir`, "");
        const { status, lines } = apply(bundleFiles({ "/etc/a": "new", "/etc/notdir/x": "new", "/etc/z": "new" }));
        expect(status).to.equal(1);
        expect(lines.at(-1)).to.match(/^apply: .*notdir/);
        expect(readdirSync(`${host.root}/etc`).sort()).to.deep.equal(["a", "notdir", "z"]);
        expect(host.read("/etc/a")).to.equal("old");
    });

    it("may bring a newer host-apply", () => {
        const at = "/opt/isolated-openhands/bin/host_apply.py";
        const dropIn = "/etc/systemd/system/host-apply.service.d/bundle.conf";
        const execStart = `[Service]\nExecStart=\nExecStart=/usr/bin/python3 -ISB ${at}\n`;
        expect(apply(bundleFiles({ [at]: "newer", [dropIn]: execStart })).status).to.equal(0);
        expect(host.takeSystemctl()).to.deep.equal(["daemon-reload"]);
        expect(apply(bundleFiles({})).status).to.equal(0);
        expect(host.has(at) || host.has(dropIn)).to.equal(false);
        expect(host.takeSystemctl()).to.deep.equal(["daemon-reload"]);
    });
});
