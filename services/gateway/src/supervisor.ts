import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { GatewayConfig } from "./config";
import { socketOf } from "./forwarded";
import { idsOf, listener, listenerUser, missingUsers, userOf } from "./parts";

/** Milliseconds before a part that ended is started anew, doubled each time up to the longest. */
const soonest = 200;
const latest = 5000;
/** Milliseconds that the first parts have to open their sockets. */
const opening = 10_000;

interface Part {
    readonly name: string;
    child?: ChildProcess;
    wait: number;
}

/** Run as root: the listener and each endpoint's process under a user of its own, started anew when one ends. It handles no call. */
export class Supervisor {
    private readonly sockets = mkdtempSync(join(tmpdir(), "gateway-sockets-"));
    private readonly parts = new Map<string, Part>();
    private ending = false;

    constructor(
        private readonly command: readonly string[],
        private readonly file: string,
    ) {
        chmodSync(this.sockets, 0o711);
    }

    async start(config: GatewayConfig): Promise<void> {
        for (const { name } of config.endpoints) this.add(name);
        const there = (): boolean => config.endpoints.every(({ name }) => existsSync(socketOf(this.sockets, name)));
        for (const started = Date.now(); !there() && Date.now() - started < opening;) await sleep(50);
        this.add(listener);
    }

    /** Each part reads the file itself; endpoints that are new or gone are started and ended here. @returns why not */
    reload(config: GatewayConfig): string[] {
        const missing = missingUsers(config);
        if (missing.length > 0) return [`the users ${missing.join(", ")} are not there`];
        const names = config.endpoints.map(({ name }) => name);
        for (const name of names.filter((name) => !this.parts.has(name))) this.add(name);
        for (const { child } of this.parts.values()) child?.kill("SIGHUP");
        for (const [name, { child }] of this.parts) {
            if (name === listener || names.includes(name)) continue;
            this.parts.delete(name);
            child?.kill("SIGTERM");
        }
        return [];
    }

    /** The listener ends what runs; then nobody needs the others. */
    async end(): Promise<void> {
        this.ending = true;
        const children = [...this.parts.values()].map(({ child }) => child);
        for (const child of [this.parts.get(listener)?.child, ...children]) {
            if (!child || child.exitCode !== null || child.signalCode !== null) continue;
            const ended = new Promise((done) => child.once("exit", done));
            child.kill("SIGTERM");
            await ended;
        }
        rmSync(this.sockets, { recursive: true, force: true });
    }

    private add(name: string): void {
        const part: Part = { name, wait: soonest };
        this.parts.set(name, part);
        this.run(part);
    }

    private run(part: Part): void {
        const { name } = part;
        const { uid, gid } = idsOf(name === listener ? listenerUser : userOf(name))!;
        if (name !== listener) this.folder(name, uid);
        const [program, ...first] = this.command;
        const options = ["--config", this.file, "--part", name, "--sockets", this.sockets];
        const child = spawn(program!, [...first, ...options], { uid, gid, stdio: ["ignore", "inherit", "inherit"] });
        part.child = child;
        child.once("error", ({ message }) => console.error(`gateway: ${name}: ${message}`));
        const started = Date.now();
        child.once("exit", (code, signal) => {
            if (this.ending || this.parts.get(name) !== part) return;
            part.wait = Date.now() - started > latest * 2 ? soonest : Math.min(part.wait * 2, latest);
            console.error(`gateway: ${name} ended (${signal ?? code}); it is started anew in ${part.wait} ms`);
            setTimeout(() => this.ending || this.parts.get(name) !== part || this.run(part), part.wait);
        });
    }

    /** Its process makes the socket there, and the listener's group may open it. */
    private folder(name: string, uid: number): void {
        const folder = join(this.sockets, name);
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder);
        chownSync(folder, uid, idsOf(listenerUser)!.gid);
        chmodSync(folder, 0o2750);
    }
}

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
