import { specialBlock } from "@isolated-openhands/gateway/rules";
import { overlaps, prefixLength } from "../../model/cidr";
import type { PartialConfig, Problem } from "./raw";

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
            const special = prefixLength(cidr) >= 8 ? specialBlock(cidr) : undefined;
            if (special === undefined || (own && overlaps(cidr, network.cidr))) return;
            const fix = `is in ${special.block} (${special.what}), and clients come over the internet with public addresses: write the public ones`;
            problems.push({ key: `access.${list}[${i}]`, value: cidr, fix });
        });
    }
    llm?.endpoints.forEach((endpoint, i) => {
        if (endpoint.kind !== "https") return;
        endpoint.cidrs.forEach((cidr, j) => {
            const special = specialBlock(cidr);
            if (special === undefined) return;
            const fix =
                `holds addresses of ${special.block} (${special.what}), where no provider is: the web proxy reaches the internet and no other ` +
                "network, so write the provider's published ranges, or leave cidrs out";
            problems.push({ key: `llm.endpoints[${i}].cidrs[${j}]`, value: cidr, fix });
        });
    });
    return problems;
}
