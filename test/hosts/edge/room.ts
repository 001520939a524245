import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Piece } from "../../../hosts/piece";
import { serviceOf } from "./unit";

/** Folders that a room has a layer of its own over: what is written there is gone with the room. */
const layered = ["/etc", "/usr/local", "/var"];

/** So many networks of sixteen addresses are in 198.18.0.0/15. */
const networks = 8192;

/** A network of sixteen addresses in 198.18.0.0/15, which is for tests (RFC 2544): rooms of other processes have others. */
function cableOf(index: number) {
    const address = (last: number) => {
        const offset = index * 16 + last;
        return `198.${18 + (offset >> 16)}.${(offset >> 8) & 255}.${offset & 255}`;
    };
    return { cable: `room${index}`, own: address(2), clients: [1, 9, 10, 11].map(address) };
}

/** Lays the cable of the first network that no other room has: making the device is what takes it. */
function connected(pid: number) {
    for (let index = process.pid % networks; ; index = (index + 1) % networks) {
        const found = cableOf(index);
        try {
            execFileSync(
                "ip",
                ["link", "add", found.cable, "type", "veth", "peer", "name", "eth0", "netns", String(pid)],
                { stdio: "pipe" },
            );
            execFileSync("ip", ["link", "set", found.cable, "up"]);
            return found;
        } catch (error) {
            if (!/File exists/.test(String((error as { stderr?: Buffer }).stderr))) throw error;
        }
    }
}

const opened = (supervisor: ChildProcess) =>
    new Promise<void>((settle, fail) => {
        supervisor.stdout!.once("data", () => settle());
        supervisor.once("error", fail);
        supervisor.once("exit", (code) => fail(new Error(`The room did not open: unshare ended with ${code}.`)));
    });

/**
 * A place for real daemons and real accounts: own mounts, processes and network, over this machine's programs. Nothing outside it changes,
 * and everything in it ends with it. Needs root.
 */
export class Room {
    private constructor(
        private readonly folder: string,
        private readonly supervisor: ChildProcess,
        private readonly pid: number,
        private readonly cable: string,
        /** The room's own address, and of this machine on the cable between them. */
        readonly address: string,
        readonly clients: readonly string[],
    ) {}

    static async open(): Promise<Room> {
        const folder = mkdtempSync(join(tmpdir(), "edge-room-"));
        const layers = layered.map((path) => {
            const [upper, work] = ["upper", "work"].map((kind) => join(folder, kind, path));
            for (const one of [upper!, work!]) mkdirSync(one, { recursive: true });
            return `mount -t overlay room -o lowerdir=${path},upperdir=${upper},workdir=${work} ${path}`;
        });
        const script = [
            ...layers,
            "mount -t tmpfs room /run",
            "mount -t proc proc /proc",
            "ip link set lo up",
            "echo READY",
            "exec sleep infinity",
        ];
        const supervisor = spawn(
            "unshare",
            ["--mount", "--net", "--pid", "--fork", "--kill-child", "--", "sh", "-ec", script.join("\n")],
            { stdio: ["ignore", "pipe", "inherit"] },
        );
        try {
            await opened(supervisor);
            const pid = Number(readFileSync(`/proc/${supervisor.pid}/task/${supervisor.pid}/children`, "utf8").trim());
            const { cable, own, clients } = connected(pid);
            const room = new Room(folder, supervisor, pid, cable, own, clients);
            for (const one of clients) execFileSync("ip", ["addr", "add", `${one}/28`, "dev", cable]);
            room.run("sh", ["-ec", `ip addr add ${own}/28 dev eth0; ip link set eth0 up`]);
            return room;
        } catch (error) {
            // Its cable, if there is one already, goes with its network.
            supervisor.kill("SIGKILL");
            rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
            throw error;
        }
    }

    private enter(command: string, args: readonly string[]): [string, string[]] {
        return ["nsenter", ["-t", String(this.pid), "-m", "-n", "-p", "--", command, ...args]];
    }

    /** @throws Error with what the command wrote, when it fails */
    run(command: string, args: readonly string[] = [], input = ""): string {
        return execFileSync(...this.enter(command, args), { input, encoding: "utf8", timeout: 300_000, stdio: "pipe" });
    }

    spawn(command: string, args: readonly string[]): ChildProcess {
        return spawn(...this.enter(command, args), { stdio: ["ignore", "pipe", "pipe"] });
    }

    /** The file as the room sees it. */
    path(path: string): string {
        return `/proc/${this.pid}/root${path}`;
    }

    write(path: string, content: string | Buffer, mode = 0o644): void {
        mkdirSync(dirname(this.path(path)), { recursive: true });
        writeFileSync(this.path(path), content, { mode });
    }

    /** Users and files of pieces, as `apply` installs them. */
    install(pieces: readonly Piece[]): void {
        const users = pieces.flatMap((piece) => piece.users ?? []);
        for (const group of new Set(users.flatMap(({ groups }) => groups ?? [])))
            this.run("groupadd", ["--force", "--system", group]);
        for (const { name, groups } of users) {
            if (!readFileSync(this.path("/etc/passwd"), "utf8").includes(`\n${name}:`)) {
                this.run("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name]);
            }
            this.run("usermod", ["--append", "--groups", (groups ?? []).join(","), name]);
        }
        for (const { path, content, mode } of pieces.flatMap((piece) => piece.files ?? []))
            this.write(path, content, mode);
    }

    /** Starts a rendered unit as systemd would: its folders, its user and groups, its commands. Ends with the room, or when it is killed. */
    start(unit: string): Service {
        const service = serviceOf(readFileSync(this.path(`/etc/systemd/system/${unit}`), "utf8"));
        this.run("sh", ["-ec", service.folders]);
        for (const line of service.before) this.run("sh", ["-ec", line]);
        const process = this.spawn("sh", ["-ec", `${service.umask}; exec ${service.as} ${service.start}`]);
        return new Service(unit, process);
    }

    close(): void {
        // It would go with the room's network, but only in the kernel's own time.
        execFileSync("ip", ["link", "del", this.cable], { stdio: "pipe" });
        this.supervisor.kill("SIGKILL");
        rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
}

/** A daemon in the room, and what it wrote. */
export class Service {
    output = "";

    constructor(
        private readonly unit: string,
        readonly process: ChildProcess,
    ) {
        for (const stream of [process.stdout!, process.stderr!])
            stream.on("data", (piece: Buffer) => (this.output += piece.toString()));
    }

    async ready(test: () => boolean | Promise<boolean>): Promise<void> {
        for (let left = 200; left > 0; left--) {
            if (await test()) return;
            if (this.process.exitCode !== null && this.process.exitCode !== 0) break;
            await new Promise((settle) => setTimeout(settle, 100));
        }
        throw new Error(`${this.unit} did not become ready:\n${this.output}`);
    }
}
