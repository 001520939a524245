import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";

/** One run of the twin on this machine: everything that it makes bears its id, so two runs do not meet. */
export interface Room {
    /** Six hexadecimal digits. */
    readonly id: string;
    /** All its files; removed with it. */
    readonly folder: string;
    /** Its network namespaces, control groups and mounts are called this and a name. */
    readonly prefix: string;
}

/** Outside the repository: `make clean` costs no rebuild of the root. An ordinary file system, since overlays cannot lie on overlays. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "isolated-openhands");

const repository = join(__dirname, "..", "..");

/** The room of this working copy. A second one beside it has another name (environment `TWIN`). */
export function roomOf(name = process.env.TWIN ?? ""): Room {
    const id = createHash("sha256").update(`${repository}\0${name}`).digest("hex").slice(0, 6);
    return { id, folder: join(cacheFolder, `room-${id}`), prefix: `tw${id}-` };
}
