import type { PlannedAccount } from "../aws/account";
import { internetPlace } from "../compile/internet";
import type { Network } from "../machines/network";
import { attackerDomain, linkLocal, world } from "./addresses";
import { foreign } from "../aws/seed";
import type { Served, Stand } from "./stand";

/** Ports of the attacker that say what they hear, beside its web server and its resolver. */
const attackerTcp = [21, 22, 25, 123, 853, 1080, 3128, 4444, 8080, 8443, 9001] as const;
const attackerUdp = [123, 443, 853, 4444, 51820] as const;

/** A port of every host that no flow names and at which the twin answers: what reaches it has passed everything. */
export const spare = 9999;

/** Everything that listens outside the hosts, and the spare port in them. */
export function standsOf(network: Network): Stand[] {
    const [router, internet] = [network.namespace("router"), network.namespace(internetPlace)];
    const at = (namespace: string, protocol: Stand["protocol"], port: number, serves: Served) => (address: string) => ({
        ...{ namespace, protocol, address, port, serves },
    });
    const tcp = (addresses: readonly string[], port: number, serves: Served) =>
        addresses.map(at(internet, "tcp", port, serves));
    const udp = (addresses: readonly string[], port: number, serves: Served) =>
        addresses.map(at(internet, "udp", port, serves));
    const open: Served = { kind: "resolver", of: "internet" };
    const sink = (speaks: "https" | "http" | "bytes"): Served => ({ kind: "sink", speaks });
    return [
        at(router, "tcp", 80, { kind: "imds" })(linkLocal.imds),
        at(router, "udp", 123, { kind: "time" })(linkLocal.time),
        ...resolversOf(network).flatMap((address) =>
            (["udp", "tcp"] as const).map((protocol) =>
                at(router, protocol, 53, { kind: "resolver", of: "vpc" })(address),
            ),
        ),
        ...network
            .endpoints()
            .map(({ id, namespace, address }) => at(namespace, "tcp", 443, { kind: "aws", endpoint: id })(address)),
        ...network
            .instances()
            .flatMap(({ namespace, address }) =>
                (["tcp", "udp"] as const).map((protocol) => at(namespace, protocol, spare, sink("bytes"))(address)),
            ),
        ...tcp([...world.aws, ...world.s3], 443, { kind: "aws" }),
        ...tcp(world.llm, 443, { kind: "llm" }),
        ...tcp(world.mirror, 443, { kind: "mirror" }),
        ...[...world.resolvers, ...world.attacker].flatMap((one) => [...tcp([one], 53, open), ...udp([one], 53, open)]),
        ...world.resolvers.flatMap((one) => [
            ...tcp([one], 443, sink("https")),
            ...tcp([one], 853, sink("bytes")),
            ...udp([one], 853, sink("bytes")),
        ]),
        ...tcp(world.attacker, 443, sink("https")),
        ...tcp(world.attacker, 80, sink("http")),
        ...attackerTcp.flatMap((port) => tcp(world.attacker, port, sink("bytes"))),
        ...attackerUdp.flatMap((port) => udp(world.attacker, port, sink("bytes"))),
    ];
}

const resolversOf = ({ compiled }: Network): string[] => {
    const vpcs = compiled.wiring.vpcs.flatMap(({ cidrs }) => cidrs.filter((one) => !one.includes(":")).slice(0, 1));
    return [linkLocal.resolver, ...vpcs.map((cidr) => cidr.replace(/\.\d+\/\d+$/, ".2"))];
};

export interface Outside {
    /** Names of LLM endpoints and of the OS mirror. */
    readonly llm: readonly string[];
    readonly mirror: readonly string[];
    /** Names that people type, with the address that the internet knows. */
    readonly sites: Readonly<Record<string, string>>;
}

/** The private names that interface endpoints bring into the VPC. */
export const privateNamesOf = ({ endpoints, region }: PlannedAccount): Record<string, readonly string[]> =>
    Object.fromEntries(
        endpoints
            .filter(({ kind }) => kind === "Interface")
            .map(({ service, addresses }) => [`${service}.${region}.amazonaws.com`, addresses]),
    );

/** The world's DNS. */
export function namesOf(
    { region }: PlannedAccount,
    { llm, mirror, sites }: Outside,
): Record<string, readonly string[]> {
    const domain = `${region}.amazonaws.com`;
    const all = (names: readonly string[], addresses: readonly string[]) =>
        names.map((name) => [name, addresses] as const);
    return Object.fromEntries([
        ...all([`*.${domain}`], world.aws),
        ...all([`*.s3.${domain}`, `s3.${domain}`, `${foreign.bucket}.s3.${domain}`], world.s3),
        ...all([...llm, ...llm.map((name) => `*.${name}`)], world.llm),
        ...all(mirror, world.mirror),
        ...all([attackerDomain, `*.${attackerDomain}`], world.attacker),
        ...Object.entries(sites).map(([name, address]) => [name, [address]] as const),
    ]);
}
