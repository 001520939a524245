import { flag, integer, isUnknown, list, text } from "../../analysis/graph/values";
import type { GraphResource } from "../../analysis/graph/resource";
import { parseDocument, type Statement } from "../../analysis/iam/document";

/** A way into a resource's inputs: names of properties and places in lists. */
export type Path = readonly (string | number)[];

/** Thrown by the readers when a value is not known yet; the framework turns it into the verdict "unknown". */
export class UnknownProperty extends Error {
    readonly advice: string;

    constructor(readonly path: string) {
        super(`${path} is not known`);
        this.advice =
            "a value that is known before deployment: names and ARNs from account, region and config, not from another resource's id or arn";
    }
}

/** The value at a path, undefined when it is not set. @throws UnknownProperty */
export function valueAt(resource: GraphResource, ...path: Path): unknown {
    if (path.length > 0 && typeof path[0] === "string" && isAbsentAndUnknown(resource, path[0])) {
        throw new UnknownProperty(path[0]);
    }
    let value: unknown = resource.props;
    for (const [depth, step] of path.entries()) {
        if (typeof value !== "object" || value === null) return undefined;
        value = (value as Record<string | number, unknown>)[step];
        const here = path.slice(0, depth + 1).join(".");
        if (value === undefined && resource.unknown.has(here)) throw new UnknownProperty(here);
    }
    return value === null ? undefined : value;
}

function isAbsentAndUnknown(resource: GraphResource, property: string): boolean {
    return resource.props[property] === undefined && isUnknown(resource, property);
}

export const textAt = (resource: GraphResource, ...path: Path): string | undefined => text(valueAt(resource, ...path));

/** "true" of a launch template is as true as true. */
export const flagAt = (resource: GraphResource, ...path: Path): boolean | undefined => flag(valueAt(resource, ...path));

export const numberAt = (resource: GraphResource, ...path: Path): number | undefined =>
    integer(valueAt(resource, ...path));

/** Paths of the items of a list; one path when the value is not a list but set, none when it is not set. @throws UnknownProperty */
export function itemsAt(resource: GraphResource, ...path: Path): Path[] {
    const here = `${path.join(".")}.`;
    const hole = [...resource.unknown].find((name) => name.startsWith(here) && /^\d+$/.test(name.slice(here.length)));
    if (hole !== undefined) throw new UnknownProperty(hole);
    const value = valueAt(resource, ...path);
    return Array.isArray(value) ? value.map((_, index) => [...path, index]) : value === undefined ? [] : [path];
}

/** Texts of a list. @throws UnknownProperty also when one of them is not known */
export function textsAt(resource: GraphResource, ...path: Path): string[] {
    return itemsAt(resource, ...path).flatMap((item) => list(valueAt(resource, ...item)).flatMap((v) => text(v) ?? []));
}

/**
 * True of an input that is made of Elastic IPs and not known before AWS has chosen them. The engine asks the packs again when it
 * makes such a resource, with the document in full; `role-grants-designed` then refuses any Allow in it.
 */
export const isMadeOfAddresses = (resource: GraphResource, property: string): boolean =>
    resource.props[property] === undefined && comesFromAddresses(resource, property);

/** Whether the only resources behind an input are Elastic IPs. */
export function comesFromAddresses({ propertyDependencies }: GraphResource, property: string): boolean {
    const dependencies = propertyDependencies[property] ?? [];
    return dependencies.length > 0 && dependencies.every((urn) => /[$:]aws:ec2\/eip:Eip::[^:]+$/.test(urn));
}

/**
 * The statements of a policy document, given as text or as an object; none yet of one that is made of Elastic IPs.
 * @throws UnknownProperty, UnreadableDocument
 */
export function documentAt(resource: GraphResource, ...path: Path): Statement[] | undefined {
    if (path.length === 1 && isMadeOfAddresses(resource, String(path[0]))) return undefined;
    const value = valueAt(resource, ...path);
    if (value === undefined || value === "") return undefined;
    if (typeof value === "object") wholly(resource, path);
    return parseDocument(value);
}

/** A document with one unknown statement could say anything. */
function wholly(resource: GraphResource, path: Path): void {
    const prefix = `${path.join(".")}.`;
    const hole = [...resource.unknown].find((name) => name.startsWith(prefix));
    if (hole !== undefined) throw new UnknownProperty(hole);
}
