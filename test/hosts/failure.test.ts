import { existsSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { expect } from "chai";
import type { BundleFile } from "../../hosts/bundle";
import { FakeAws } from "./aws/fakeAws";
import { TestHost } from "./host";
import { bundleFiles, point, publish } from "./release";

const unit = { unit: "a.service", reads: ["/etc/a.conf"] };

/** The same bundle, but its apply installs everything and then fails. */
function failing(files: BundleFile[]): BundleFile[] {
    const real = files.find(({ path }) => path === "apply") as BundleFile;
    const wrapper = '#!/bin/bash\ncd "$(dirname "$0")" && ./apply.py; exit 3\n';
    return [
        ...files.filter((file) => file !== real),
        { path: "apply", mode: 0o755, content: wrapper },
        { ...real, path: "apply.py" },
    ];
}

describe("host-apply: an apply that fails", () => {
    let aws: FakeAws;
    let host: TestHost;
    let good: string;
    const state = (name: string) => `${host.root}/opt/isolated-openhands/${name}`;

    beforeEach(async () => {
        aws = await FakeAws.start();
        host = new TestHost("edge", aws.environment);
        host.boot();
        good = publish(aws, bundleFiles({ "/etc/a.conf": "good" }, [unit]));
        expect((await host.apply()).code).to.equal(0);
        host.takeSystemctl();
    });

    afterEach(async () => {
        host.remove();
        await aws.stop();
    });

    it("leaves the release before current, and its files in place", async () => {
        const bad = publish(aws, failing(bundleFiles({ "/etc/a.conf": "bad", "/etc/b.conf": "bad" }, [unit])));
        const run = await host.apply();
        expect(run.code).to.equal(1);
        expect(run.output).to.contain(`apply of ${bad} failed with status 3`);
        expect(run.output).to.contain(`${bad} was not applied; ${good} is restored and remains current`);
        expect(host.current).to.equal(good);
        expect(host.read("/etc/a.conf")).to.equal("good");
        expect(host.has("/etc/b.conf")).to.equal(false);
        expect(existsSync(state("pending"))).to.equal(false);
        expect(host.takeSystemctl()).to.deep.equal([
            "enable a.service",
            "restart a.service",
            "enable a.service",
            "restart a.service",
        ]);
    });

    it("is not tried again at once, and then ever less often", async () => {
        const bad = publish(aws, failing(bundleFiles({ "/etc/a.conf": "bad" }, [unit])));
        await host.apply();
        for (const [times, minutes] of [
            [1, 5],
            [2, 10],
            [3, 20],
            [4, 40],
            [5, 60],
            [6, 60],
        ]) {
            host.takeSystemctl();
            const soon = await host.apply();
            expect(soon.code).to.equal(1);
            expect(soon.output).to.match(new RegExp(`apply of ${bad} failed ${times} times; next try in \\d+ s`));
            expect(host.takeSystemctl()).to.deep.equal([]);
            const past = Date.now() / 1000 - minutes * 60;
            utimesSync(state("failed"), past + 30, past + 30);
            expect((await host.apply()).output).to.contain("next try in");
            utimesSync(state("failed"), past - 1, past - 1);
            expect((await host.apply()).output).to.contain(`${bad} was not applied; ${good} is restored`);
        }
        rmSync(state("failed"));
        expect((await host.apply()).output).to.contain(`${bad} was not applied`);
    });

    it("is forgotten when another bundle comes, or the old one is wanted again", async () => {
        publish(aws, failing(bundleFiles({ "/etc/a.conf": "bad" }, [unit])));
        await host.apply();
        point(aws, good);
        expect((await host.apply()).code).to.equal(0);
        const better = publish(aws, bundleFiles({ "/etc/a.conf": "better" }, [unit]));
        expect((await host.apply()).code).to.equal(0);
        expect(host.current).to.equal(better);
        expect(existsSync(state("failed"))).to.equal(false);
    });

    it("because a unit does not start is no different", async () => {
        publish(
            aws,
            bundleFiles({ "/etc/a.conf": "good", "/etc/n.conf": "n" }, [
                unit,
                { unit: "n.service", reads: ["/etc/n.conf"] },
            ]),
        );
        host.failSystemctl("restart n.service");
        const run = await host.apply();
        expect(run.code, run.output).to.equal(1);
        expect(run.output).to.contain("returned non-zero exit status 1");
        expect(host.current).to.equal(good);
        expect(host.has("/etc/n.conf")).to.equal(false);
        expect(host.takeSystemctl()).to.deep.equal([
            "enable n.service",
            "restart n.service",
            "daemon-reload",
            "restart n.service",
            "cat n.service",
            "disable --now n.service",
        ]);
    });

    it("that cannot even be started is no different", async () => {
        const files = bundleFiles({ "/etc/a.conf": "bad" }, [unit]).filter(({ path }) => path !== "apply");
        publish(aws, [...files, { path: "apply", mode: 0o755, content: "#!/no/such/interpreter\n" }]);
        const run = await host.apply();
        expect(run.code).to.equal(1);
        expect(run.output).to.contain("cannot be run").and.to.contain(`${good} is restored`);
    });

    it("on a host that never had a release leaves none current, and the next good one is taken", async () => {
        const fresh = new TestHost("edge", aws.environment);
        try {
            fresh.boot();
            publish(aws, failing(bundleFiles({ "/etc/a.conf": "bad" })));
            const run = await fresh.apply();
            expect(run.code).to.equal(1);
            expect(run.output).to.contain("nothing could be restored; current is None");
            expect(fresh.current).to.equal(undefined);
            point(aws, good);
            expect((await fresh.apply()).code).to.equal(0);
            expect(fresh.read("/etc/a.conf")).to.equal("good");
        } finally {
            fresh.remove();
        }
    });

    it("never fills the disk, however many bad bundles come", async () => {
        for (let i = 0; i < 5; i++) {
            publish(aws, failing(bundleFiles({ "/etc/a.conf": `bad ${i}` }, [unit])));
            expect((await host.apply()).code).to.equal(1);
        }
        const kept = readdirSync(state("releases"));
        expect(kept).to.have.length(3).and.to.include(good);
    });
});
