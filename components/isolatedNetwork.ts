import { createRequire } from "node:module";
import * as aws from "@pulumi/aws";
import type * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import type { LookedUpNetwork, NetworkIntent, NetworkMode, Tier } from "../model/intent";
import type { Naming } from "../model/naming";
import type { PolicyDocument } from "../model/policyDocument";
import { tokens } from "../model/tokens";
import { aclRules } from "../design/derive/acls";
import { subnetPlan, zonesOf } from "../design/addresses";
import { DnsFirewall } from "./network/dnsFirewall";
import { FlowLogs } from "./network/flowLogs";
import { type DefaultRoute, NetworkTier } from "./network/tier";
import { VpcEndpoints } from "./network/vpcEndpoints";

export interface IsolatedNetworkArgs {
    /**
     * How hosts get out: `nat-endpoints` seals the private tier (the only mode whose isolation is proved), `nat` gives it
     * a NAT route and nothing else, `default-vpc` uses the account's default VPC and changes nothing VPC-wide in it.
     */
    readonly mode: NetworkMode;
    readonly naming: Naming;
    /** The VPC's block, /16 to /28. Not used in mode default-vpc. */
    readonly cidr: string;
    /** Zones of the private and edge tiers, 1 to 3. The public tier always has two: a load balancer needs them. */
    readonly azCount: number;
    /** One NAT gateway for all zones (36.50 a month), or one each. */
    readonly natGateways: "single" | "per-az";
    /** Zone names, as many as the public tier needs. Plain, because they decide what exists. */
    readonly zones: readonly string[];
    /** The clients of the ingress points; the network ACLs admit no others. */
    readonly authorizedCidrs: readonly string[];
    /** Default none: administration is by Session Manager. */
    readonly sshCidrs?: readonly string[];
    /** What DNS Firewall lets through, from the allowlist. */
    readonly approvedDomains: readonly string[];
    /** Interface endpoints with their policies, from the allowlist; used in mode nat-endpoints. */
    readonly endpoints: readonly { readonly service: string; readonly policy: PolicyDocument }[];
    readonly s3EndpointPolicy: PolicyDocument;
    /** The key of the flow and query logs. */
    readonly logKeyArn: pulumi.Input<string>;
    /** One of CloudWatch's retention periods. Default 365: an audit year. */
    readonly logRetentionDays?: number;
    /** Mode default-vpc: what was looked up. */
    readonly defaultVpc?: LookedUpNetwork;
    /** What hosts may reach of S3: AWS's list for the region, for whoever measures the groups. */
    readonly s3PrefixListId?: string;
}

/**
 * The network that isolates: three tiers, of which one is sealed, and DNS that resolves approved names only.
 * docs/design.md, "The network".
 */
export class IsolatedNetwork extends pulumi.ComponentResource {
    readonly vpcId: pulumi.Output<string>;
    /** Subnets by tier, zone 0 first. In mode default-vpc all three name the same public subnets. */
    readonly subnetIds: Readonly<Record<Tier, pulumi.Output<string>[]>>;
    /** The group of the interface endpoints; undefined where there are none. */
    readonly endpointsGroupId: pulumi.Output<string> | undefined;
    /** What must exist before an internet-facing load balancer may: AWS refuses one in a VPC without a gateway. */
    readonly internetGateway: readonly pulumi.Resource[];
    /** What a host needs from its first boot on: it would otherwise wait out the endpoints' creation in back-off. */
    readonly endpoints: readonly pulumi.Resource[];
    /** Public addresses of the NAT gateways: where hosts come from on the internet. Empty in mode default-vpc. */
    readonly natAddresses: readonly pulumi.Output<string>[];
    readonly intent: NetworkIntent;

    private readonly vpcName: string;

    constructor(name: string, args: IsolatedNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super(tokens.isolatedNetwork, name, args, opts);
        this.vpcName = name;
        this.intent = intentOf(args);
        const built = args.mode === "default-vpc" ? this.adoptDefaultVpc(args) : this.build(args);
        this.vpcId = built.vpcId;
        this.subnetIds = built.subnetIds;
        this.endpointsGroupId = built.endpointsGroupId;
        this.internetGateway = built.internetGateway;
        this.endpoints = built.endpoints;
        this.natAddresses = built.natAddresses;
        this.registerOutputs({
            role: "network",
            intent: this.intent,
            vpcId: this.vpcId,
            subnetIds: this.subnetIds,
            endpointsGroupId: this.endpointsGroupId,
        });
    }

    private adoptDefaultVpc({ defaultVpc }: IsolatedNetworkArgs) {
        if (!defaultVpc) throw new Error("[defaultVpc] is needed in mode default-vpc: pass what was looked up");
        // Loaded here, because no other mode needs it.
        const { ec2 } = createRequire(__filename)("@pulumi/awsx") as typeof awsx;
        const vpc = new ec2.DefaultVpc(this.vpcName, {}, { parent: this });
        // Hosts live in the first; a load balancer needs two, and each more would be a node and an address that nothing asks for.
        const subnets = defaultVpc.subnets.slice(0, zonesOf("public", 1)).map(({ id }) => pulumi.output(id));
        return {
            vpcId: vpc.vpcId,
            subnetIds: { public: subnets, private: subnets, edge: subnets },
            endpointsGroupId: undefined,
            internetGateway: [],
            endpoints: [],
            natAddresses: [],
        };
    }

    private build(args: IsolatedNetworkArgs) {
        const child = { parent: this };
        const { naming, logKeyArn, logRetentionDays = 365 } = args;
        const vpc = new aws.ec2.Vpc(
            this.vpcName,
            {
                cidrBlock: args.cidr,
                enableDnsSupport: true,
                // With DNS support: what private names of endpoints need (AWS: DNS attributes of a VPC).
                enableDnsHostnames: true,
                tags: { Name: naming.name("openhands") },
            },
            child,
        );
        const vpcId = vpc.id;
        // Whoever forgets to name a group or an ACL gets these: they let nothing through.
        new aws.ec2.DefaultSecurityGroup(this.vpcName, { vpcId, tags: { Name: "default-closed" } }, child);
        new aws.ec2.DefaultNetworkAcl(
            this.vpcName,
            { defaultNetworkAclId: vpc.defaultNetworkAclId, tags: { Name: "default-closed" } },
            // AWS hands it every subnet that has no other; Pulumi must not fight over them.
            { ...child, ignoreChanges: ["subnetIds"] },
        );
        const internet = new aws.ec2.InternetGateway(
            this.vpcName,
            { vpcId, tags: { Name: naming.name("openhands") } },
            child,
        );
        const tiers = this.tiers(args, vpcId, internet);
        new DnsFirewall(
            `${this.vpcName}-dns`,
            { vpcId, naming, approvedDomains: args.approvedDomains, logKeyArn, logRetentionDays },
            child,
        );
        new FlowLogs(`${this.vpcName}-flow`, { vpcId, naming, logKeyArn, logRetentionDays }, child);
        const endpoints =
            args.mode === "nat-endpoints"
                ? new VpcEndpoints(
                      `${this.vpcName}-endpoints`,
                      {
                          vpcId,
                          region: naming.region,
                          groupName: naming.name("openhands-endpoints-sg"),
                          subnets: tiers.private.subnets,
                          interfaces: args.endpoints,
                          routeTableIds: [...tiers.private.routeTableIds, ...tiers.edge.routeTableIds],
                          s3Policy: args.s3EndpointPolicy,
                      },
                      child,
                  )
                : undefined;
        return {
            vpcId,
            subnetIds: {
                public: tiers.public.subnetIds,
                private: tiers.private.subnetIds,
                edge: tiers.edge.subnetIds,
            },
            endpointsGroupId: endpoints?.securityGroupId,
            internetGateway: [internet],
            endpoints: endpoints ? [endpoints] : [],
            natAddresses: tiers.natAddresses,
        };
    }

    private tiers(
        args: IsolatedNetworkArgs,
        vpcId: pulumi.Output<string>,
        internet: aws.ec2.InternetGateway,
    ): Record<Tier, NetworkTier> & { readonly natAddresses: readonly pulumi.Output<string>[] } {
        const child = { parent: this };
        const access = { authorizedCidrs: args.authorizedCidrs, sshCidrs: args.sshCidrs ?? [] };
        const tier = (which: Tier, defaultRoute?: (zone: number) => DefaultRoute) =>
            new NetworkTier(
                `${this.vpcName}-${which}`,
                {
                    tier: which,
                    vpcId,
                    subnets: this.intent.subnets.filter((subnet) => subnet.tier === which),
                    acl: aclRules(which, args, access),
                    defaultRoute,
                },
                child,
            );
        const publicTier = tier("public", () => ({ gatewayId: internet.id }));
        const nats = this.natGateways(args, publicTier, internet);
        const throughNat = (zone: number) => ({ natGatewayId: nats[Math.min(zone, nats.length - 1)].gateway.id });
        return {
            public: publicTier,
            private: tier("private", this.intent.sealed ? undefined : throughNat),
            edge: tier("edge", throughNat),
            natAddresses: nats.map(({ address }) => address.publicIp),
        };
    }

    private natGateways(args: IsolatedNetworkArgs, tier: NetworkTier, internet: aws.ec2.InternetGateway) {
        const count = args.natGateways === "per-az" ? args.azCount : 1;
        return tier.subnetIds.slice(0, count).map((subnetId, i) => {
            const name = `${this.vpcName}-nat-${i}`;
            const address = new aws.ec2.Eip(name, { domain: "vpc", tags: { Name: name } }, { parent: this });
            const gateway = new aws.ec2.NatGateway(
                name,
                { allocationId: address.allocationId, subnetId, tags: { Name: name } },
                { parent: this, dependsOn: [internet] },
            );
            return { address, gateway };
        });
    }
}

function intentOf(args: IsolatedNetworkArgs): NetworkIntent {
    const own = args.mode !== "default-vpc";
    return {
        account: args.naming.account,
        mode: args.mode,
        cidr: own ? args.cidr : (args.defaultVpc?.cidr ?? ""),
        subnets: own ? subnetPlan(args.cidr, args.azCount, args.zones) : [],
        authorizedCidrs: args.authorizedCidrs,
        approvedDomains: own ? args.approvedDomains : [],
        endpoints: args.mode === "nat-endpoints" ? args.endpoints.map(({ service }) => service) : [],
        sealed: args.mode === "nat-endpoints",
        lookedUp: args.defaultVpc,
        s3PrefixListId: args.s3PrefixListId,
    };
}
