import { down } from "../machines/down";
import { roomOf } from "../machines/room";

/** `down`: removes what `up` has made; nothing there is no error. */
export async function downCommand(): Promise<number> {
    await down(roomOf());
    return 0;
}
