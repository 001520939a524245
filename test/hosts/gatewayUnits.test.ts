import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Places, unitsOf } from "../../hosts/pieces/gatewayUnits";

const places: Places = {
    command: [process.execPath, "--max-semi-space-size=4", "/usr/local/lib/gateway/main.js"],
    config: "/run/gateway-file/config.json",
    prepare: ["/usr/bin/python3 /usr/local/lib/prepare.py"],
    logs: "gateway",
    callers: ["127.0.0.0/8", "10.0.1.0/24"],
    endpoints: ["claude", "bedrock"],
    fetcher: { command: [process.execPath, "/usr/local/lib/gateway/keys.js"], config: "/etc/gateway/keys.json" },
};
const units = unitsOf(places);
const services = Object.keys(units).filter((name) => name.endsWith(".service"));

/** Systemd's own word on the units of a folder. */
function analyze(
    changed: Readonly<Record<string, string>>,
    ...words: string[]
): { status: number | null; said: string } {
    const folder = mkdtempSync(join(tmpdir(), "gateway-units-"));
    try {
        for (const [name, text] of Object.entries(changed)) writeFileSync(join(folder, name), text);
        const paths = Object.keys(changed).map((name) => join(folder, name));
        const { status, stdout, stderr, error } = spawnSync("systemd-analyze", [...words, ...paths], {
            encoding: "utf8",
        });
        if (error) throw error;
        return { status, said: `${stdout}${stderr}` };
    } finally {
        rmSync(folder, { recursive: true });
    }
}
const without = (text: string, setting: string): string => text.replace(new RegExp(`^${setting}=.*\n`, "m"), "");
/** Of 10 the worst; what a service of systemd that is not hardened has is 9.6. */
const security = (name: string, text = units[name]!) =>
    analyze({ [name]: text }, "security", "--offline=true", "--no-pager", "--threshold=20");

describe("the gateway's units", () => {
    it("are read by systemd-analyze verify without a word, and a word that it does not know is found", () => {
        expect(analyze(units, "verify", "--man=no")).to.deep.equal({ status: 0, said: "" });
        const wrong = {
            ...units,
            "gateway.service": units["gateway.service"]!.replace("NoNewPrivileges", "NoNewPrivilege"),
        };
        expect(analyze(wrong, "verify", "--man=no").said).to.contain("NoNewPrivilege");
    });

    for (const name of services) {
        it(`leave ${name} exposed to at most 2 of 10, as systemd-analyze security counts`, () => {
            const { status, said } = security(name);
            expect(status, said).to.equal(0);
        });
    }

    it("are more exposed without each of what bounds them", () => {
        const name = "gateway.service";
        const level = (text: string): number => Number(/level for \S+: ([\d.]+)/.exec(security(name, text).said)?.[1]);
        const whole = level(units[name]!);
        for (const setting of [
            "NoNewPrivileges",
            "CapabilityBoundingSet",
            "SystemCallFilter",
            "ProtectSystem",
            "User",
            "IPAddressDeny",
            "PrivateDevices",
        ])
            expect(level(without(units[name]!, setting)), setting).to.be.above(whole);
    });

    it("give each process its own user, the keys to their endpoints, and the sockets to the listener's group", () => {
        const users = services.map((name) => /^User=(.*)$/m.exec(units[name]!)![1]);
        expect(users).to.deep.equal(["gateway", "gateway-claude", "gateway-bedrock", "gateway-keys"]);
        const folders = units["gateway-keys.service"]!.match(/^ExecStartPre=.*$/gm);
        const made = (name: string) =>
            `ExecStartPre=+/usr/bin/install -d -m 2750 -o gateway-keys -g gateway-${name} /run/gateway-keys/${name}`;
        expect(folders).to.deep.equal(["claude", "bedrock"].map(made));
        expect(units["gateway-claude.socket"]).to.contain("SocketGroup=gateway\nSocketMode=0660\n");
    });
});
