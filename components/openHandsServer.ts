import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { hostFlows } from "../design/derive/intent";
import type { BundleFile } from "../hosts/bundle";
import type { Allowlist } from "../model/allowlist";
import type { OpenHandsConfig } from "../model/config";
import type { HostIntent } from "../model/intent";
import type { Naming } from "../model/naming";
import { tokens } from "../model/tokens";
import type { IsolatedNetwork } from "./isolatedNetwork";
import { allowFlows } from "./parts/flow";
import { HardenedInstance, type MachineImage } from "./parts/hardenedInstance";
import { allowDestinations, awsServiceFlows } from "./parts/destinationEgress";
import type { ReleaseStore } from "./releaseStore";
import type { WebProxy } from "./webProxy";

export interface OpenHandsServerArgs {
    readonly naming: Naming;
    readonly network: IsolatedNetwork;
    readonly webProxy: WebProxy;
    readonly allowlist: Allowlist;
    /** AWS's own prefix list of S3 in the region. */
    readonly s3PrefixListId: string;
    readonly privateIp: string;
    readonly image: MachineImage;
    readonly openHands: OpenHandsConfig;
    /** The zone of the host's subnet: a volume lives in one zone. */
    readonly zone: string;
    /** Default true: `pulumi destroy` refuses while conversations are on the volume. */
    readonly protectData?: boolean;
    /** Default false: no public address. */
    readonly publicIp?: boolean;
    readonly files: readonly BundleFile[];
    readonly release: ReleaseStore;
    readonly logKeyArn: pulumi.Input<string>;
}

/**
 * The host of the agent. Whoever steers the agent has root in its container, so nothing here trusts it: one way in, the
 * two gateways and AWS's endpoints as the ways out, and no key on the host.
 */
export class OpenHandsServer extends pulumi.ComponentResource {
    readonly securityGroupId: pulumi.Output<string>;
    readonly instanceId: pulumi.Output<string>;
    readonly dataVolumeId: pulumi.Output<string>;
    readonly intent: HostIntent;

    constructor(
        private readonly name: string,
        args: OpenHandsServerArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super(tokens.openHandsServer, name, { openHands: args.openHands, privateIp: args.privateIp }, opts);
        const child = { parent: this };
        const { naming, network, webProxy } = args;
        this.intent = {
            ingresses: [],
            reaches: [...hostFlows("agent"), ...awsServiceFlows(args.allowlist, "agent")],
        };

        const groupName = naming.name("openhands-server-sg");
        const group = new aws.ec2.SecurityGroup(
            name,
            {
                name: groupName,
                description: "OpenHands: the web proxy in, the gateways and AWS endpoints out",
                vpcId: network.vpcId,
                tags: { Name: groupName },
            },
            child,
        );
        allowFlows(name, { edge: webProxy.securityGroupId, agent: group.id }, child);
        allowDestinations(name, { group: group.id, role: "agent", ...args }, child);

        const host = new HardenedInstance(
            name,
            {
                host: "agent",
                naming,
                image: args.image,
                instanceType: args.openHands.instanceType,
                subnetId: network.subnetIds.private[0],
                privateIp: args.privateIp,
                securityGroupId: group.id,
                publicIp: args.publicIp,
                rootVolumeGb: args.openHands.rootVolumeGb,
                files: args.files,
                release: args.release,
                logKeyArn: args.logKeyArn,
                network,
            },
            child,
        );
        this.securityGroupId = group.id;
        this.instanceId = host.instanceId;
        this.dataVolumeId = this.dataVolume(args);
        this.registerOutputs({
            role: "agent",
            intent: this.intent,
            securityGroupId: this.securityGroupId,
            instanceId: this.instanceId,
            dataVolumeId: this.dataVolumeId,
        });
    }

    /** Conversations and settings outlive the host: on a volume of their own, made here or brought by config. */
    private dataVolume({ openHands, zone, protectData, naming }: OpenHandsServerArgs): pulumi.Output<string> {
        const child = { parent: this };
        const volumeId =
            openHands.dataVolumeId !== undefined
                ? pulumi.output(openHands.dataVolumeId)
                : new aws.ebs.Volume(
                      `${this.name}-data`,
                      {
                          availabilityZone: zone,
                          size: openHands.dataVolumeGb,
                          type: "gp3",
                          encrypted: true,
                          tags: { Name: naming.name("openhands-data"), Backup: "daily" },
                      },
                      { ...child, protect: protectData ?? true },
                  ).id;
        new aws.ec2.VolumeAttachment(
            `${this.name}-data`,
            { deviceName: "/dev/sdf", instanceId: this.instanceId, volumeId, stopInstanceBeforeDetaching: true },
            // A volume is attached once: the old attachment must go before the new one.
            { ...child, deleteBeforeReplace: true },
        );
        return volumeId;
    }
}
