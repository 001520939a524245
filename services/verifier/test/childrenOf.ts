import { readFileSync } from "node:fs";

/** Process ids of the children that a process's main thread has started; see proc(5). Throws when the process is gone. */
export function childrenOf(pid: number): number[] {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
}
