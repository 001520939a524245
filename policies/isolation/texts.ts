import { documentIn } from "../framework/documentIn";

/** One text of a resource's inputs. */
export interface Written {
    /** The names of the inputs that lead to it; places in lists are left out. */
    readonly path: readonly string[];
    readonly value: string;
}

/** Every text of a value, also of documents that are written as JSON text inside it; tags say nothing. */
export function textsOf(value: unknown, path: readonly string[] = []): Written[] {
    if (typeof value === "string") {
        const inner = documentIn(value);
        return inner === undefined ? [{ path, value }] : textsOf(inner, path);
    }
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value)
        .filter(([key]) => !/^tags(All)?$/.test(key))
        .flatMap(([key, held]) => textsOf(held, Array.isArray(value) ? path : [...path, key]));
}
