import { hostOf, onHost } from "./host";
import type { Room } from "./room";
import { readState } from "./state";

/** Gives the planned user a password, as an operator does it on the host; nobody, when none is planned. */
export async function admit(room: Room): Promise<void> {
    const { login } = readState(room);
    if (login === "") return;
    const [name, password] = login.split(":");
    const made = await onHost(hostOf(room, "edge"), ["/usr/local/sbin/openhands-user", "add", name], `${password}\n`);
    if (made.status !== 0) throw new Error(`the user ${name} was not admitted: ${made.stdout}${made.stderr}`);
}
