import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { docker } from "./docker";

/**
 * A Docker engine with a folder of its own for everything that it keeps, no bridge, and no rule in the machine's firewall:
 * containers have the host's network or none. From `start` to `stop` it is the one that DOCKER_HOST names.
 */
export class Engine {
    private readonly before = process.env.DOCKER_HOST;

    private constructor(
        private readonly directory: string,
        private readonly daemon: ChildProcess,
    ) {}

    static async start(): Promise<Engine> {
        if (process.getuid?.() !== 0) throw new Error("dockerd needs root: run this stage as root");
        const directory = mkdtempSync(join(tmpdir(), "dockerd-"));
        const engine = new Engine(directory, startDaemon(directory));
        process.env.DOCKER_HOST = `unix://${join(directory, "socket")}`;
        try {
            await engine.answers();
            return engine;
        } catch (error) {
            await engine.stop();
            throw error;
        }
    }

    private async answers(): Promise<void> {
        for (let tries = 0; tries < 150 && this.daemon.exitCode === null; tries++) {
            try {
                docker("version");
                return;
            } catch {
                await sleep(200);
            }
        }
        throw new Error(`dockerd does not answer:\n${readFileSync(join(this.directory, "log"), "utf8").slice(-2000)}`);
    }

    /** Stops the daemon, which ends its containers, and removes all it kept. */
    async stop(): Promise<void> {
        process.env.DOCKER_HOST = this.before;
        if (this.before === undefined) delete process.env.DOCKER_HOST;
        if (this.daemon.exitCode === null) {
            const gone = once(this.daemon, "exit");
            this.daemon.kill("SIGTERM");
            const timer = setTimeout(() => process.kill(-this.daemon.pid!, "SIGKILL"), 20_000);
            await gone;
            clearTimeout(timer);
        }
        for (const mount of mountsBelow(this.directory)) execFileSync("umount", ["--lazy", mount]);
        rmSync(this.directory, { recursive: true, force: true });
    }
}

function startDaemon(directory: string): ChildProcess {
    const log = openSync(join(directory, "log"), "w");
    const args = [
        `--host=unix://${join(directory, "socket")}`,
        `--data-root=${join(directory, "data")}`,
        `--exec-root=${join(directory, "exec")}`,
        `--pidfile=${join(directory, "pid")}`,
        // Where this machine runs containerd already, dockerd takes that one.
        `--containerd-namespace=verifier-${process.pid}`,
        ...["--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false"],
    ];
    // The daemon ends, and its containers with it, when the tests are killed. The kernel tells of the death of each thread of the parent,
    // and at a third SIGTERM dockerd would leave its containers behind: the shell hands one on.
    const oneSignal = `trap 'trap "" TERM; kill $!' TERM; "$@" & wait $!; wait $!`;
    const command = ["--pdeathsig=TERM", "sh", "-c", oneSignal, "sh", "dockerd", ...args];
    return spawn("setpriv", command, { stdio: ["ignore", log, log], detached: true });
}

/** The last mounted first. */
function mountsBelow(directory: string): string[] {
    return readFileSync("/proc/mounts", "utf8")
        .split("\n")
        .map((line) => line.split(" ")[1] ?? "")
        .filter((mount) => mount.startsWith(`${directory}/`))
        .reverse();
}
