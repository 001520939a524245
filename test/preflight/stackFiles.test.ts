import { createCipheriv, pbkdf2Sync, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readStackFiles, stacksOf } from "../../preflight/stackFiles";

describe("stack files", () => {
    let folder: string;
    const write = (name: string, ...lines: string[]) => writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "stack-files-"));
        write("Pulumi.yaml", "name: p", "config:", "  size: { type: integer, default: 3 }", "  kind: { type: string }");
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    it("are found by name", () => {
        write("Pulumi.prod.yaml", "config: {}");
        write("Pulumi.a.b.yaml", "config: {}");
        expect(stacksOf(folder)).to.deep.equal(["a.b", "prod"]);
    });

    it("become configuration as the CLI hands it over: defaults, text as it is, the rest as JSON", () => {
        write(
            "Pulumi.dev.yaml",
            "config:",
            "  aws:region: us-east-1",
            "  p:list: [a, 1]",
            "  p:flag: true",
            '  p:text: "03:00"',
        );
        const { project, stack, config, secretKeys } = readStackFiles(folder, "dev");
        expect({ project, stack, secretKeys }).to.deep.equal({ project: "p", stack: "dev", secretKeys: [] });
        expect(config).to.deep.equal({
            "aws:region": "us-east-1",
            "p:flag": "true",
            "p:list": '["a",1]',
            "p:size": "3",
            "p:text": "03:00",
        });
    });

    it("win over the project's defaults", () => {
        write("Pulumi.dev.yaml", "config:", "  p:size: 4");
        expect(readStackFiles(folder, "dev").config).to.deep.equal({ "p:size": "4" });
    });

    it("hold secrets that stay secret", () => {
        write("Pulumi.dev.yaml", "config:", "  p:token: { secure: v1:abc:def }");
        const { config, secretKeys } = readStackFiles(folder, "dev");
        expect(secretKeys).to.deep.equal(["p:token"]);
        expect(config["p:token"]).to.not.include("v1:abc");
    });

    describe("with encrypted values", () => {
        const salt = randomBytes(8);
        const key = pbkdf2Sync("correct horse", salt, 1_000_000, 32, "sha256");
        /** As the CLI's passphrase provider writes it. */
        const sealed = (text: string) => {
            const nonce = randomBytes(12);
            const cipher = createCipheriv("aes-256-gcm", key, nonce);
            const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
            return `v1:${nonce.toString("base64")}:${body.toString("base64")}`;
        };
        const written = () => {
            write(
                "Pulumi.dev.yaml",
                `encryptionsalt: v1:${salt.toString("base64")}:${sealed("pulumi")}`,
                "config:",
                `  p:token: { secure: ${sealed("hunter2")} }`,
                "  p:access:",
                "    users:",
                `      - { name: { secure: ${sealed("alice")} } }`,
                "      - { name: bob }",
            );
        };
        const withPassphrase = <T>(environment: Record<string, string>, action: () => T): T => {
            const before = { ...process.env };
            delete process.env.PULUMI_CONFIG_PASSPHRASE;
            Object.assign(process.env, environment);
            try {
                return action();
            } finally {
                process.env = before;
            }
        };

        it("are read at any depth with the stack's passphrase, by itself or in a file", () => {
            written();
            writeFileSync(join(folder, "passphrase"), "correct horse\n");
            const ways: readonly Record<string, string>[] = [
                { PULUMI_CONFIG_PASSPHRASE: "correct horse" },
                { PULUMI_CONFIG_PASSPHRASE_FILE: join(folder, "passphrase") },
            ];
            for (const environment of ways) {
                const { config, secretKeys } = withPassphrase(environment, () => readStackFiles(folder, "dev"));
                expect(secretKeys).to.deep.equal(["p:token", "p:access"]);
                expect(config["p:token"]).to.equal("hunter2");
                expect(JSON.parse(config["p:access"])).to.deep.equal({ users: [{ name: "alice" }, { name: "bob" }] });
            }
        });

        it("are marked at any depth without it, and refused with another", () => {
            written();
            const { config } = withPassphrase({}, () => readStackFiles(folder, "dev"));
            expect(config["p:token"]).to.equal("[encrypted in the stack file]");
            const { users } = JSON.parse(config["p:access"]) as { users: unknown };
            expect(users).to.deep.equal([{ name: "[encrypted in the stack file]" }, { name: "bob" }]);
            expect(() =>
                withPassphrase({ PULUMI_CONFIG_PASSPHRASE: "another" }, () => readStackFiles(folder, "dev")),
            ).to.throw("Pulumi.dev.yaml: PULUMI_CONFIG_PASSPHRASE is not the passphrase");
        });
    });

    it("that are not there, or cannot be read, are named", () => {
        write("Pulumi.prod.yaml", "config: {}");
        expect(() => readStackFiles(folder, "qa")).to.throw(
            "no stack qa: Pulumi.qa.yaml is not there; the stacks are prod",
        );
        write("Pulumi.bad.yaml", "config: [");
        expect(() => readStackFiles(folder, "bad")).to.throw("Pulumi.bad.yaml cannot be read: ");
    });

    for (const content of ["- a", "hello", "config: [1]", "config: hi"]) {
        it(`that are no map are refused: ${content}`, () => {
            write("Pulumi.dev.yaml", content);
            expect(() => readStackFiles(folder, "dev")).to.throw(/Pulumi\.dev\.yaml is not a map: write config:/);
        });
    }

    it("with a key beside config that nothing reads are refused, with the one that was meant", () => {
        writeFileSync(join(folder, "Pulumi.typo.yaml"), "cofnig:\n  aws:region: us-east-1\n");
        expect(() => readStackFiles(folder, "typo")).to.throw(
            "Pulumi.typo.yaml has cofnig, which nothing reads: did you mean config?",
        );
        writeFileSync(
            join(folder, "Pulumi.typo.yaml"),
            "secretsprovider: passphrase\nencryptionsalt: v1:x\nconfig: {}\n",
        );
        expect(readStackFiles(folder, "typo").config).to.be.an("object");
        rmSync(join(folder, "Pulumi.typo.yaml"));
    });
});
