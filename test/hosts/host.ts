import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    readlinkSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { HostRole } from "../../hosts/config";
import { renderUserData } from "../../hosts/userData";
import { bucket, parameterName, region } from "./aws/fakeAws";

export interface Run {
    /** Exit code; null when the run was killed. */
    readonly code: number | null;
    readonly output: string;
    readonly milliseconds: number;
}

export interface RunOptions {
    /** Milliseconds, or what to wait for. */
    readonly killAfter?: number | Promise<unknown>;
    readonly killChildren?: boolean;
    readonly fileKb?: number;
    readonly env?: Readonly<Record<string, string>>;
}

/** The commands that Ubuntu's image has and the bootstrap uses. No `aws`, no `curl`. */
const commands = ["bash", "base64", "cat", "gzip", "mkdir", "mv", "sync", "dirname", "grep", "sleep"];

const recorder = `#!/bin/bash
here="$(dirname "$0")"
echo "$*" >>"$here/../systemctl.log"
if [ -e "$here/../systemctl.slow" ]; then sleep 0.03; fi
if [ -e "$here/../systemctl.fail" ] && grep -qxF -- "$*" "$here/../systemctl.fail"; then exit 1; fi
`;

/** A host in a temporary directory: its file system, its PATH, and a systemctl that writes down what it is told. */
export class TestHost {
    readonly directory = mkdtempSync(join(tmpdir(), "host-apply-"));
    readonly root = join(this.directory, "root");
    private readonly bin = join(this.directory, "bin");

    constructor(
        readonly role: HostRole,
        private readonly environment: Readonly<Record<string, string>>,
    ) {
        mkdirSync(this.root);
        mkdirSync(this.bin);
        const python = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], {
            encoding: "utf8",
        }).trim();
        symlinkSync(python, join(this.bin, "python3"));
        for (const name of commands) symlinkSync(which(name), join(this.bin, name));
        writeFileSync(join(this.bin, "systemctl"), recorder, { mode: 0o755 });
    }

    remove(): void {
        rmSync(this.directory, { recursive: true, force: true });
    }

    get env(): Record<string, string> {
        return {
            PATH: this.bin,
            HOST_APPLY_ROOT: this.root,
            HOST_APPLY_WAIT: "0.02,0.2,20",
            HOST_APPLY_SETTLE: "0",
            ...this.environment,
        };
    }

    /** What cloud-init does with a boothook: writes it without its first line to a file and runs that. */
    boot(): void {
        const args = { role: this.role, parameterName: parameterName(this.role), bucket, region };
        const [first, ...rest] = renderUserData(args).split("\n");
        if (first !== "#cloud-boothook") throw new Error(`The first line is ${first}`);
        const file = join(this.directory, "boothook");
        writeFileSync(file, rest.join("\n"));
        chmodSync(file, 0o755);
        execFileSync(file, { env: this.env });
    }

    /** The service's own command line, with the paths of this host. */
    get command(): string[] {
        const unit = this.read("/usr/local/lib/systemd/system/host-apply.service");
        const [python, ...args] = (/^ExecStart=(.*)$/m.exec(unit)?.[1] ?? "").split(" ");
        return [basename(python), ...args.map((arg) => (arg.startsWith("/") ? this.root + arg : arg))];
    }

    /**
     * Runs host-apply once. `killAfter` sends it SIGKILL, and what it has started too if `killChildren`, as
     * systemd does; `fileKb` bounds the size of the files it may write.
     */
    apply(options: RunOptions = {}): Promise<Run> {
        const limited = ["bash", "-c", `ulimit -f ${options.fileKb}; exec "$@"`, "-", ...this.command];
        const [command, ...args] = options.fileKb === undefined ? this.command : limited;
        const began = Date.now();
        const child = spawn(command, args, { env: { ...this.env, ...options.env }, stdio: ["ignore", "pipe", "pipe"] });
        let output = "";
        for (const stream of [child.stdout, child.stderr]) {
            stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
        }
        const kill = () => {
            // Stopped first, so that it sees no child die.
            child.kill("SIGSTOP");
            if (options.killChildren) killIfAlive(childrenOf(child.pid));
            child.kill("SIGKILL");
        };
        const { killAfter } = options;
        const timer = typeof killAfter === "number" ? setTimeout(kill, killAfter) : undefined;
        if (killAfter instanceof Promise) void killAfter.then(kill);
        return new Promise((resolve, reject) => {
            child.once("error", reject);
            // "exit", not "close": an orphaned apply keeps the pipes of a killed run.
            child.once(killAfter === undefined ? "close" : "exit", (code) => {
                clearTimeout(timer);
                resolve({ code, output, milliseconds: Date.now() - began });
            });
        });
    }

    python(code: string): { status: number | null; stderr: string } {
        return spawnSync("python3", ["-ISB", "-c", code], { env: this.env, encoding: "utf8" });
    }

    hasCommand(name: string): boolean {
        return spawnSync("bash", ["-c", `command -v ${name}`], { env: this.env }).status === 0;
    }

    read(path: string): string {
        return readFileSync(this.root + path, "utf8");
    }

    has(path: string): boolean {
        return existsSync(this.root + path);
    }

    async until(condition: () => boolean, what: string): Promise<void> {
        for (let i = 0; i < 1000; i++) {
            if (condition()) return;
            await new Promise((resolve) => setTimeout(resolve, 10));
        }
        throw new Error(`Waited 10 s for ${what}`);
    }

    /** The sha256 of the current release, or undefined. */
    get current(): string | undefined {
        const link = `${this.root}/opt/isolated-openhands/current`;
        return existsSync(link) ? basename(readlinkSync(link)) : undefined;
    }

    /** What systemctl was told since the last time, one line a call; what it was only asked (`show`) is left out. */
    takeSystemctl(): string[] {
        const log = join(this.directory, "systemctl.log");
        const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
        rmSync(log, { force: true });
        return lines.filter((line) => !line.startsWith("show "));
    }

    slowSystemctl(): void {
        writeFileSync(join(this.directory, "systemctl.slow"), "");
    }

    /** Makes systemctl fail when it is told exactly this; undefined: never. */
    failSystemctl(call: string | undefined): void {
        writeFileSync(join(this.directory, "systemctl.fail"), call === undefined ? "" : `${call}\n`);
    }
}

function childrenOf(pid: number | undefined): number[] {
    const found = spawnSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" }).stdout.split("\n");
    return found.map(Number).filter((one) => one > 0);
}

function killIfAlive(pids: readonly number[]): void {
    for (const pid of pids) {
        try {
            process.kill(pid, "SIGKILL");
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
        }
    }
}

function which(name: string): string {
    return execFileSync("bash", ["-c", `type -P ${name}`], { encoding: "utf8" }).trim();
}
