import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { hostFlows, ingressesOf } from "../design/derive/intent";
import { edgeUses } from "../design/derive/edgeUses";
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
import { allowDestinations } from "./parts/destinationEgress";
import { allowClients } from "./parts/flow";
import { HardenedInstance, type MachineImage } from "./parts/hardenedInstance";
import { networkBalancer } from "./parts/networkBalancer";
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
    readonly instanceType: string;
    /** Default true. Prod keeps its load balancer from being deleted by mistake. */
    readonly deletionProtection?: boolean;
    /** The host's rendered files: nginx, both gateways, the host firewall. */
    readonly files: readonly BundleFile[];
    readonly release: ReleaseStore;
    readonly logKeyArn: pulumi.Input<string>;
}

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
                instanceType: args.instanceType,
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
        allowDestinations(name, { group: group.id, role: "edge", network, allowlist: args.allowlist }, child);
        this.securityGroupId = group.id;
        this.instanceId = host.instanceId;
        this.address = args.ingress === "nlb" ? this.balanced(group.id, host) : this.publicIngress(group.id, host);
        this.registerOutputs({
            role: "edge",
            intent: this.intent,
            securityGroupId: this.securityGroupId,
            instanceId: this.instanceId,
            address: this.address,
        });
    }

    private balanced(group: pulumi.Output<string>, host: HardenedInstance): pulumi.Output<string> {
        const { naming, network, deletionProtection = true } = this.args;
        const args = { naming, network, deletionProtection, ingresses: this.intent.ingresses, group, host };
        return networkBalancer(this.name, args, { parent: this });
    }

    private publicIngress(group: pulumi.Output<string>, host: HardenedInstance): pulumi.Output<string> {
        for (const { port, from } of this.intent.ingresses) {
            const ingress = { to: group, port, cidrs: from, description: `authorized clients on ${port}` };
            allowClients(`${this.name}-clients-${port}`, ingress, { parent: this });
        }
        return host.publicIp;
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
