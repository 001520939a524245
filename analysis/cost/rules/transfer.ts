import type { NetworkGraph } from "../../graph/model";
import { assumptions, type Assumption } from "../assumptions";
import { partOf } from "../../graph/roles";
import { countPlaces, usage, type Draft } from "../line";
import { prices } from "../prices";

const INSTANCE = "aws:ec2/instance:Instance";
const NAT = "aws:ec2/natGateway:NatGateway";

/** Traffic that no single resource owns: out to the internet, through NAT gateways, between zones. */
export function transfer(network: NetworkGraph): readonly Draft[] {
    const { linker } = network;
    const hosts = linker.ofType(INSTANCE);
    if (hosts.length === 0) return [];
    const roles = new Set(hosts.map((host) => partOf(host, linker)?.role));
    // A host below no role may do anything.
    const has = (...names: string[]): boolean => roles.has(undefined) || names.some((name) => roles.has(name));
    const drafts: Draft[] = [];
    if (has("edge", "agent")) {
        drafts.push(out("data out: LLM requests", assumptions.llmOutGb));
        drafts.push(out("data out: the agent's pages and streams", assumptions.userOutGb));
    }
    if (has("verifier")) drafts.push(out("data out: verdicts", assumptions.verdictsOutGb));
    drafts.push(...throughNat(network, hosts.length));
    const acrossZones = network.balancers.some(({ resource }) => countPlaces(network, resource, "subnets") > 1);
    if (acrossZones) {
        const data = assumptions.crossZoneGb;
        drafts.push(usage(null, "transfer", "data between zones", data.quantity, prices.crossZone, data));
    }
    return drafts;
}

function out(item: string, amount: Assumption): Draft {
    return usage(null, "transfer", item, amount.quantity, prices.dataOut, amount);
}

/** Both directions are charged. Without an S3 gateway endpoint, what goes to S3 passes here too. */
function throughNat({ linker, gatewayEndpoints }: NetworkGraph, hosts: number): readonly Draft[] {
    const gateways = linker.ofType(NAT);
    if (gateways.length === 0) return [];
    const { llmOutGb, llmInGb, updatesInGb, artifactsGb, releaseGb } = assumptions;
    const direct = gatewayEndpoints.some(({ service }) => service === "s3");
    const base = llmOutGb.quantity + llmInGb.quantity + updatesInGb.quantity * hosts;
    const gigabytes = direct ? base : base + artifactsGb.quantity + releaseGb.quantity;
    const because = direct
        ? [llmOutGb, llmInGb, updatesInGb]
        : [llmOutGb, llmInGb, updatesInGb, artifactsGb, releaseGb];
    const owner = gateways.length === 1 ? gateways[0]! : null;
    return [usage(owner, "transfer", "data through NAT", gigabytes, prices.natGb, ...because)];
}
