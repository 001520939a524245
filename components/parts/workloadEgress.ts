import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { egressRules } from "../../design/derive/securityGroups";
import type { Allowlist } from "../../model/allowlist";
import type { Flow, Peer, Workload } from "../../model/intent";
import type { IsolatedNetwork } from "../isolatedNetwork";
import { allowFlow } from "./flow";

export interface WorkloadEgressArgs {
    readonly group: pulumi.Output<string>;
    readonly role: Workload;
    readonly network: IsolatedNetwork;
    readonly allowlist: Allowlist;
    readonly s3PrefixListId: string;
}

/**
 * The ways from a workload to AWS: the endpoints' group and S3's prefix list where the network has endpoints; where it has
 * none (modes nat and default-vpc) 443 to any address, which the claims then report as waived.
 */
export function allowAwsServices(name: string, args: WorkloadEgressArgs, opts: pulumi.CustomResourceOptions): void {
    const { group, role, network, allowlist, s3PrefixListId } = args;
    for (const { route, port } of egressRules(allowlist, role)) {
        const rule = { securityGroupId: group, ipProtocol: "tcp", fromPort: port, toPort: port };
        if (route === "endpoint" && network.endpointsGroupId) {
            const flow = { from: group, to: network.endpointsGroupId, port, description: `${role} to AWS endpoints` };
            allowFlow(`${name}-endpoints`, flow, opts);
        }
        if (route === "s3") {
            const s3 = { ...rule, prefixListId: s3PrefixListId, description: "S3, through the gateway endpoint" };
            new aws.vpc.SecurityGroupEgressRule(`${name}-s3`, s3, opts);
        }
        if (route === "internet") {
            const internet = {
                ...rule,
                cidrIpv4: "0.0.0.0/0",
                description: "AWS services; this mode has no endpoints",
            };
            new aws.vpc.SecurityGroupEgressRule(`${name}-internet`, internet, opts);
        }
    }
}

/** The same ways, as intent. */
export function awsServiceFlows(allowlist: Allowlist, role: Workload): Flow[] {
    const peers = { endpoint: "endpoints", s3: "s3-own-account", internet: "internet" } as const satisfies Record<
        string,
        Peer
    >;
    return egressRules(allowlist, role).map(({ route, port }) => ({
        peer: peers[route],
        protocol: "tcp",
        port,
        why: "AWS services of the allowlist",
    }));
}
