import { expect } from "chai";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const source = join(__dirname, "..", "..", "hosts", "common", "host");
/** Calls the program's own functions: what a peer's parameter holds, on standard input, is pinned or refused. */
const driver = `import sys, time
sys.path.insert(0, sys.argv[1])
import certificates
try:
    print("pinned", certificates.pin("agent", certificates.leaf(sys.stdin.read(), "agent"), float(sys.argv[2])))
except certificates.Hostile as why:
    print("refused", why)
`;

describe("a peer's certificate, as its parameter says it", () => {
    let root: string;
    before(() => {
        root = mkdtempSync(join(tmpdir(), "peer-"));
        const library = join(root, "usr/local/lib/isolated-openhands");
        for (const folder of [library, join(root, "var/lib/isolated-openhands/pins")])
            mkdirSync(folder, { recursive: true });
        for (const name of ["certificates.py", "event.py"]) cpSync(join(source, name), join(library, name));
        writeFileSync(join(root, "driver.py"), driver);
    });
    after(() => rmSync(root, { recursive: true }));

    const made = (name: string, ...options: string[]) =>
        execFileSync(
            "openssl",
            [
                ...[
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-keyout",
                    "/dev/null",
                ],
                ...["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`, ...options],
            ],
            { encoding: "utf8", stdio: "pipe" },
        );
    const leaf = ["-days", "2", "-addext", "basicConstraints=critical,CA:FALSE"];
    const told = (parameter: string, now = 1000): string => {
        const library = join(root, "usr/local/lib/isolated-openhands");
        const { stdout, stderr, status } = spawnSync("python3", [join(root, "driver.py"), library, String(now)], {
            ...{ input: parameter, encoding: "utf8", env: { ...process.env, HOST_APPLY_ROOT: root } },
        });
        expect(status, stderr).to.equal(0);
        return stdout;
    };
    const file = () => join(root, "var/lib/isolated-openhands/pins/agent.pem");
    const pins = () => (existsSync(file()) ? readFileSync(file(), "utf8").match(/BEGIN CERTIFICATE/g)!.length : 0);

    const good = made("agent", ...leaf);
    const hostile: Readonly<Record<string, [() => string, RegExp]>> = {
        nothing: [() => "", /not one certificate/],
        "two certificates": [() => good + made("agent", ...leaf), /not one certificate/],
        "a certificate and a key": [
            () => `${good}-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n`,
            /not one/,
        ],
        "a certificate and a line for nginx": [() => `${good}\nssl_verify_client off;\n`, /not one/],
        "5 kB": [() => good + "\n".repeat(5000), /the limit is 4096/],
        "an authority's certificate": [
            () => made("agent", "-days", "2", "-addext", "basicConstraints=critical,CA:TRUE"),
            /CA/,
        ],
        "another host's certificate": [() => made("edge", ...leaf), /its name is not agent/],
        "a name more": [() => made("agent,DNS:edge", ...leaf), /its name is not agent/],
        "what is no certificate inside": [
            () => "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            /openssl/,
        ],
    };
    for (const [what, [parameter, why]] of Object.entries(hostile))
        it(`is refused when it holds ${what}, and the pins stay as they were`, () => {
            told(good);
            const before = readFileSync(file(), "utf8");
            expect(told(parameter()))
                .to.match(/^refused/m)
                .and.to.match(why);
            expect(readFileSync(file(), "utf8")).to.equal(before);
        });

    it("is pinned beside the one before for ten minutes, and alone after that", () => {
        const next = made("agent", ...leaf);
        told(good, 0);
        told(good, 1000);
        expect(pins()).to.equal(1);
        expect(told(next, 2000)).to.contain('"event": "peer-certificate-changed"').and.to.contain("pinned True");
        expect(pins()).to.equal(2);
        expect(told(next, 2599)).to.contain("pinned False");
        expect(told(next, 2601)).to.contain("pinned True");
        expect(pins()).to.equal(1);
        expect(readFileSync(file(), "utf8")).to.equal(
            execFileSync("openssl", ["x509"], { input: next, encoding: "utf8" }),
        );
    });
});
