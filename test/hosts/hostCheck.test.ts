import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import type { Control } from "../../hosts/pieces/hostCheck";
import { type HostConfig, renderHost } from "../../hosts/render";
import { agentConfig, edgeConfig, verifierConfig } from "./configs";

const program = join(__dirname, "../../hosts/common/host/host_check.py");
const list = "etc/isolated-openhands/host-check.json";

interface Row {
    readonly id: string;
    readonly faults: Readonly<Record<string, string>>;
    readonly void: string | null;
}

describe("host-check", () => {
    let root: string;

    beforeEach(() => {
        root = mkdtempSync(join(tmpdir(), "host-check-"));
    });

    afterEach(() => rmSync(root, { recursive: true }));

    /** The rendered files of a host below `root`. */
    function install(config: HostConfig): readonly Control[] {
        for (const { path, content } of renderHost(config)) {
            if (!path.startsWith("root/")) continue;
            const target = join(root, path.slice("root/".length));
            mkdirSync(dirname(target), { recursive: true });
            writeFileSync(target, content);
        }
        return (JSON.parse(readFileSync(join(root, list), "utf8")) as { controls: Control[] }).controls;
    }

    function run(controls: readonly Control[]): { status: number; rows: readonly Row[] } {
        writeFileSync(join(root, list), JSON.stringify({ controls }));
        const env = { ...process.env, HOST_APPLY_ROOT: root };
        const { status, stdout } = spawnSync(program, ["--json"], { encoding: "utf8", env });
        return { status: status!, rows: (JSON.parse(stdout) as { controls: Row[] }).controls };
    }

    for (const config of [edgeConfig, agentConfig, verifierConfig]) {
        it(`looks at file and state of each control of the ${config.role}'s host, by something that must or must not be there`, () => {
            const controls = install(config);
            expect(new Set(controls.map(({ id }) => id)).size).to.equal(controls.length);
            for (const { id, configured, active } of controls)
                for (const look of [configured, active])
                    expect((look.has ?? []).length + (look.not ?? []).length, id).to.be.greaterThan(0);
        });

        it(`finds each control of the ${config.role}'s host configured in the files that are rendered, and none in empty ones`, () => {
            const inFiles = install(config)
                .filter(({ configured }) => "file" in configured)
                .map(({ id, configured }) => ({ id, configured, active: configured }));
            expect(inFiles.length).to.be.greaterThan(20);
            expect(run(inFiles).rows.filter(({ faults }) => Object.keys(faults).length > 0)).to.deep.equal([]);
            const held = inFiles.filter(({ configured }) => (configured.has ?? []).length > 0);
            for (const { configured } of held)
                writeFileSync(join(root, "file" in configured ? configured.file : ""), "");
            const { status, rows } = run(held);
            expect(status).to.equal(1);
            expect(rows.filter(({ faults }) => faults.configured === undefined)).to.deep.equal([]);
        });
    }

    it("finds what listens beside the planned ports, and nothing in the planned ones and those of the loopback", () => {
        const control = install(agentConfig).find(({ id }) => id === "only-planned-ports-listen")!;
        const ss = (...lines: string[]) => {
            const one: Control = {
                ...control,
                active: { ...control.active, command: ["printf", "%s\n", ...lines] } as never,
            };
            return run([one]).rows[0].faults.active;
        };
        const planned = [
            "tcp   LISTEN 0      4096      10.0.1.10:3000      0.0.0.0:*",
            "tcp   LISTEN 0      4096     172.30.0.1:4000      0.0.0.0:*",
            "udp   UNCONN 0      0     127.0.0.53%lo:53        0.0.0.0:*",
            "udp   UNCONN 0      0    10.0.1.10%eth0:68        0.0.0.0:*",
            "udp   UNCONN 0      0             [::1]:323          [::]:*",
        ];
        expect(ss(...planned)).to.equal(undefined);
        for (const line of [
            "tcp   LISTEN 0      128         0.0.0.0:22        0.0.0.0:*",
            "tcp   LISTEN 0      128            [::]:8080         [::]:*",
            "udp   UNCONN 0      0           0.0.0.0:3000      0.0.0.0:*",
            "tcp   LISTEN 0      128       10.0.1.10:30000     0.0.0.0:*",
        ])
            expect(ss(...planned, line), line).to.include("is found");
    });

    it("says what is not as it should be, and why a control does not count on this kind of machine", () => {
        const look = (has: string) => ({ command: ["echo", "state: good"], has: [has] });
        const controls: Control[] = [
            { id: "good", configured: look("good"), active: look("^state: good$") },
            { id: "bad", configured: look("good"), active: look("bad") },
            { id: "no-program", configured: look("good"), active: { command: ["/no/such/program"], has: ["x"] } },
            {
                id: "not-here",
                configured: look("good"),
                active: look("bad"),
                unless: { command: ["true"], why: "this is a test" },
            },
        ];
        mkdirSync(join(root, dirname(list)), { recursive: true });
        const { status, rows } = run(controls);
        expect(status).to.equal(1);
        expect(rows.map(({ id, faults }) => `${id} ${Object.keys(faults).join()}`)).to.deep.equal([
            "good ",
            "bad active",
            "no-program active",
            "not-here ",
        ]);
        const env = { ...process.env, HOST_APPLY_ROOT: root };
        const printed = spawnSync(program, [], { encoding: "utf8", env }).stdout;
        expect(printed).to.match(/^FAIL {2}bad +configured yes, active NO$/m);
        expect(printed).to.match(/not-here +configured yes, not here: this is a test$/m);
        expect(printed).to.include("2 of 4 controls are as they should be");
        expect(execFileSync(program, ["good"], { encoding: "utf8", env })).to.include("1 of 1");
    });
});
