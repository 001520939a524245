import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { FakeAws, parameterName } from "./aws/fakeAws";
import { TestHost, type Run } from "./host";
import { bundleFiles, publish } from "./release";

const files = bundleFiles({ "/etc/a.conf": "a" });

describe("host-apply: waits for what is not there yet", () => {
    let aws: FakeAws;
    let host: TestHost;

    beforeEach(async () => {
        aws = await FakeAws.start();
        host = new TestHost("edge", aws.environment);
        host.boot();
    });

    afterEach(async () => {
        host.remove();
        await aws.stop();
    });

    /** Starts a run and calls `arrive` once the fake has been asked in vain three times. */
    async function waitFor(refusal: string, arrive: () => void): Promise<Run> {
        const run = host.apply();
        const seen = () => aws.requests.filter((line) => line.includes(refusal)).length;
        await host.until(() => seen() >= 3, `three times "${refusal}"`);
        arrive();
        return run;
    }

    it("waits for the parameter", async () => {
        const sha256 = publish(aws, files);
        const name = parameterName("edge");
        const value = aws.parameters.get(name) ?? "";
        aws.parameters.delete(name);
        const run = await waitFor("ssm POST / 400", () => aws.parameters.set(name, value));
        expect(run.code, run.output).to.equal(0);
        expect(run.output).to.contain("HTTP 400 ParameterNotFound");
        expect(host.current).to.equal(sha256);
    });

    it("waits for the object, and the parameter may meanwhile name another", async () => {
        publish(aws, bundleFiles({ "/etc/a.conf": "never uploaded" }));
        aws.objects.clear();
        let sha256 = "";
        const run = await waitFor("404", () => (sha256 = publish(aws, files)));
        expect(run.code, run.output).to.equal(0);
        expect(run.output).to.contain("HTTP 404 NoSuchKey");
        expect(host.current).to.equal(sha256);
    });

    it("waits for the role's rights, in SSM and in S3", async () => {
        publish(aws, files);
        aws.failures.ssm.push({ status: 400, code: "AccessDeniedException" });
        aws.failures.s3.push({ status: 403, code: "AccessDenied" }, { status: 503, code: "SlowDown" });
        const run = await host.apply();
        expect(run.code, run.output).to.equal(0);
        for (const error of ["400 AccessDeniedException", "403 AccessDenied", "503 SlowDown"]) {
            expect(run.output).to.contain(error);
        }
    });

    it("waits for the role itself", async () => {
        publish(aws, files);
        aws.role = undefined;
        const run = await waitFor("credentials/ 404", () => (aws.role = "openhands-host"));
        expect(run.code, run.output).to.equal(0);
        expect(run.output).to.contain("instance metadata meta-data/iam/security-credentials/: HTTP 404");
    });

    it("waits for fresh credentials when AWS says that they have expired", async () => {
        publish(aws, files);
        aws.expireNext();
        const run = await host.apply();
        expect(run.code, run.output).to.equal(0);
        expect(run.output).to.contain("HTTP 400 ExpiredTokenException");
    });

    it("waits for the right time, which AWS's own answers tell it", async () => {
        publish(aws, files);
        for (const hours of [-3, 30]) {
            aws.clockOffset = hours * 3_600_000;
            const run = await host.apply();
            expect(run.code, run.output).to.equal(0);
            expect(run.output).to.match(/this clock is -?\d+ s ahead of AWS's/);
        }
    });

    it("waits for metadata that does not answer: ever longer, with a message, and not for ever", async () => {
        const nowhere = { HOST_APPLY_IMDS: "http://127.0.0.1:1", HOST_APPLY_WAIT: "0.04,0.3,2" };
        const run = await host.apply({ env: nowhere });
        expect(run.code).to.equal(75);
        expect(run.milliseconds).to.be.greaterThan(1500);
        expect(run.output).to.contain("http://169.254.169.254/latest/api/token: ConnectionRefusedError");
        expect(run.output).to.contain("giving up until the timer's next run");
        const pauses = [...run.output.matchAll(/looking again in ([\d.]+) s/g)].map(([, seconds]) => Number(seconds));
        expect(pauses.length).to.be.within(4, 30);
        expect(Math.max(...pauses)).to.be.at.most(0.3);
        expect(new Set(pauses).size, `no jitter in ${pauses.join(" ")}`).to.be.greaterThan(1);
        expect(pauses[0]).to.be.lessThan(pauses[pauses.length - 1]);
    });

    it("asks again from the beginning for an answer that breaks off", async () => {
        const sha256 = publish(aws, files);
        const key = `host/edge/${sha256}.tar.gz`;
        const whole = aws.objects.get(key) as Buffer;
        aws.objects.set(key, (response) => {
            response.writeHead(200, { "content-length": whole.length });
            response.write(whole.subarray(0, 100), () => response.destroy());
            aws.objects.set(key, whole);
        });
        const run = await host.apply();
        expect(run.code, run.output).to.equal(0);
        expect(run.output).to.match(/not there yet: .*\.tar\.gz(: IncompleteRead| ended \d+ bytes early)/);
        expect(host.current).to.equal(sha256);
    });
});

describe("host-apply: TLS", () => {
    let aws: FakeAws;
    let host: TestHost;
    let certificate: string;

    before(async () => {
        const scratch = new TestHost("edge", {});
        certificate = join(scratch.directory, "cert.pem");
        const key = join(scratch.directory, "key.pem");
        const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
        const output = ["-keyout", key, "-out", certificate];
        execFileSync(
            "openssl",
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", ...subject, ...output],
            {
                stdio: "ignore",
            },
        );
        aws = await FakeAws.start({ key: readFileSync(key, "utf8"), cert: readFileSync(certificate, "utf8") });
        host = scratch;
    });

    after(async () => {
        host.remove();
        await aws.stop();
    });

    it("is checked: an unknown issuer gets no request, a known one is served", async () => {
        const sha256 = publish(aws, files);
        host.boot();
        const refused = await host.apply({ env: { ...aws.environment, HOST_APPLY_WAIT: "0.02,0.02,0.2" } });
        expect(refused.code).to.equal(75);
        expect(refused.output).to.contain("CERTIFICATE_VERIFY_FAILED");
        expect(aws.requests.filter((line) => line.startsWith("ssm"))).to.deep.equal([]);
        const run = await host.apply({ env: { ...aws.environment, SSL_CERT_FILE: certificate } });
        expect(run.code, run.output).to.equal(0);
        expect(host.current).to.equal(sha256);
    });
});
