import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { flows, type Party } from "../../design/flows";

/** One port that one security group may use towards another. */
export interface FlowArgs {
    readonly from: pulumi.Input<string>;
    readonly to: pulumi.Input<string>;
    readonly port: number;
    readonly description: string;
}

/**
 * Both halves of a flow between two groups. Groups only ever allow, so a flow needs egress at one end and ingress at the
 * other; made together, neither can be forgotten.
 */
export function allowFlow(
    name: string,
    { from, to, port, description }: FlowArgs,
    opts: pulumi.CustomResourceOptions,
): void {
    const tcp = { ipProtocol: "tcp", fromPort: port, toPort: port, description };
    new aws.vpc.SecurityGroupEgressRule(name, { ...tcp, securityGroupId: from, referencedSecurityGroupId: to }, opts);
    new aws.vpc.SecurityGroupIngressRule(name, { ...tcp, securityGroupId: to, referencedSecurityGroupId: from }, opts);
}

/** Both halves of every flow of the design between the given groups. */
export function allowFlows(
    name: string,
    groups: Readonly<Partial<Record<Party, pulumi.Input<string>>>>,
    opts: pulumi.CustomResourceOptions,
): void {
    for (const { rule, from, to, port, why } of flows) {
        const [source, target] = [groups[from], groups[to]];
        if (source !== undefined && target !== undefined)
            allowFlow(`${name}-${rule}`, { from: source, to: target, port, description: why }, opts);
    }
}

/**
 * One port of a group, open to blocks of addresses: one rule a block, named by the block, so that a change of the list touches the
 * rules of the blocks that came or went and no other. AWS refuses a second rule of the same content.
 */
export function allowClients(
    name: string,
    { to, port, cidrs, description }: Omit<FlowArgs, "from"> & { readonly cidrs: readonly string[] },
    opts: pulumi.CustomResourceOptions,
): void {
    for (const cidrIpv4 of cidrs) {
        const rule = { securityGroupId: to, ipProtocol: "tcp", fromPort: port, toPort: port, cidrIpv4, description };
        new aws.vpc.SecurityGroupIngressRule(`${name}-${cidrIpv4.replace("/", "-")}`, rule, opts);
    }
}
