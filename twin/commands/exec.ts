import { spawn } from "node:child_process";
import { roomOf } from "../machines/room";
import { enterHost, hostOf } from "../machines/host";

const usage = "exec PLACE -- CMD...   runs a command at a place, with its exit status";

export async function execCommand([place = "", separator, ...cmd]: readonly string[]): Promise<number> {
    if (separator !== "--" || cmd.length === 0) {
        console.error(usage);
        return 2;
    }
    const host = hostOf(roomOf(), place.replace(/-host$/, ""));
    const child = spawn("nsenter", [...enterHost(host), ...cmd], { stdio: "inherit" });
    return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code) => resolve(code ?? 128));
    });
}
