import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Ingress } from "../../model/intent";
import type { Naming } from "../../model/naming";
import { ports } from "../../model/ports";
import type { IsolatedNetwork } from "../isolatedNetwork";
import { allowClients, allowFlow } from "./flow";
import type { HardenedInstance } from "./hardenedInstance";

export interface NetworkBalancerArgs {
    readonly naming: Naming;
    readonly network: IsolatedNetwork;
    readonly deletionProtection: boolean;
    readonly ingresses: readonly Ingress[];
    /** The target, and its group. */
    readonly host: HardenedInstance;
    readonly group: pulumi.Input<string>;
}

/** Idle seconds of a TCP flow through the load balancer; OpenHands keeps websockets open. AWS: 60 to 6000. */
const tcpIdleTimeoutSeconds = 3600;

/** A network load balancer before the web proxy. @returns its name in DNS */
export function networkBalancer(
    name: string,
    args: NetworkBalancerArgs,
    child: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    const { naming, network, deletionProtection, ingresses, group } = args;
    const groupName = naming.name("openhands-nlb-sg");
    // A network load balancer takes its group at creation or never (AWS: NLB security groups).
    const balancerGroup = new aws.ec2.SecurityGroup(
        `${name}-nlb`,
        {
            name: groupName,
            description: "Network load balancer: authorized clients in, web proxy out",
            vpcId: network.vpcId,
            tags: { Name: groupName },
        },
        child,
    );
    const balancer = new aws.lb.LoadBalancer(
        `${name}-nlb`,
        {
            name: naming.name("openhands-nlb"),
            loadBalancerType: "network",
            internal: false,
            ipAddressType: "ipv4",
            subnets: network.subnetIds.public,
            securityGroups: [balancerGroup.id],
            // One target, in one zone: both nodes must reach it.
            enableCrossZoneLoadBalancing: true,
            enableDeletionProtection: deletionProtection,
        },
        { ...child, dependsOn: [...network.internetGateway] },
    );
    for (const { port, from } of ingresses) {
        const ingress = { to: balancerGroup.id, port, cidrs: from, description: `authorized clients on ${port}` };
        allowClients(`${name}-clients-${port}`, ingress, child);
        const flow = {
            from: balancerGroup.id,
            to: group,
            port,
            description: `load balancer to web proxy on ${port}`,
        };
        allowFlow(`${name}-nlb-${port}`, flow, child);
        listener(name, { ...args, child }, balancer, port);
    }
    return balancer.dnsName;
}

interface Child {
    readonly child: pulumi.CustomResourceOptions;
}

function listener(
    balancerName: string,
    { naming, network, host, child }: NetworkBalancerArgs & Child,
    balancer: aws.lb.LoadBalancer,
    port: number,
): void {
    const name = `${balancerName}-${port}`;
    const targets = new aws.lb.TargetGroup(
        name,
        {
            name: naming.name(`openhands-${port}`),
            vpcId: network.vpcId,
            protocol: "TCP",
            port,
            targetType: "instance",
            // nginx, fail2ban and the audit log need the client's own address.
            preserveClientIp: "true",
            // nginx is up or it is not: one check serves every port, and needs one ACL rule.
            healthCheck: {
                protocol: "TCP",
                port: String(ports.https),
                interval: 10,
                healthyThreshold: 2,
                unhealthyThreshold: 2,
            },
        },
        child,
    );
    new aws.lb.TargetGroupAttachment(name, { targetGroupArn: targets.arn, targetId: host.instanceId, port }, child);
    new aws.lb.Listener(
        name,
        {
            loadBalancerArn: balancer.arn,
            protocol: "TCP",
            port,
            tcpIdleTimeoutSeconds,
            defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
        },
        child,
    );
}
