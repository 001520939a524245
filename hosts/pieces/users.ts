import type { HostUser, Piece } from "../piece";

/** The file that makes the pieces' users (sysusers.d(5)). `apply` runs systemd-sysusers when it has changed. */
export const usersFile = "/etc/sysusers.d/isolated-openhands.conf";

/** The users of all pieces of a host: without home, password and shell. */
export function users(all: readonly HostUser[]): Piece {
    const made = all.map(
        ({ name, id }) => `u ${name} ${id ?? "-"} "isolated-openhands ${name}" /nonexistent /usr/sbin/nologin`,
    );
    // Every host has a key; who may read it is in this group.
    const groups = [...new Set(["host-tls", ...all.flatMap(({ groups }) => groups ?? [])])].map(
        (group) => `g ${group} -`,
    );
    const members = all.flatMap(({ name, groups }) => (groups ?? []).map((group) => `m ${name} ${group}`));
    const content = [...groups, ...made, ...members].map((line) => `${line}\n`).join("");
    return { name: "users", files: [{ path: usersFile, mode: 0o644, content }] };
}
