import type { Item } from "./layers";
import type { SceneArrow } from "./scene";

/** One crossing of the channel below row `channel`. */
export interface Piece {
    readonly arrow: SceneArrow;
    readonly channel: number;
    readonly from: End;
    readonly to: End;
    /** Number of the horizontal track; -1 when the piece is straight. */
    track: number;
}

export interface End {
    readonly item: Item;
    readonly side: "top" | "bottom";
    readonly arrives: boolean;
    x: number;
}
