import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { egressRules } from "../../design/derive/securityGroups";
import type { Allowlist } from "../../model/allowlist";
import type { Flow, HostRole, Peer, Workload } from "../../model/intent";
import type { IsolatedNetwork } from "../isolatedNetwork";
import { allowFlows } from "./flow";

export interface DestinationEgressArgs {
    readonly group: pulumi.Output<string>;
    readonly role: HostRole;
    readonly network: IsolatedNetwork;
    readonly allowlist: Allowlist;
    /** AWS's own prefix list of S3 in the region. Not needed where the internet is open on 443 anyway. */
    readonly s3PrefixListId?: string;
}

/** Of the edge 443 to any address is bounded by user on the host, by fixed upstreams and by DNS; of others a claim reports it as waived. */
const whyInternet: Readonly<Record<HostRole, string>> = {
    edge: "LLM endpoints and package mirrors, by user id on the host",
    agent: "AWS services; this mode has no endpoints",
    verifier: "AWS services; this mode has no endpoints",
};

/**
 * The routes from a host to its approved destinations: the endpoints' group where the network has endpoints, 443 to any address where
 * one of them is on the internet (in modes nat and default-vpc all are), and else S3's prefix list.
 */
export function allowDestinations(name: string, args: DestinationEgressArgs, opts: pulumi.CustomResourceOptions): void {
    const { group, role, network, allowlist, s3PrefixListId } = args;
    const rules = new Map(egressRules(allowlist, role).map(({ route, port }) => [route, port]));
    const [internet, s3] = [rules.get("internet"), rules.get("s3")];
    if (rules.has("endpoint")) allowFlows(name, { [role]: group, endpoints: network.endpointsGroupId }, opts);
    const tcp = (port: number) => ({ securityGroupId: group, ipProtocol: "tcp", fromPort: port, toPort: port });
    if (internet !== undefined) {
        const rule = { ...tcp(internet), cidrIpv4: "0.0.0.0/0", description: whyInternet[role] };
        new aws.vpc.SecurityGroupEgressRule(`${name}-internet`, rule, opts);
    } else if (s3 !== undefined) {
        const description = "S3, through the gateway endpoint";
        const rule = { ...tcp(s3), prefixListId: s3PrefixListId, description };
        new aws.vpc.SecurityGroupEgressRule(`${name}-s3`, rule, opts);
    }
}

const peers = { endpoint: "endpoints", s3: "s3-own-account", internet: "internet" } as const satisfies Record<
    string,
    Peer
>;

/** The same routes of a workload, as intent. */
export function awsServiceFlows(allowlist: Allowlist, role: Workload): Flow[] {
    return egressRules(allowlist, role).map(({ route, port }) => ({
        peer: peers[route],
        protocol: "tcp",
        port,
        why: "AWS services of the allowlist",
    }));
}
