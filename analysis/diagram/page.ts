import type { Horizontal } from "./columns";
import type { Layers } from "./layers";
import type { Routes } from "./routing";
import type { Vertical } from "./rows";
import type { Scene } from "./scene";

/** A scene with everything in its place. */
export interface Page {
    readonly scene: Scene;
    readonly layers: Layers;
    readonly routes: Routes;
    readonly horizontal: Horizontal;
    readonly vertical: Vertical;
}
