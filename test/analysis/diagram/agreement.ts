import { sceneOf } from "../../../analysis/diagram/compose";
import { type ConnectionRow, connectionTable } from "../../../analysis/diagram/table";
import type { Interface, NetworkGraph } from "../../../analysis/graph/model";
import { networkOfPlan } from "../../../analysis/graph/ofPlan";
import type { Verdict } from "../../../analysis/reachability/answer";
import { namesIn } from "../../../analysis/reachability/blocks";
import { type HeaderClass, headerClassesOf } from "../../../analysis/reachability/headerClasses";
import { grouped } from "../../../analysis/reachability/classes";
import { type Connection, connectionsOf, type Party } from "../../../analysis/reachability/connections";
import { takesConnections } from "../../../analysis/reachability/ends";
import { internetSeenFrom } from "../../../analysis/reachability/internet";
import type { Endpoint } from "../../../analysis/reachability/endpoints";
import { reach } from "../../../analysis/reachability/reach";
import { overlap } from "../../../model/addresses";
import type { Plan } from "../../../model/plan";

/** Where table, verdicts and picture of a plan say different things; empty when they agree. Its gaps aside: those the page names. */
export function disagreements(plan: Plan): string[] {
    return [...rowsAgainstVerdicts(networkOfPlan(plan)), ...rowsAgainstPicture(plan)];
}

const within = ([low, high]: readonly [bigint, bigint], value: bigint) => low <= value && value <= high;

/** What connections say of one protocol and port. */
function saidOf(connections: readonly Connection[], headerClass?: HeaderClass): Verdict {
    const meant = connections.filter(
        ({ sector }) =>
            !headerClass || (within(sector.protocol, headerClass.protocol) && within(sector.port, headerClass.port)),
    );
    if (meant.length === 0) return "unreachable";
    return meant.some(({ certain }) => certain) ? "reachable" : "unknown";
}

/** Every pair of resources, and every resource and block of the internet: for any packet, and for each port that some rule tells apart. */
function rowsAgainstVerdicts(graph: NetworkGraph): string[] {
    const known = { ...graph, gaps: [] };
    const connections = connectionsOf(graph);
    const headerClasses = headerClassesOf(graph).filter(
        ({ family, protocol }) => family === 4 && [6n, 17n].includes(protocol),
    );
    const owners = grouped(graph.interfaces, ({ owner }) => owner.urn);
    const is = (party: Party, [{ owner }]: readonly Interface[]) => party.kind === "member" && party.resource === owner;
    const wrong: string[] = [];
    const compare = (from: Endpoint, to: Endpoint, meant: readonly Connection[]) => {
        for (const headerClass of [undefined, ...headerClasses]) {
            const limits = headerClass && { protocol: String(headerClass.protocol), port: Number(headerClass.port) };
            const { verdict, why } = reach(known, { from, to, ...limits });
            const said = saidOf(meant, headerClass);
            // Asked for any packet, an answer may be less sure than port by port: what works at one port is cut by what another loses.
            const surer = headerClass === undefined && said === "reachable" && verdict === "unknown";
            if (said !== verdict && !surer)
                wrong.push(
                    `${from.text} -> ${to.text} ${headerClass ? `${headerClass.protocol}/${headerClass.port}` : "any"}: table ${said}, verdict ${verdict} (${why.join("; ")})`,
                );
        }
    };
    const endpoint = (interfaces: readonly Interface[]): Endpoint => ({
        kind: "interfaces",
        interfaces,
        text: interfaces[0].name,
    });
    for (const interfaces of owners) {
        const opens = interfaces.filter(({ kind }) => kind !== "nat");
        if (opens.length === 0) continue;
        for (const other of owners) {
            const targets = other.filter(takesConnections);
            if (other === interfaces || targets.length === 0) continue;
            compare(
                endpoint(opens),
                endpoint(targets),
                connections.filter(({ from, to }) => is(from, interfaces) && is(to, other)),
            );
        }
        const incoming = connections.filter(({ from, to }) => from.kind === "outside" && is(to, interfaces));
        const outgoing = connections.filter(({ from, to }) => is(from, interfaces) && to.kind === "outside");
        const blocks = namesIn(graph).flatMap(({ cidrs }) => cidrs);
        for (const family of [4, 6] as const) {
            const asked = [undefined, ...new Set(blocks.filter((cidr) => cidr.includes(":") === (family === 6)))];
            for (const block of asked) {
                const cidrs = block === undefined ? undefined : [block];
                const meant = internetSeenFrom(interfaces[0].subnet, cidrs, family);
                const touching = ({ from, to, sector }: Connection) =>
                    [from, to].some((end) => end.kind === "outside" && end.block.includes(":") === (family === 6)) &&
                    sector.addresses.some((one) => meant.some((two) => overlap(one, two)));
                const internet: Endpoint = { kind: "internet", family, cidrs, text: block ?? `internet${family}` };
                compare(internet, endpoint(interfaces), incoming.filter(touching));
                compare(endpoint(opens), internet, outgoing.filter(touching));
            }
        }
    }
    return wrong;
}

/** What a row calls an end, and the card that stands for it. */
const cardOf = (name: string): string =>
    name === "Internet (::/0)" ? "Internet (IPv6)" : name.replace(/^(Internet|Authorized users) \(.*\)$/, "$1");

/** Each row is an arrow or two, each arrow is of some row: worked out apart from the code that draws. */
function rowsAgainstPicture(plan: Plan): string[] {
    const { nodes, arrows } = sceneOf(plan);
    const node = (key: string) => nodes.find((one) => one.key === key)!;
    const drawn = new Set(
        arrows.flatMap(({ from, to, style, label }) => {
            const ends = `${node(from).title} > ${node(to).title} (${style})`;
            return style === "path" ? [] : [ends, ...portsIn(label).map((ports) => `${ends} ${ports}`)];
        }),
    );
    for (const { title, lines } of nodes) {
        for (const ports of lines.flatMap((line) => portsIn(/^among themselves: (.*)$/.exec(line)?.[1] ?? "")))
            for (const style of ["allowed", "uncertain"]) drawn.add(`${title} > ${title} (${style}) ${ports}`);
    }
    const natTitles = new Set(nodes.filter(({ kind }) => kind === "nat").map(({ title }) => title));
    const meant = new Set(connectionTable(plan).rows.flatMap((row) => arrowsOf(row, natTitles)));
    const isAmong = (arrow: string) => /^(.*) > \1 \(/.test(arrow);
    return [
        ...[...meant].filter((arrow) => !drawn.has(arrow)).map((arrow) => `not drawn: ${arrow}`),
        ...[...drawn].filter((arrow) => !meant.has(arrow) && !isAmong(arrow)).map((arrow) => `drawn only: ${arrow}`),
    ];
}

function arrowsOf({ from, to, through, ports, certain }: ConnectionRow, nats: ReadonlySet<string>): string[] {
    const style = certain ? "allowed" : "uncertain";
    const arrow = (a: string, b: string, said = true) => {
        const ends = `${cardOf(a)} > ${cardOf(b)} (${style})`;
        if (a === b) return [`${ends} ${ports}`];
        return said ? [ends, `${ends} ${ports}`] : [ends];
    };
    if (through === "the internet") return [];
    if (through === null || through === "a network firewall" || through === from) return arrow(from, to);
    return nats.has(through) ? arrow(from, through) : [...arrow(from, through, false), ...arrow(through, to)];
}

/** "tcp 80, 443, udp 53" is three. */
function portsIn(label: string): string[] {
    const parts = label === "" ? [] : label.split(", ");
    return parts.map((part) => (/^\d/.test(part) ? `tcp ${part}` : part));
}
