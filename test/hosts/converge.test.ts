import { readdirSync } from "node:fs";
import { expect } from "chai";
import { renderHost } from "../../hosts/render";
import { FakeAws } from "./aws/fakeAws";
import { edgeConfig } from "./configs";
import { TestHost } from "./host";
import { bundleFiles, point, publish } from "./release";

describe("host-apply: a host becomes what its bundle says", () => {
    let aws: FakeAws;
    let host: TestHost;

    beforeEach(async () => {
        aws = await FakeAws.start();
        host = new TestHost("edge", aws.environment);
        host.boot();
        host.takeSystemctl();
    });

    afterEach(async () => {
        host.remove();
        await aws.stop();
    });

    it("has neither the AWS CLI nor boto3 to lean on", () => {
        expect(host.hasCommand("aws")).to.equal(false);
        expect(host.hasCommand("curl")).to.equal(false);
        const { status, stderr } = host.python("import boto3");
        expect(status).to.equal(1);
        expect(stderr).to.contain("ModuleNotFoundError");
    });

    it("fetches and verifies the rendered bundle of its role, and applies its files", async () => {
        // Packages, checks and units want a machine of their own.
        const manifest = JSON.stringify({ role: "edge", packages: [], units: [], checks: [] });
        const files = renderHost(edgeConfig).map((file) =>
            file.path === "manifest.json" ? { ...file, content: manifest } : file,
        );
        // The machine that runs this has its own users.
        const sha256 = publish(
            aws,
            files.filter(({ path }) => !path.startsWith("root/etc/sysusers.d/")),
        );
        const run = await host.apply();
        expect(run.code, run.output).to.equal(0);
        expect(host.current).to.equal(sha256);
        expect(JSON.parse(host.read("/etc/isolated-openhands/config.json"))).to.deep.equal(edgeConfig);
        expect(run.output).to.contain(`applied ${sha256}`);
        expect(aws.requests).to.deep.equal([
            "imds PUT /latest/api/token 200",
            "imds GET /latest/meta-data/iam/security-credentials/ 200",
            "imds GET /latest/meta-data/iam/security-credentials/openhands-host 200",
            "ssm POST / 200",
            `s3 GET /host/edge/${sha256}.tar.gz 200`,
        ]);
    });

    it("applies the same bundle once", async () => {
        const sha256 = publish(
            aws,
            bundleFiles({ "/etc/a.conf": "one" }, [{ unit: "a.service", reads: ["/etc/a.conf"] }]),
        );
        await host.apply();
        expect(host.takeSystemctl()).to.deep.equal(["enable a.service", "restart a.service"]);
        aws.requests.length = 0;
        const again = await host.apply();
        expect(again.code).to.equal(0);
        expect(again.output).to.contain(`${sha256} is applied already`);
        expect(host.takeSystemctl()).to.deep.equal([]);
        expect(aws.requests.filter((line) => line.startsWith("s3"))).to.deep.equal([]);
    });

    it("applies a new bundle, keeps the one before, and goes back to it without S3", async () => {
        const one = publish(aws, bundleFiles({ "/etc/a.conf": "one", "/etc/only-one.conf": "x" }));
        await host.apply();
        const two = publish(aws, bundleFiles({ "/etc/a.conf": "two" }));
        expect((await host.apply()).code).to.equal(0);
        expect(host.current).to.equal(two);
        expect(host.read("/etc/a.conf")).to.equal("two");
        expect(host.has("/etc/only-one.conf")).to.equal(false);
        aws.objects.clear();
        point(aws, one);
        expect((await host.apply()).code).to.equal(0);
        expect(host.read("/etc/a.conf")).to.equal("one");
        expect(host.has("/etc/only-one.conf")).to.equal(true);
    });

    it("keeps three releases and no more", async () => {
        const published: string[] = [];
        for (const content of ["1", "2", "3", "4", "5"]) {
            published.push(publish(aws, bundleFiles({ "/etc/a.conf": content })));
            expect((await host.apply()).code).to.equal(0);
        }
        const kept = readdirSync(`${host.root}/opt/isolated-openhands/releases`);
        expect(kept.sort()).to.deep.equal(published.slice(2).sort());
    });

    it("pays no heed to a proxy in its environment", async () => {
        const sha256 = publish(aws, bundleFiles({}));
        const nowhere = "http://127.0.0.1:1";
        const run = await host.apply({
            env: { http_proxy: nowhere, https_proxy: nowhere, HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere },
        });
        expect(run.code, run.output).to.equal(0);
        expect(host.current).to.equal(sha256);
    });
});
