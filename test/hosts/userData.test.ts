import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { maxUserDataBytes, renderUserData, type UserDataArgs } from "../../hosts/userData";
import { TestHost } from "./host";

const args: UserDataArgs = {
    role: "edge",
    parameterName: "/isolated-openhands/prod/hosts/edge",
    bucket: "isolated-openhands-release-111122223333",
    region: "us-east-1",
};
const bootstrap = join(__dirname, "..", "..", "hosts", "bootstrap");

/** True when the tool is on this machine; a machine without it shows the test as pending, with the package's name. */
const has = (tool: string) => spawnSync("bash", ["-c", `type -P ${tool}`]).status === 0;

describe("user data", () => {
    it("fits into EC2's 16,384 bytes, with the longest names that AWS allows", () => {
        const text = renderUserData(args);
        const longest = renderUserData({
            ...args,
            parameterName: `/${"p".repeat(1010)}`,
            bucket: "b".repeat(63),
            region: "ap-southeast-1",
        });
        const sizes = [text, longest].map((one) => Buffer.byteLength(one));
        console.log(
            `      user data: ${sizes[0]} bytes, margin ${maxUserDataBytes - sizes[0]}; with the longest names ${sizes[1]}`,
        );
        expect(Math.max(...sizes)).to.be.lessThan(maxUserDataBytes - 1024);
    });

    // User data of a running host changes only by stopping it. If this fails, ship the change in the bundle (hosts/README.md)
    // or, knowing that every deployed host will be stopped and started, write the new hash here.
    it("has not changed since the last release", () => {
        const hash = createHash("sha256").update(renderUserData(args)).digest("hex");
        expect(hash).to.equal("d35a821100a4a50446c7e621774c1e1680be26b732466470f2099f12d7ce69c3");
    });

    it("depends on where to look and on nothing else", () => {
        expect(renderUserData({ ...args })).to.equal(renderUserData(args));
        const line = (text: string) => text.split("\n").filter((one) => one.startsWith('{"role"'));
        const other: UserDataArgs = {
            role: "agent",
            parameterName: "/other",
            bucket: "other-bucket",
            region: "eu-west-1",
        };
        const [a, b] = [renderUserData(args), renderUserData(other)];
        expect(a.replace(line(a)[0], "")).to.equal(b.replace(line(b)[0], ""));
        const config = {
            role: "agent",
            parameter: "/other",
            bucket: "other-bucket",
            region: "eu-west-1",
            dnsSuffix: "amazonaws.com",
        };
        expect(line(b).map((one) => JSON.parse(one))).to.deep.equal([config]);
        expect(renderUserData({ ...args, partition: "aws-cn" })).to.contain('"dnsSuffix":"amazonaws.com.cn"');
    });

    it("installs the bootstrap as it is in the repository, on every boot, and starts its timer", () => {
        const host = new TestHost("edge", {});
        try {
            for (const boot of ["first", "second"]) {
                host.boot();
                expect(host.read("/usr/local/lib/isolated-openhands/host_apply.py"), boot).to.equal(
                    read("host_apply.py"),
                );
                for (const unit of ["host-apply.service", "host-apply.timer"]) {
                    expect(host.read(`/usr/local/lib/systemd/system/${unit}`)).to.equal(read(unit));
                }
                const started = "start --no-block host-apply.timer";
                expect(host.takeSystemctl()).to.deep.equal(["daemon-reload", "enable host-apply.timer", started]);
                writeFileSync(`${host.root}/usr/local/lib/isolated-openhands/host_apply.py`, "spoiled");
            }
        } finally {
            host.remove();
        }
    });

    const wrong: readonly [keyof UserDataArgs, string][] = [
        ["role", "edge'; rm -rf /"],
        ["parameterName", "no-slash"],
        ["parameterName", "/a\nEND\nrm -rf /"],
        ["bucket", "with.dots"],
        ["bucket", "Upper"],
        ["region", "us-east-1.evil.example"],
    ];
    for (const [name, value] of wrong) {
        it(`refuses ${name} ${JSON.stringify(value)}`, () => {
            expect(() => renderUserData({ ...args, [name]: value })).to.throw(`User data: ${name} "`);
        });
    }

    it("is clean shell", function () {
        const script = renderUserData(args).split("\n").slice(1).join("\n");
        execFileSync("bash", ["-n"], { input: script });
        if (!has("shellcheck")) this.skip();
        const { status, stdout } = spawnSync("shellcheck", ["-"], { input: script, encoding: "utf8" });
        expect(status, stdout).to.equal(0);
    });

    it("installs units that systemd takes", function () {
        if (!has("systemd-analyze")) this.skip();
        const host = new TestHost("edge", {});
        try {
            host.boot();
            const units = ["host-apply.service", "host-apply.timer"].map(
                (unit) => `${host.root}/usr/local/lib/systemd/system/${unit}`,
            );
            const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", ...units], {
                encoding: "utf8",
            });
            expect(stderr.split("\n").filter((one) => one.includes("host-apply"))).to.deep.equal([]);
            expect(status, stderr).to.equal(0);
        } finally {
            host.remove();
        }
    });
});

function read(name: string): string {
    return readFileSync(join(bootstrap, name), "utf8");
}
