import { allAddresses, type Interval } from "../../model/addresses";
import { allPorts, allProtocols, type Box, box, type HeaderSet, intersect, protocolNumbers } from "./headers";

export type End = "source" | "destination";

/**
 * A set of headers told by protocol and port: which of them are alike. What a person reads is "tcp 443 from these addresses", where a set
 * is boxes that overlap as the rules happened to be written.
 */
export interface Sector {
    readonly protocol: Interval;
    readonly port: Interval;
    /** The addresses of the end that was asked about, in order, as few intervals as there can be. */
    readonly addresses: readonly Interval[];
}

/** The largest sectors of a set, told apart by the addresses that one end may have; without an end by protocol and port alone. */
export function sectorsOf(set: HeaderSet, end: End | undefined): Sector[] {
    const rows = headerClassesIn(set).map((row) => {
        const headerClasses = row.map(({ protocol, port }): Sector => {
            const meant = set.filter((header) => within(protocol, header.protocol) && within(port, header.port));
            return { protocol, port, addresses: end === undefined ? [] : united(meant.map((header) => header[end])) };
        });
        return mergedByPort(headerClasses);
    });
    // Protocols side by side whose sectors are the same are one: so "all traffic" is one sector, and not 256.
    const joined = rows.reduce<Sector[][]>((done, row) => {
        const last = done.at(-1);
        if (!last || !touches(last[0].protocol, row[0].protocol) || rowText(last) !== rowText(row))
            return [...done, row];
        const protocol: Interval = [last[0].protocol[0], row[0].protocol[1]];
        return [...done.slice(0, -1), last.map((sector) => ({ ...sector, protocol }))];
    }, []);
    return joined.flat();
}

/**
 * The protocols and ports of a set, cut wherever one of its headers begins or ends, so that within a class all are alike. A row for each
 * range of protocols.
 */
export function headerClassesIn(set: HeaderSet): Pick<Sector, "protocol" | "port">[][] {
    return pieces(set.map(({ protocol }) => protocol)).map((protocol) => {
        const here = set.filter((header) => within(protocol, header.protocol));
        return pieces(here.map(({ port }) => port)).map((port) => ({ protocol, port }));
    });
}

/** The headers of a set that are of a sector. */
export const ofSector = (set: HeaderSet, { protocol, port, addresses }: Sector, end: End | undefined): HeaderSet =>
    intersect(
        set,
        ([4, 6] as const).flatMap((family) =>
            (end === undefined ? [allAddresses(family)] : addresses).map((interval) =>
                box(family, { protocol, port, [end ?? "source"]: interval }),
            ),
        ),
    );

/** Protocols and ports of a set, whatever its addresses. */
export const portsOnly = (set: HeaderSet): HeaderSet => set.map(({ protocol, port }) => box(4, { protocol, port }));

/** A set whose other end may be anybody. */
export const opened = (set: HeaderSet, end: End): HeaderSet =>
    set.map((header): Box => ({ ...header, [end]: allAddresses(header.family) }));

/** The same addresses in order, as few intervals as there can be. */
export function united(intervals: readonly Interval[]): Interval[] {
    const ordered = [...intervals].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return ordered.reduce<Interval[]>((done, [low, high]) => {
        const last = done.at(-1);
        if (!last || last[1] + 1n < low) return [...done, [low, high]];
        return [...done.slice(0, -1), [last[0], last[1] > high ? last[1] : high]];
    }, []);
}

/** "tcp 443", "tcp 1024-65535", "all traffic", "icmp type 8". */
export function sectorLabel({ protocol, port }: Sector): string {
    const [first, last] = protocol;
    if (first === allProtocols[0] && last === allProtocols[1] && isAll(port)) return "all traffic";
    if (first !== last) return `protocols ${first}-${last}${isAll(port) ? "" : ` ${portText(port)}`}`;
    const known = Object.entries(protocolNumbers).find(([, number]) => number === first)?.[0];
    if (known === "tcp" || known === "udp") return `${known} ${isAll(port) ? "all ports" : portText(port)}`;
    const name = known ?? `protocol ${first}`;
    return isAll(port) ? name : `${name} type ${portText(port)}`;
}

const isAll = ([low, high]: Interval): boolean => low === allPorts[0] && high === allPorts[1];

const portText = ([low, high]: Interval): string => (low === high ? String(low) : `${low}-${high}`);

const within = (inner: Interval, outer: Interval): boolean => outer[0] <= inner[0] && inner[1] <= outer[1];

const touches = (one: Interval, next: Interval): boolean => one[1] + 1n === next[0];

const intervalsText = (intervals: readonly Interval[]): string =>
    intervals.map((interval) => interval.join("-")).join(" ");

const rowText = (row: readonly Sector[]): string =>
    row.map(({ port, addresses }) => `${port.join("-")}: ${intervalsText(addresses)}`).join("; ");

/** Intervals cut at each other's borders, in order; what none of them covers is left out. */
function pieces(intervals: readonly Interval[]): Interval[] {
    const starts = [...new Set(intervals.flatMap(([low, high]) => [low, high + 1n]))].sort((a, b) => (a < b ? -1 : 1));
    return starts
        .slice(1)
        .map((next, i): Interval => [starts[i], next - 1n])
        .filter((piece) => intervals.some((interval) => within(piece, interval)));
}

/** Ports side by side with the same addresses are one sector. */
function mergedByPort(sectors: readonly Sector[]): Sector[] {
    return sectors.reduce<Sector[]>((done, sector) => {
        const last = done.at(-1);
        const isMore =
            last &&
            touches(last.port, sector.port) &&
            intervalsText(last.addresses) === intervalsText(sector.addresses);
        if (!isMore) return [...done, sector];
        return [...done.slice(0, -1), { ...last, port: [last.port[0], sector.port[1]] }];
    }, []);
}
