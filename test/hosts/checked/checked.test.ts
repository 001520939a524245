import { expect } from "chai";
import type { BundleFile } from "../../../hosts/bundle";
import { type Manifest, renderHost } from "../../../hosts/render";
import { rootImage } from "../../../twin/machines/root";
import { unable } from "../../../twin/machines/able";
import { agentConfig, edgeConfig, verifierConfig } from "../configs";
import { TemporaryRoot } from "./root";

const configs = [edgeConfig, agentConfig, verifierConfig];
const manifestOf = (files: readonly BundleFile[]) =>
    JSON.parse(files.find(({ path }) => path === "manifest.json")!.content.toString()) as Manifest;

/** The bundle with one file's content changed. */
const spoil = (files: readonly BundleFile[], path: string, content: string) =>
    files.map((file) => (file.path === `root${path}` ? { ...file, content } : file));

describe("a bundle's apply, in a root of its own", function () {
    let root: TemporaryRoot;
    let base: string;

    before(async function () {
        this.timeout(900_000);
        const reason = unable();
        if (reason !== undefined && process.env.MACHINES === "skip") return this.skip();
        if (reason !== undefined) throw new Error(`${reason}; MACHINES=skip leaves these tests out`);
        base = await rootImage(configs.flatMap((config) => manifestOf(renderHost(config)).packages));
    });
    beforeEach(() => {
        root = new TemporaryRoot(base);
        // nginx looks its upstream's name up when it reads its file, and this root has no network.
        root.write("/etc/hosts", `127.0.0.1 localhost\n192.0.2.1 ${edgeConfig.packageGateway.upstreams[0]}\n`);
    });
    afterEach(() => root.remove());

    for (const config of configs) {
        it(`has every file of the ${config.role}'s host checked by its daemon's own checker, and changes nothing the second time`, () => {
            const files = renderHost(config);
            const release = root.unpack("first", files);
            const { status, output } = root.run(`${release}/apply`);
            expect(status, output).to.equal(0);
            for (const { name } of manifestOf(files).checks) expect(output).to.contain(`checked by ${name}\n`);
            expect(root.run(`${release}/apply`)).to.deep.equal({ status: 0, output: "nothing to change\n" });
        });
    }

    const broken: Readonly<Record<string, string>> = {
        "/etc/isolated-openhands/firewall.nft": "table inet isolated_openhands { chain input { frobnicate } }\n",
        "/etc/isolated-openhands/relay-openhands.conf": "events {}\nhttp { server { listen 80; sever_tokens off; } }\n",
        "/etc/docker/daemon.json": '{ "brigde": "none" }\n',
        "/etc/systemd/system/openhands.service": "[Service]\nExecStart=/usr/bin/no-such-program\n",
        "/etc/chrony/chrony.conf": "sever 169.254.169.123\n",
    };
    for (const [path, content] of Object.entries(broken)) {
        it(`does not install anything of a bundle in which ${path} is broken, and says which checker refused it`, () => {
            const files = renderHost(agentConfig);
            root.run(`${root.unpack("good", files)}/apply`);
            const before = root.read(path);
            const { status, output } = root.run(`${root.unpack("bad", spoil(files, path, content))}/apply`);
            expect(status, output).to.equal(1);
            expect(output).to.match(/apply: .* says no \(\d+\)/s);
            expect(root.read(path)).to.equal(before);
            expect(root.run("/usr/local/bin/host-status").output).to.match(/^apply: checking the (early|main) files$/m);
        });
    }
});
