import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { FakeAws, parameterName } from "./aws/fakeAws";
import { TestHost, type RunOptions } from "./host";
import { bundleFiles, point, publish, publishArchive, tarGz, type Entry } from "./release";

const apply: Entry = { name: "apply", mode: 0o755, content: '#!/bin/sh\necho applied >"$HOST_APPLY_ROOT/harm"\n' };
const other = "b".repeat(64);

describe("host-apply: refuses what it must not use", () => {
    let aws: FakeAws;
    let host: TestHost;
    let good: string;

    before(async () => {
        aws = await FakeAws.start();
        host = new TestHost("edge", aws.environment);
        host.boot();
        good = publish(aws, bundleFiles({ "/etc/a.conf": "good" }));
        const run = await host.apply();
        expect(run.code, run.output).to.equal(0);
    });

    after(async () => {
        host.remove();
        await aws.stop();
    });

    /** Refused once and for this run, with that message, and nothing on the host has changed. */
    async function refused(message: string | RegExp, options: RunOptions = {}): Promise<void> {
        const run = await host.apply(options);
        expect(run.output).to.match(message instanceof RegExp ? message : new RegExp(escape(message)));
        expect(run.output).not.to.contain("Traceback");
        expect(run.code, run.output).to.equal(1);
        expect(host.current).to.equal(good);
        expect(host.read("/etc/a.conf")).to.equal("good");
        expect(host.has("/harm")).to.equal(false);
        expect(readdirSync(`${host.root}/opt/isolated-openhands/releases`)).to.deep.equal([good]);
        expect(existsSync(`${host.root}/opt/isolated-openhands/pending`)).to.equal(false);
    }

    const parameters: Readonly<Record<string, string>> = {
        "no JSON": "{",
        "no object": "[]",
        "a number": "7",
        null: "null",
        "nothing in it": "{}",
        "no hash": '{"key": "host/edge/x.tar.gz"}',
        "a hash that is no string": '{"key": "k", "sha256": 7}',
        "a short hash": '{"key": "host/edge/abc.tar.gz", "sha256": "abc"}',
        "a hash with a line after it": JSON.stringify({ key: `host/edge/${other}\n.tar.gz`, sha256: `${other}\n` }),
        "an upper-case hash": JSON.stringify({ key: `host/edge/${"B".repeat(64)}.tar.gz`, sha256: "B".repeat(64) }),
        "another host's bundle": JSON.stringify({ key: `host/agent/${other}.tar.gz`, sha256: other }),
        "a key that climbs": JSON.stringify({ key: `host/edge/../agent/${other}.tar.gz`, sha256: other }),
        "a key that is not the hash's": JSON.stringify({ key: `host/edge/${"c".repeat(64)}.tar.gz`, sha256: other }),
        "nesting without end": "[".repeat(4000),
        "a number without end": `{"sha256": ${"9".repeat(5000)}}`,
    };
    for (const [name, value] of Object.entries(parameters)) {
        it(`refuses a parameter with ${name}`, async () => {
            aws.parameters.set(parameterName("edge"), value);
            aws.requests.length = 0;
            await refused(`refused: parameter ${parameterName("edge")} must hold {"key": "host/edge/<sha256>.tar.gz"`);
            expect(aws.requests.some((line) => line.startsWith("s3"))).to.equal(false);
        });
    }

    it("refuses another object than the parameter names, and says both hashes", async () => {
        const archive = await tarGz([apply]);
        aws.objects.set(`host/edge/${other}.tar.gz`, archive);
        point(aws, other);
        const actual = createHash("sha256").update(archive).digest("hex");
        await refused(
            `object host/edge/${other}.tar.gz has sha256 ${actual}, the parameter says ${other}; nothing was applied`,
        );
    });

    it("refuses an object larger than 16 MiB, without reading it", async () => {
        publishArchive(aws, randomBytes(16 * 1024 * 1024 + 1));
        await refused(/has 16777217 bytes, the limit is 16777216/);
    });

    it("refuses an object without a length that never ends", async () => {
        aws.objects.set(`host/edge/${other}.tar.gz`, (response) => {
            const block = Buffer.alloc(1 << 20);
            const more = () => void (response.destroyed || response.write(block, more));
            response.on("error", () => {});
            more();
        });
        point(aws, other);
        await refused(/has more than 16777216 bytes/);
    });

    const hostile: Readonly<Record<string, { entries: Entry[]; message: string | RegExp }>> = {
        "an absolute path": { entries: [apply, { name: "/etc/evil" }], message: "'/etc/evil': the path is not inside" },
        "a path that climbs": { entries: [apply, { name: "../evil" }], message: "'../evil': the path is not inside" },
        "a path that climbs later": { entries: [apply, { name: "a/../../evil" }], message: "the path is not inside" },
        "the archive itself": { entries: [apply, { name: ".", type: "directory" }], message: "the path is not inside" },
        "a symbolic link": {
            entries: [apply, { name: "a", type: "symlink", linkname: "/etc" }],
            message: "'a': neither a",
        },
        "a file through a link": {
            entries: [{ name: "a", type: "symlink", linkname: "/etc" }, { name: "a/evil" }, apply],
            message: "'a': neither a regular file nor a directory",
        },
        "a hard link": {
            entries: [apply, { name: "a", type: "link", linkname: "apply" }],
            message: "'a': neither a regular",
        },
        "a character device": {
            entries: [apply, { name: "a", type: "character-device" }],
            message: "'a': neither a regular",
        },
        "a block device": { entries: [apply, { name: "a", type: "block-device" }], message: "'a': neither a regular" },
        "a pipe": { entries: [apply, { name: "a", type: "fifo" }], message: "'a': neither a regular" },
        "a set-uid file": {
            entries: [apply, { name: "a", mode: 0o4755 }],
            message: "mode 4755 is writable by others or special",
        },
        "a file for all to write": {
            entries: [apply, { name: "a", mode: 0o666 }],
            message: "mode 666 is writable by others",
        },
        "a file twice": { entries: [apply, apply], message: /failed: .*File exists/ },
        "a file below a file": {
            entries: [apply, { name: "apply/a" }],
            message: /failed: .*(Not a directory|File exists)/,
        },
        "no apply": { entries: [{ name: "a" }], message: 'refused: the archive has no file "apply"' },
        "too many files": {
            entries: [apply, ...Array.from({ length: 5000 }, (_, i) => ({ name: `d/${i}`, mode: 0o644 }))],
            message: "more than 5000 members",
        },
    };
    for (const [name, { entries, message }] of Object.entries(hostile)) {
        it(`refuses an archive with ${name}`, async () => {
            publishArchive(aws, await tarGz(entries));
            await refused(message);
        });
    }

    it("refuses an archive that unpacks to more than 64 MiB", async () => {
        publishArchive(aws, await tarGz([apply, { name: "a", mode: 0o644, content: Buffer.alloc(65 << 20) }]));
        await refused(/unpacks to more than 67108864 bytes/);
    });

    it("refuses what is no archive, and an archive that is cut off", async () => {
        publishArchive(aws, Buffer.from("not gzip"));
        await refused("the archive cannot be read");
        publishArchive(aws, gzipSync("not tar"));
        await refused("the archive cannot be read");
        const whole = await tarGz([apply]);
        publishArchive(aws, whole.subarray(0, whole.length - 20));
        await refused("the archive is cut off");
    });

    it("survives a disk that takes no more: says so, leaves nothing behind, and recovers", async () => {
        const files = bundleFiles({ "/etc/a.conf": "good", "/etc/large": randomBytes(300_000).toString("hex") });
        const sha256 = publish(aws, files);
        await refused(/failed: \[Errno \d+\] (File too large|No space left)/, { fileKb: 128 });
        expect((await host.apply()).code).to.equal(0);
        expect(host.current).to.equal(sha256);
    });
});

function escape(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
