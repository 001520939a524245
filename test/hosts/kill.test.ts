import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { expect } from "chai";
import type { BundleFile } from "../../hosts/bundle";
import { FakeAws } from "./aws/fakeAws";
import { TestHost } from "./host";
import { bundleFiles, point, publish } from "./release";

const runs = 28;

/** Large enough that unpacking, installing and pruning take a while; what differs is every file and the set of files. */
function bundle(version: string): BundleFile[] {
    const files = Array.from({ length: 150 }, (_, i) => [
        `/etc/many/${i}-${i % 3 ? "both" : version}.conf`,
        `${version} ${i}`,
    ]);
    const units = [{ unit: "many.service", reads: ["/etc/many/"] }];
    const installed = bundleFiles(
        { ...Object.fromEntries(files), "/etc/systemd/system/many.service": `# ${version}` },
        units,
    );
    const others = Array.from(
        { length: 400 },
        (_, i) => ({ path: `other/${i}`, mode: 0o644, content: version }) as const,
    );
    return [...installed, ...others];
}

describe("host-apply: kill -9", () => {
    let aws: FakeAws;
    let host: TestHost;

    before(async () => {
        aws = await FakeAws.start();
        host = new TestHost("edge", aws.environment);
        host.boot();
        host.slowSystemctl();
    });

    after(async () => {
        host.remove();
        await aws.stop();
    });

    function expectWhole(files: BundleFile[], directory: string): void {
        const wanted = Object.fromEntries(files.map(({ path, content }) => [path, content.toString()]));
        const found = Object.fromEntries(
            tree(directory).map((path) => [path, readFileSync(join(directory, path), "utf8")]),
        );
        expect(found).to.deep.equal(wanted);
    }

    it(`is safe at ${runs} moments spread over a run, and the next run converges`, async function () {
        this.timeout(120_000);
        const versions = ["one", "two", "three", "four", "five"].map((name) => {
            const files = bundle(name);
            return { files, sha256: publish(aws, files) };
        });
        const base = `${host.root}/opt/isolated-openhands`;
        const whole = await host.apply();
        expect(whole.code, whole.output).to.equal(0);

        let killed = 0;
        // The shortest whole run so far; a machine with other work is slower at times.
        let span = whole.milliseconds;
        for (let i = 0; i < runs; i++) {
            // Killed on the way from one version to the other, then told to go on, or to go back.
            const from = host.current;
            const to = versions[(versions.findIndex(({ sha256 }) => sha256 === from) + 1) % versions.length];
            const next = i % 4 < 2 ? to : (versions.find(({ sha256 }) => sha256 === from) ?? to);
            point(aws, to.sha256);
            const run = await host.apply({ killAfter: (span * (((i * 7) % runs) + 1)) / runs, killChildren: true });
            if (run.code === null) killed++;
            else span = Math.min(span, run.milliseconds);
            for (const name of readdirSync(`${base}/releases`).filter((entry) => entry !== ".staging")) {
                const release = versions.find(({ sha256 }) => sha256 === name);
                expectWhole(release?.files ?? [], `${base}/releases/${name}`);
            }
            point(aws, next.sha256);
            const after = await host.apply();
            expect(after.code, `run ${i}: ${run.output}\nthen: ${after.output}`).to.equal(0);
            expect(host.current).to.equal(next.sha256);
            expect(existsSync(`${base}/pending`)).to.equal(false);
            const many = next.files.filter(({ path }) => path.startsWith("root/etc/many/"));
            expectWhole(
                many.map((file) => ({ ...file, path: file.path.slice("root/etc/many/".length) })),
                `${host.root}/etc/many`,
            );
            if (next === to) {
                const calls = host.takeSystemctl();
                expect(calls, "the unit, and what it reads, has changed").to.include.members([
                    "daemon-reload",
                    "restart many.service",
                ]);
                expect(calls.lastIndexOf("daemon-reload")).to.be.lessThan(calls.lastIndexOf("restart many.service"));
            }
        }
        console.log(`      killed ${killed} of ${runs} runs`);
        expect(killed, "too few runs were killed for this to say anything").to.be.greaterThan(runs / 2);
    });

    it("of the parent leaves its apply the only one", async () => {
        const slow =
            '#!/bin/bash\necho begin >>"$HOST_APPLY_ROOT/order"; sleep 1; echo end >>"$HOST_APPLY_ROOT/order"\n';
        const files = bundleFiles({}).filter(({ path }) => path !== "apply");
        publish(aws, [...files, { path: "apply", mode: 0o755, content: slow }]);
        const run = await host.apply({ killAfter: host.until(() => host.has("/order"), "the apply to begin") });
        expect(run.code).to.equal(null);
        expect(host.read("/order")).to.equal("begin\n");
        const next = await host.apply();
        expect(next.code, next.output).to.equal(0);
        expect(next.output).to.contain("another run holds the lock");
        expect(host.read("/order")).to.equal("begin\nend\nbegin\nend\n");
    });
});

function tree(directory: string): string[] {
    return readdirSync(directory, { recursive: true, encoding: "utf8" })
        .filter((path) => statSync(join(directory, path)).isFile())
        .map((path) => relative(directory, join(directory, path)));
}
