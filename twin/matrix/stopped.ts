import type { Event } from "../aws/log";
import type { Row } from "./row";
import type { Packet } from "./trace";

/** What a blocked row has left behind. */
export interface Left {
    readonly row: Pick<Row, "from">;
    readonly group: number;
    readonly nonce: string;
    readonly packets: readonly Packet[];
    /** Of the world, from the row's beginning to its end. */
    readonly lines: readonly string[];
}

/** Layers by how the network's own rulesets call what drops (twin/compile). */
const byDrop: Readonly<Record<string, string>> = {
    acl: "acls",
    check: "checks",
    gateway: "gateways",
    group: "groups",
    listeners: "listeners",
    nat: "gateways",
    route: "routes",
    router: "router-itself",
};

/** Who reads what comes to a port of a host: what got that far was stopped by nobody before. */
const byPort: Readonly<Record<number, string>> = {
    80: "nginx-rules",
    443: "nginx-rules",
    3000: "nginx-rules",
    4000: "gateway-policy",
    4080: "nginx-rules",
};

/**
 * The layers that were seen to stop what a row sent, in the order in which they were met; none when nobody was seen to. Where a row tries
 * several ways, each may end at another.
 */
export function stoppedBy({ row, group, nonce, packets, lines }: Left): string[] {
    const sent = new Map(
        packets.filter((one) => one.group === group && one.mark === "sent").map((one) => [keyOf(one), one]),
    );
    const answers = lines.map((line) => JSON.parse(line) as Event);
    const found = [...sent].flatMap(([key, one]) => endOf(key, one, group, packets, answers) ?? []);
    const refusedName = answers.some(
        ({ kind, action, name }) => kind === "dns" && action === "BLOCK" && holds(name, nonce),
    );
    const layers = [...found, ...(refusedName ? ["dns-firewall"] : [])];
    if (layers.length === 0 && sent.size === 0 && row.from === "agent") return ["container-network"];
    return [...new Set(layers)];
}

const holds = (name: unknown, nonce: string): boolean => typeof name === "string" && name.includes(nonce.toLowerCase());

/** A balancer writes another destination on a packet, and nobody another source: that is how one is known again. */
const keyOf = ({ protocol, source, sourcePort, destination }: Packet): string =>
    sourcePort === 0 ? `${protocol} ${source} ${destination}` : `${protocol} ${source} ${sourcePort}`;

const replyKeyOf = ({ protocol, source, destination, port }: Packet): string =>
    port === 0 ? `${protocol} ${destination} ${source}` : `${protocol} ${destination} ${port}`;

const onMachines = ["sent", "left", "in", "taken"];

function endOf(
    key: string,
    sent: Packet,
    group: number,
    packets: readonly Packet[],
    answers: readonly Event[],
): string | undefined {
    const same = packets.filter((one) => keyOf(one) === key);
    const drops = (all: readonly Packet[]) =>
        all.filter(({ mark }) => !onMachines.includes(mark) && mark !== "arrived");
    const [drop] = [...drops(same), ...drops(packets.filter((one) => replyKeyOf(one) === key))];
    if (drop) return byDrop[drop.mark.split("-")[0]];
    if (!same.some((one) => one.mark === "left" && one.group === group)) return "host-firewall";
    const entered = same.filter(({ mark }) => mark === "in");
    const taken = same.filter(({ mark }) => mark === "taken");
    const refused = entered.find(({ at }) => !taken.some((one) => one.at === at));
    if (refused) return "host-firewall";
    return serviceOf(sent, answers) ?? (taken.length > 0 ? byPort[taken[taken.length - 1].port] : undefined);
}

/** What a service of AWS said to the connection from this port. */
function serviceOf({ sourcePort, destination }: Packet, answers: readonly Event[]): string | undefined {
    const own = answers.filter(({ port }) => port === sourcePort);
    if (own.some(({ kind, status }) => kind === "imds" && Number(status) === 401)) return "imds-tokens";
    // A token was given, and did not come back.
    if (destination === metadata && own.every(({ kind, status }) => kind === "imds" && Number(status) === 200))
        return "imds-hop";
    const refusal = own.find(({ kind, allowed }) => kind === "aws" && allowed === false);
    if (refusal) return /endpoint policy/.test(String(refusal.because)) ? "endpoint-policies" : "iam";
    return undefined;
}

const metadata = "169.254.169.254";
