import { accessSync, constants } from "node:fs";
import { execFileSync } from "node:child_process";

import type { GatewayConfig } from "./config";

/** The listener's part and user, and the group by which it may open the sockets of the endpoints' processes. */
export const listener = "listener";
export const listenerUser = "gateway";
export const userOf = (endpoint: string): string => `${listenerUser}-${endpoint}`;

/** Numbers of a user and its own group, or undefined where it is not there. */
export function idsOf(user: string): { uid: number; gid: number } | undefined {
    const id = (option: string): number =>
        Number(execFileSync("id", [option, user], { stdio: ["ignore", "pipe", "ignore"] }).toString());
    try {
        return { uid: id("-u"), gid: id("-g") };
    } catch {
        return undefined;
    }
}

/** Keys that a part can read and must not: the listener none, an endpoint's process no other's. */
export function readableKeys({ endpoints }: GatewayConfig, part: string): string[] {
    return endpoints
        .filter(({ name, keyFile }) => name !== part && canRead(keyFile))
        .map(({ name, keyFile }) => {
            const owner = userOf(name);
            return `endpoints.${name}.keyFile: ${part} can read it too; write chown ${owner} ${keyFile}; chmod 400 ${keyFile}`;
        });
}

function canRead(path: string): boolean {
    try {
        accessSync(path, constants.R_OK);
        return true;
    } catch {
        return false;
    }
}

/** Users that are missing for a process an endpoint; all of them when this process may not become another. */
export function missingUsers({ endpoints }: GatewayConfig): string[] {
    const users = [listenerUser, ...endpoints.map(({ name }) => userOf(name))];
    return process.getuid?.() === 0 ? users.filter((user) => idsOf(user) === undefined) : users;
}
