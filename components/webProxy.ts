import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { hostFlows, ingressesOf } from "../design/derive/intent";
import { edgeUses } from "../design/derive/edgeUses";
import { egressRules } from "../design/derive/securityGroups";
import type { BundleFile } from "../hosts/bundle";
import type { Allowlist } from "../model/allowlist";
import type { AccessConfig } from "../model/config";
import type { GatewayPolicy } from "../model/gatewayPolicy";
import { edgeStatements, onlyFromEdge } from "../model/hostGrants";
import type { EdgeUses, HostIntent } from "../model/intent";
import type { Naming } from "../model/naming";
import { ports } from "../model/ports";
import { tokens } from "../model/tokens";
import type { IsolatedNetwork } from "./isolatedNetwork";
import { allowClients, allowFlow } from "./parts/flow";
import { HardenedInstance, type MachineImage } from "./parts/hardenedInstance";
import type { ReleaseStore } from "./releaseStore";

export interface WebProxyArgs {
    readonly naming: Naming;
    readonly network: IsolatedNetwork;
    /**
     * How clients come in: `nlb` puts a network load balancer before a host without a public address (prod), `public-ip` gives the
     * host the address itself (demo).
     */
    readonly ingress: "nlb" | "public-ip";
    readonly access: AccessConfig;
    readonly allowlist: Allowlist;
    /** What the LLM gateway's FILE says, as the host's files have it. */
    readonly gateway: GatewayPolicy;
    readonly privateIp: string;
    readonly image: MachineImage;
    /** Default t3.small. */
    readonly instanceType?: string;
    /** Default true. Prod keeps its load balancer from being deleted by mistake. */
    readonly deletionProtection?: boolean;
    /** The host's rendered files: nginx, both gateways, the host firewall. */
    readonly files: readonly BundleFile[];
    readonly release: ReleaseStore;
    readonly logKeyArn: pulumi.Input<string>;
}

/** Idle seconds of a TCP flow through the load balancer; OpenHands keeps websockets open. AWS: 60 to 6000. */
const tcpIdleTimeoutSeconds = 3600;

/**
 * The only ingress point, in both directions: users come in through nginx, the agent gets out through two gateways with fixed
 * upstreams. The only role that may have 443 to the internet.
 */
export class WebProxy extends pulumi.ComponentResource {
    readonly securityGroupId: pulumi.Output<string>;
    readonly instanceId: pulumi.Output<string>;
    /** Where the name of OpenHands must point: the load balancer's name, or the host's address. */
    readonly address: pulumi.Output<string>;
    readonly intent: HostIntent;

    constructor(
        private readonly name: string,
        private readonly args: WebProxyArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super(tokens.webProxy, name, { ingress: args.ingress, access: args.access, privateIp: args.privateIp }, opts);
        const child = { parent: this };
        const { naming, network } = args;
        const uses = edgeUses(args.allowlist, args.access, args.privateIp);
        this.intent = intentOf(args, uses);

        const groupName = naming.name("openhands-web-proxy-sg");
        const group = new aws.ec2.SecurityGroup(
            name,
            {
                name: groupName,
                description: "Web proxy: the only ingress point of OpenHands, in both directions",
                vpcId: network.vpcId,
                tags: { Name: groupName },
            },
            child,
        );
        const host = new HardenedInstance(
            name,
            {
                host: "edge",
                naming,
                image: args.image,
                instanceType: args.instanceType ?? "t3.small",
                subnetId: network.subnetIds.edge[0],
                privateIp: args.privateIp,
                securityGroupId: group.id,
                publicIp: args.ingress === "public-ip",
                statements: [...edgeStatements(naming, uses), ...(network.intent.sealed ? onlyFromEdge(uses) : [])],
                files: args.files,
                release: args.release,
                logKeyArn: args.logKeyArn,
                network,
            },
            child,
        );
        this.allowEgress(group.id);
        this.securityGroupId = group.id;
        this.instanceId = host.instanceId;
        this.address = args.ingress === "nlb" ? this.loadBalancer(group.id, host) : this.publicIngress(group.id, host);
        this.registerOutputs({
            role: "edge",
            intent: this.intent,
            securityGroupId: this.securityGroupId,
            instanceId: this.instanceId,
            address: this.address,
        });
    }

    /** The edge's own rule: 443 anywhere. Bounded by user id on the host, by fixed upstreams and by DNS. */
    private allowEgress(group: pulumi.Output<string>): void {
        const child = { parent: this };
        const { network, allowlist } = this.args;
        for (const { route, port } of egressRules(allowlist, "edge")) {
            if (route === "internet") {
                const rule = { ipProtocol: "tcp", fromPort: port, toPort: port, cidrIpv4: "0.0.0.0/0" };
                new aws.vpc.SecurityGroupEgressRule(
                    `${this.name}-internet`,
                    {
                        ...rule,
                        securityGroupId: group,
                        description: "LLM endpoints and package mirrors, by user id on the host",
                    },
                    child,
                );
            }
            if (route === "endpoint" && network.endpointsGroupId) {
                const flow = {
                    from: group,
                    to: network.endpointsGroupId,
                    port,
                    description: "web proxy to AWS endpoints",
                };
                allowFlow(`${this.name}-endpoints`, flow, child);
            }
        }
    }

    private publicIngress(group: pulumi.Output<string>, host: HardenedInstance): pulumi.Output<string> {
        for (const { port, from } of this.intent.ingresses) {
            const ingress = { to: group, port, cidrs: from, description: `authorized clients on ${port}` };
            allowClients(`${this.name}-clients-${port}`, ingress, { parent: this });
        }
        return host.publicIp;
    }

    private loadBalancer(group: pulumi.Output<string>, host: HardenedInstance): pulumi.Output<string> {
        const child = { parent: this };
        const { naming, network } = this.args;
        const groupName = naming.name("openhands-nlb-sg");
        // A network load balancer takes its group at creation or never (AWS: NLB security groups).
        const balancerGroup = new aws.ec2.SecurityGroup(
            `${this.name}-nlb`,
            {
                name: groupName,
                description: "Network load balancer: authorized clients in, web proxy out",
                vpcId: network.vpcId,
                tags: { Name: groupName },
            },
            child,
        );
        const balancer = new aws.lb.LoadBalancer(
            `${this.name}-nlb`,
            {
                name: naming.name("openhands-nlb"),
                loadBalancerType: "network",
                internal: false,
                ipAddressType: "ipv4",
                subnets: network.subnetIds.public,
                securityGroups: [balancerGroup.id],
                // One target, in one zone: both nodes must reach it.
                enableCrossZoneLoadBalancing: true,
                enableDeletionProtection: this.args.deletionProtection ?? true,
            },
            { ...child, dependsOn: [...network.internetGateway] },
        );
        for (const { port, from } of this.intent.ingresses) {
            const ingress = { to: balancerGroup.id, port, cidrs: from, description: `authorized clients on ${port}` };
            allowClients(`${this.name}-clients-${port}`, ingress, child);
            const flow = {
                from: balancerGroup.id,
                to: group,
                port,
                description: `load balancer to web proxy on ${port}`,
            };
            allowFlow(`${this.name}-nlb-${port}`, flow, child);
            this.listener(balancer, host, port);
        }
        return balancer.dnsName;
    }

    private listener(balancer: aws.lb.LoadBalancer, host: HardenedInstance, port: number): void {
        const child = { parent: this };
        const name = `${this.name}-${port}`;
        const targets = new aws.lb.TargetGroup(
            name,
            {
                name: this.args.naming.name(`openhands-${port}`),
                vpcId: this.args.network.vpcId,
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
}

function intentOf(args: WebProxyArgs, uses: EdgeUses): HostIntent {
    const { ingress, access, network } = args;
    const kind = ingress === "nlb" ? "nlb" : "instance";
    const sealed = network.intent.sealed;
    return {
        ingresses: ingressesOf("edge", kind, access),
        reaches: [
            ...hostFlows("edge"),
            {
                peer: "internet",
                protocol: "tcp",
                port: ports.https,
                why: "approved LLM endpoints and mirrors, by user id on the host",
            },
            ...args.allowlist
                .filter(({ purpose, cidrs }) => purpose === "llm" && cidrs.length > 0)
                .map(({ name, port, cidrs }) => ({
                    peer: "internet" as const,
                    protocol: "tcp" as const,
                    port,
                    cidrs,
                    why: `published addresses of LLM endpoint ${name}`,
                })),
            ...(sealed ? (["endpoints", "s3-own-account"] as const).map(awsServices) : []),
        ],
        uses,
        gateway: args.gateway,
    };
}

const awsServices = (peer: "endpoints" | "s3-own-account") =>
    ({ peer, protocol: "tcp", port: ports.https, why: "AWS services" }) as const;
