import type { SentFile } from "./form";
import { displayName } from "./names";

export interface SentPanel {
    image: Buffer;
    /** As it goes into the answer: a name, never a path of this machine, and no other panel's. */
    name: string;
    /** What messages call it. */
    field: string;
}

/** The files of a request as panels of one label. */
export function panelsOf(files: readonly [SentFile, ...SentFile[]]): [SentPanel, ...SentPanel[]] {
    const names = new Set<string>();
    const panels = files.map(({ data, name }, index) => {
        const shown = displayName(name);
        const unique = names.has(shown) ? `${shown} (${index + 1})` : shown;
        names.add(unique);
        return { image: data, name: unique, field: files.length === 1 ? "image" : `image ${JSON.stringify(unique)}` };
    });
    return panels as [SentPanel, ...SentPanel[]];
}
