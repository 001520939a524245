import { overlaps, prefixLength } from "../../model/cidr";
import type { PartialConfig, Problem } from "./raw";

/** Blocks that no provider publishes: what is there is the host itself, its network, or nobody (RFC 6890). */
const special: readonly (readonly [cidr: string, what: string])[] = [
    ["0.0.0.0/8", "this network"],
    ["10.0.0.0/8", "private addresses"],
    ["100.64.0.0/10", "carrier-grade NAT"],
    ["127.0.0.0/8", "loopback"],
    ["169.254.0.0/16", "link-local addresses and instance metadata"],
    ["172.16.0.0/12", "private addresses"],
    ["192.0.0.0/24", "protocol assignments"],
    ["192.168.0.0/16", "private addresses"],
    ["198.18.0.0/15", "benchmarking"],
    ["224.0.0.0/4", "multicast"],
    ["240.0.0.0/4", "reserved addresses"],
];

const specialOf = (cidr: string) => special.find(([block]) => overlaps(block, cidr));

/** Docker's default bridge on every host (https://docs.docker.com/engine/network/drivers/bridge/). */
const dockerBridge = "172.17.0.0/16";

/** What is wrong with a block because of what lives there. */
export function addressProblems({ network, access, llm }: PartialConfig): Problem[] {
    const own = network !== undefined && network.mode !== "default-vpc";
    const problems: Problem[] = [];
    if (own && overlaps(network.cidr, dockerBridge)) {
        const fix = `overlaps ${dockerBridge}, Docker's own bridge on every host, which would take the VPC's packets: write another block`;
        problems.push({ key: "network.cidr", value: network.cidr, fix });
    }
    for (const [list, cidrs] of [
        ["authorizedCidrs", access?.authorizedCidrs ?? []],
        ["sshCidrs", access?.sshCidrs ?? []],
    ] as const) {
        cidrs.forEach((cidr, i) => {
            const [block, what] = (prefixLength(cidr) >= 8 && specialOf(cidr)) || [];
            if (block === undefined || (own && overlaps(cidr, network.cidr))) return;
            const fix = `is in ${block} (${what}), and clients come over the internet with public addresses: write the public ones`;
            problems.push({ key: `access.${list}[${i}]`, value: cidr, fix });
        });
    }
    llm?.endpoints.forEach((endpoint, i) => {
        if (endpoint.kind !== "https") return;
        endpoint.cidrs.forEach((cidr, j) => {
            const [block, what] = specialOf(cidr) ?? [];
            if (block === undefined) return;
            const fix =
                `holds addresses of ${block} (${what}), where no provider is: the web proxy reaches the internet and no other ` +
                "network, so write the provider's published ranges, or leave cidrs out";
            problems.push({ key: `llm.endpoints[${i}].cidrs[${j}]`, value: cidr, fix });
        });
    });
    return problems;
}
