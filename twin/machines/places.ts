import { readFileSync } from "node:fs";
import { join } from "node:path";
import { internetPlace } from "../compile/internet";
import { namespaceOf } from "../run/script";
import { world } from "../world/addresses";
import { enterClient } from "./clients";
import { hostOf, processOne } from "./host";
import type { Room } from "./room";
import { readState, type State } from "./state";

/** Whose eyes a command is run with. */
export const places = [
    "agent",
    "agent-host",
    "edge-host",
    "gateway",
    "verifier-host",
    "user",
    "internet",
    "outsider",
    "world",
    "attacker",
    "upstream",
    "mirror",
    "mitm",
] as const;

export type Place = (typeof places)[number];

export const isPlace = (name: string): name is Place => places.some((place) => place === name);

/** The LLM gateway's user on the edge, and OpenHands' container on the agent's host. */
const gatewayUser = "gateway";
const container = "openhands";

/** Variables that every place has: addresses of the hosts and of the world, and what must never be found anywhere. */
export function environmentOf(room: Room, state: State, extra: Readonly<Record<string, string>> = {}): string[] {
    const of = (name: string) => state.hosts.find((host) => host.name === name)?.address ?? "";
    const keys = JSON.parse(readFileSync(join(room.folder, "attacker.json"), "utf8")) as Record<string, string>;
    const variables = {
        ...{
            AGENT: of("agent"),
            EDGE: of("edge"),
            VERIFIER: of("verifier"),
            SITE: state.site,
            LABELS: state.labels,
            LOGIN: state.login,
        },
        ...{ ATTACKER: world.attacker[0], ATTACKER6: world.attacker[1], LLM: world.llm[0], MIRROR: world.mirror[0] },
        ...{ ATTACKER_KEY: keys.accessKeyId, ATTACKER_SECRET: keys.secretAccessKey, SENTINEL: state.sentinel },
        ...{ HOME: "/root", LANG: "C.UTF-8", PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
        ...extra,
    };
    return Object.entries(variables).map(([name, value]) => `${name}=${value}`);
}

/** A command line of this machine that runs a command at a place, with the Unix group `group` where one is said. */
export function commandAt(
    room: Room,
    place: Place,
    cmd: readonly string[],
    extra?: Record<string, string>,
    group?: number,
): string[] {
    const state = readState(room);
    const grouped = group === undefined ? [] : ["setpriv", "--regid", String(group), "--keep-groups"];
    const environment = environmentOf(room, state, extra);
    const host = (name: string, ...before: string[]) => [
        ...["nsenter", "--target", processOne(hostOf(room, name)), "--all", "--", "env", "-i", ...environment],
        ...(before.length === 0 ? grouped : before),
        ...cmd,
    ];
    const client = (namespace: string) => [
        ...enterClient(room, namespaceOf(room.id, namespace)),
        ...["env", "-i", ...environment, ...grouped, ...cmd],
    ];
    switch (place) {
        case "agent":
            return host(
                "agent",
                "docker",
                "exec",
                "-i",
                "-u",
                `0:${group ?? 0}`,
                ...environment.flatMap((one) => ["-e", one]),
                container,
            );
        case "agent-host":
        case "edge-host":
        case "verifier-host":
            return host(place.replace("-host", ""));
        case "gateway":
            return host(
                "edge",
                "setpriv",
                "--reuid",
                gatewayUser,
                "--regid",
                String(group ?? gatewayUser),
                "--init-groups",
            );
        case "internet":
            return client("passerby");
        case "user":
        case "outsider":
            return client(place);
        default:
            return client(internetPlace);
    }
}
