import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Plan } from "../../model/plan";
import { plannedAccount, type PlannedAccount } from "../aws/account";
import type { Surroundings } from "../world/stand";
import { addresses, namesOf, standsOf } from "../world/places";
import { makeAuthority, makeCertificate } from "./certificates";
import { down } from "./down";
import { boot, convergence, type Host, consoleOf, hostOf, onHost } from "./host";
import { plainNetwork } from "./plainNetwork";
import { roleOf } from "./roles";
import type { Room } from "./room";
import { rootImage } from "./root";

/** What `up` says when it is done. */
export interface Up {
    readonly id: string;
    readonly stack: string;
    /** Seconds from the beginning of `up` until the host was as its bundle says. */
    readonly converged: Readonly<Record<string, number>>;
    readonly seconds: number;
}

/** Longer than any boot on a loaded machine; a host that waits for something waits itself for ten minutes. */
const patienceSeconds = 600;

/**
 * Boots the planned hosts and returns when each is as its bundle says. What is left when it fails is removed.
 * @throws Error naming the host and what it said last
 */
export async function up(room: Room, plan: Plan): Promise<Up> {
    const started = Date.now();
    const seconds = () => Math.round((Date.now() - started) / 100) / 10;
    await down(room);
    mkdirSync(room.folder, { recursive: true, mode: 0o700 });
    try {
        const planned = plannedAccount(plan);
        writeFileSync(join(room.folder, "plan.json"), JSON.stringify(plan));
        const root = await rootImage([]);
        await wire(room, planned);
        const authority = await surround(room, planned);
        const hosts = planned.instances.map(({ role }) => hostOf(room, roleOf(role)));
        await Promise.all(hosts.map((host) => boot(room, host, { root, authority, resolver: addresses.resolver })));
        const converged = Object.fromEntries(
            await Promise.all(hosts.map(async (host) => [host.name, (await untilConverged(host), seconds())] as const)),
        );
        return { id: room.id, stack: plan.stack, converged, seconds: seconds() };
    } catch (error) {
        await down(room);
        throw error;
    }
}

async function wire(room: Room, planned: PlannedAccount): Promise<void> {
    const hosts = planned.instances.map(({ role, address }) => ({ name: roleOf(role), address }));
    const services = [
        addresses.imds,
        addresses.resolver,
        ...planned.endpoints.flatMap((endpoint) => endpoint.addresses),
    ];
    const nat = { inside: "10.0.0.0/16", address: "198.51.100.63" };
    await plainNetwork(room, hosts, [...services, addresses.s3], nat);
}

/** Starts the process that stands for AWS and the world. @returns the authority that signs for both */
async function surround(room: Room, planned: PlannedAccount): Promise<string> {
    const pki = join(room.folder, "pki");
    const authority = await makeAuthority(pki, "authority");
    const domain = `${planned.region}.amazonaws.com`;
    const aws = await makeCertificate(pki, "aws", [`*.${domain}`, `*.s3.${domain}`], authority);
    const stands = standsOf(room, planned);
    const surroundings: Surroundings = {
        planFile: join(room.folder, "plan.json"),
        logFile: join(room.folder, "world.log"),
        readyFile: join(room.folder, "world.ready"),
        stands,
        names: namesOf(planned),
        certificates: { aws },
        secrets: { "llm/anthropic": `sk-sentinel-${randomBytes(12).toString("hex")}` },
    };
    const file = join(room.folder, "surroundings.json");
    writeFileSync(file, JSON.stringify(surroundings));
    writeFileSync(join(room.folder, "sockets.json"), JSON.stringify(stands));
    const out = openSync(join(room.folder, "world.out"), "a");
    const main = [process.execPath, "--import=tsx", join(__dirname, "..", "world", "main.ts"), file];
    const child = spawn("python3", [join(__dirname, "sockets.py"), join(room.folder, "sockets.json"), ...main], {
        ...{ detached: true, stdio: ["ignore", out, out] },
        cwd: join(__dirname, "..", ".."),
    });
    writeFileSync(join(room.folder, "world.pid"), String(child.pid));
    child.unref();
    await untilReady(surroundings.readyFile, child, join(room.folder, "world.out"));
    return authority.cert;
}

async function untilReady(file: string, child: ReturnType<typeof spawn>, output: string): Promise<void> {
    for (let tries = 0; tries < 1200; tries++) {
        if (existsSync(file)) return;
        if (child.exitCode !== null) break;
        await sleep(50);
    }
    throw new Error(`the surroundings did not start: ${readFileSync(output, "utf8").slice(-2000)}`);
}

async function untilConverged(host: Host): Promise<void> {
    for (const end = Date.now() + patienceSeconds * 1000; Date.now() < end; await sleep(100)) {
        const state = convergence(host);
        if (state === "converged") return;
        if (state === "failed") break;
        if (state === "gone") throw new Error(`the host ${host.name} ended:\n${consoleOf(host).slice(-2000)}`);
    }
    const journal = await onHost(host, [
        "journalctl",
        "-b",
        "--no-pager",
        "-n",
        "60",
        "-u",
        "host-apply",
        "-u",
        "user-data",
    ]);
    throw new Error(`the host ${host.name} did not converge:\n${journal.stdout}${journal.stderr}`);
}
