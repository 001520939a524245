import type { Commodity, Compatibility } from "./types";

export interface Tolerance {
    /** Per cent by volume, either way. */
    points: number;
    citation: string;
}

/** How far the labelled alcohol content may be from the stated one; an unknown commodity gets the strictest. */
export function toleranceOf(commodity: Commodity | undefined, abv: number, compatibility: Compatibility): Tolerance {
    if (commodity === "wine") {
        const points = compatibility === "original" || abv > 14 ? 1 : 1.5;
        return { points, citation: "27 CFR 4.36(b)" };
    }
    return { points: 0.3, citation: commodity === "malt" ? "27 CFR 7.65(c)" : "27 CFR 5.65(c)" };
}
