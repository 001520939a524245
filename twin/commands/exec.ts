import { spawn } from "node:child_process";
import { commandAt, isPlace, places } from "../machines/places";
import { roomOf } from "../machines/room";

/** `exec PLACE -- CMD...`: runs a command at a place, with its exit status; 2 when the place is none, 1 when nothing is up. */
export async function execCommand([place = "", separator, ...cmd]: readonly string[]): Promise<number> {
    if (!isPlace(place) || separator !== "--" || cmd.length === 0) {
        console.error(`exec PLACE -- CMD...   PLACE is one of ${places.join(", ")}`);
        return 2;
    }
    const [program, ...args] = commandAt(roomOf(), place, cmd);
    const child = spawn(program, args, { stdio: "inherit" });
    return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code) => resolve(code ?? 128));
    });
}
