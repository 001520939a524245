import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Plan } from "../../model/plan";
import { plannedAccount } from "../aws/account";
import { linkLocal } from "../world/addresses";
import { stagedImage } from "./agentImage";
import { openClients } from "./clients";
import { down } from "./down";
import { boot, consoleOf, convergence, type Host, hostOf, onHost } from "./host";
import { bundles, configOf } from "./hostConfigs";
import { build, limitHops, type Network, networkOf } from "./network";
import { admit } from "./people";
import { roleOf } from "./roles";
import type { Room } from "./room";
import { rootImage } from "./root";
import { type State, writeState } from "./state";
import { type Planned, surround } from "./surround";
import { stagedGit, stagedVerifier } from "./ownImages";

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
 * @param interrupted seen between two steps, never within one, so that what is removed is no longer being made
 * @throws Error naming the host and what it said last, or the reason of the interruption
 */
export async function up(room: Room, plan: Plan, interrupted: AbortSignal): Promise<Up> {
    const started = Date.now();
    const seconds = () => Math.round((Date.now() - started) / 100) / 10;
    await down(room);
    mkdirSync(room.folder, { recursive: true, mode: 0o700 });
    try {
        writeFileSync(join(room.folder, "plan.json"), JSON.stringify(plan));
        const hosts = await machines(room, plan, interrupted);
        const converged = await Promise.all(
            hosts.map(async (host) => [host.name, (await untilConverged(host, interrupted), seconds())] as const),
        );
        await admit(room);
        return { id: room.id, stack: plan.stack, converged: Object.fromEntries(converged), seconds: seconds() };
    } catch (error) {
        await down(room);
        throw error;
    }
}

async function machines(room: Room, plan: Plan, interrupted: AbortSignal): Promise<Host[]> {
    const account = plannedAccount(plan);
    const bundled = await bundles(account);
    const root = await rootImage(bundled.flatMap(({ packages }) => packages));
    const network = networkOf(room, plan);
    interrupted.throwIfAborted();
    await build(room, network);
    await limitHops(network, account.instances);
    const sentinel = randomBytes(12).toString("hex");
    const staged = [
        ...(await stagedImage(configOf(bundled, "agent"))),
        ...(await stagedVerifier(configOf(bundled, "verifier"))),
        ...(await stagedGit(configOf(bundled, "agent"))),
    ];
    const planned = { plan, account, edge: configOf(bundled, "edge"), staged, sentinel };
    interrupted.throwIfAborted();
    const authority = await surround(room, network, planned);
    await openClients(room, root, authority);
    const state = stateOf(planned, network);
    writeState(room, state);
    interrupted.throwIfAborted();
    const hosts = state.hosts.map(({ name }) => hostOf(room, name));
    const boots = await Promise.allSettled(
        state.hosts.map((host) =>
            boot(room, hostOf(room, host.name), host, { root, authority, resolver: linkLocal.resolver }),
        ),
    );
    for (const booted of boots) if (booted.status === "rejected") throw booted.reason;
    return hosts;
}

function stateOf({ plan, account, edge, sentinel }: Planned, network: Network): State {
    const [user] = edge.site.users;
    return {
        stack: plan.stack,
        sentinel,
        hosts: account.instances.map(({ role, address, volumes }) => ({
            name: roleOf(role),
            ...{ address, volumes },
            namespace: network.ofInstance(address),
        })),
        login: user === undefined ? "" : `${user}:${sentinel}-of-${user}`,
        site: network.publicAddress("web-proxy-nlb") ?? "",
        labels: network.publicAddress("verifier-alb") ?? "",
    };
}

async function untilConverged(host: Host, interrupted: AbortSignal): Promise<void> {
    for (const end = Date.now() + patienceSeconds * 1000; Date.now() < end; await sleep(100)) {
        interrupted.throwIfAborted();
        const state = convergence(host);
        if (state === "converged") return;
        if (state === "failed") break;
        if (state === "gone") throw new Error(`the host ${host.name} ended:\n${consoleOf(host).slice(-2000)}`);
    }
    const journal = async (...only: string[]) =>
        (await onHost(host, ["journalctl", "-b", "--no-pager", ...only])).stdout;
    const own = await journal("-n", "60", "-u", "host-apply", "-u", "user-data");
    throw new Error(`the host ${host.name} did not converge:\n${own}${await journal("-n", "30", "-p", "warning")}`);
}
