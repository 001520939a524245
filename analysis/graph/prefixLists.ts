import type { Linker } from "./linker";
import type { GraphResource } from "./resource";
import { isUnknown, list, object, text } from "./values";

const listType = "aws:ec2/managedPrefixList:ManagedPrefixList";
const entryType = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry";

/** A prefix list that a property names. */
export interface PrefixList {
    readonly id: string;
    /** Undefined: the list is AWS's, or of another stack, or not known in whole. It may hold any address. */
    readonly cidrs: readonly string[] | undefined;
}

/** Customer lists with the entries of both forms, inline and `ManagedPrefixListEntry`. */
export function prefixLists(linker: Linker, resource: GraphResource, property: string): PrefixList[] {
    return linker.links(resource, property, listType).flatMap(({ targets, exact, external }): PrefixList[] => {
        if (external !== undefined) return [{ id: external, cidrs: undefined }];
        return targets.map((target) => ({
            id: target.name,
            cidrs: exact ? entriesOf(linker, target) : undefined,
        }));
    });
}

function entriesOf(linker: Linker, target: GraphResource): string[] | undefined {
    const apart = linker
        .ofType(entryType)
        .filter((entry) => linker.names(entry, "prefixListId", target, listType))
        .map((entry) => text(entry.props.cidr));
    const inline = list(target.props.entries).map((entry) => text(object(entry).cidr));
    const all = [...inline, ...apart];
    const known = all.filter((cidr) => cidr !== undefined);
    return known.length < all.length || isUnknown(target, "entries") ? undefined : known;
}
