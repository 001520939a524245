import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { hostFlows, ingressesOf } from "../design/derive/intent";
import type { BundleFile } from "../hosts/bundle";
import type { Allowlist } from "../model/allowlist";
import { verifierStatements } from "../model/hostGrants";
import { verifierNames } from "../model/hosts";
import type { HostIntent } from "../model/intent";
import type { Naming } from "../model/naming";
import { tokens } from "../model/tokens";
import type { ArtifactStore } from "./artifactStore";
import type { IsolatedNetwork } from "./isolatedNetwork";
import { applicationBalancer } from "./parts/applicationBalancer";
import { allowClients, allowFlows } from "./parts/flow";
import { HardenedInstance, type MachineImage } from "./parts/hardenedInstance";
import { allowDestinations, awsServiceFlows } from "./parts/destinationEgress";
import type { ReleaseStore } from "./releaseStore";
import type { WebProxy } from "./webProxy";

export interface VerifierServiceArgs {
    readonly naming: Naming;
    readonly network: IsolatedNetwork;
    /** The package gateway: the only thing of the edge that the verifier's host talks to. */
    readonly webProxy: WebProxy;
    readonly allowlist: Allowlist;
    readonly s3PrefixListId: string;
    readonly authorizedCidrs: readonly string[];
    /** ACM certificate of the HTTPS listener. */
    readonly certificateArn: pulumi.Input<string>;
    /** One a zone, zone 0 first: so many hosts stand behind the one load balancer. */
    readonly privateIps: readonly string[];
    readonly image: MachineImage;
    readonly instanceType: string;
    /** Where artifacts go; undefined when the service keeps none. */
    readonly artifacts?: ArtifactStore;
    /** Default false: no public address. */
    readonly publicIp?: boolean;
    /** Default true. */
    readonly deletionProtection?: boolean;
    /** Whether `pulumi destroy` may delete access logs. Default false. */
    readonly forceDestroyLogs?: boolean;
    /** Of each host. */
    readonly files: readonly (readonly BundleFile[])[];
    readonly release: ReleaseStore;
    readonly logKeyArn: pulumi.Input<string>;
}

/** The label verifier: an HTTPS load balancer for authorized clients before a host that nobody else may reach. */
export class VerifierService extends pulumi.ComponentResource {
    readonly securityGroupId: pulumi.Output<string>;
    readonly instanceId: pulumi.Output<string>;
    /** Of each zone's host, zone 0 first. */
    readonly instanceIds: readonly pulumi.Output<string>[];
    /** The load balancer's name, where the verifier's host name must point. */
    readonly address: pulumi.Output<string>;
    readonly intent: HostIntent;

    constructor(
        private readonly name: string,
        private readonly args: VerifierServiceArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super(
            tokens.verifierService,
            name,
            { authorizedCidrs: args.authorizedCidrs, instanceType: args.instanceType, privateIps: args.privateIps },
            opts,
        );
        const child = { parent: this };
        const { naming, authorizedCidrs, allowlist } = args;
        this.intent = {
            ingresses: ingressesOf("application-balancer", "alb", { authorizedCidrs, sshCidrs: [] }),
            reaches: [...hostFlows("verifier"), ...awsServiceFlows(allowlist, "verifier")],
        };

        const balancerGroup = this.securityGroup(
            "-alb",
            naming.name("ttb-alb-sg"),
            "Load balancer: authorized clients in, the verifier out",
        );
        const group = this.securityGroup(
            "",
            naming.name("ttb-verifier-sg"),
            "Label verifier: its load balancer in, AWS endpoints out",
        );
        for (const { port, from } of this.intent.ingresses) {
            const ingress = { to: balancerGroup.id, port, cidrs: from, description: `authorized clients on ${port}` };
            allowClients(`${name}-clients-${port}`, ingress, child);
        }
        const groups = {
            "application-balancer": balancerGroup.id,
            verifier: group.id,
            edge: args.webProxy.securityGroupId,
        };
        allowFlows(name, groups, child);
        allowDestinations(name, { group: group.id, role: "verifier", ...args }, child);

        const hosts = args.privateIps.map((_, zone) => this.host(group, zone));

        this.securityGroupId = group.id;
        this.instanceId = hosts[0].instanceId;
        this.instanceIds = hosts.map(({ instanceId }) => instanceId);
        const { deletionProtection = true, forceDestroyLogs, certificateArn } = args;
        const balanced = { naming, network: args.network, deletionProtection, forceDestroyLogs, certificateArn };
        this.address = applicationBalancer(name, { ...balanced, group: balancerGroup, hosts }, child);
        this.registerOutputs({
            role: "verifier",
            intent: this.intent,
            securityGroupId: this.securityGroupId,
            instanceIds: this.instanceIds,
            address: this.address,
        });
    }

    private securityGroup(suffix: string, groupName: string, description: string): aws.ec2.SecurityGroup {
        return new aws.ec2.SecurityGroup(
            `${this.name}${suffix}`,
            { name: groupName, description, vpcId: this.args.network.vpcId, tags: { Name: groupName } },
            { parent: this },
        );
    }

    private host(group: aws.ec2.SecurityGroup, zone: number): HardenedInstance {
        const { args } = this;
        const name = zone === 0 ? this.name : `${this.name}-${zone + 1}`;
        const host = new HardenedInstance(
            name,
            {
                host: verifierNames(zone + 1)[zone],
                naming: args.naming,
                image: args.image,
                instanceType: args.instanceType,
                subnetId: args.network.subnetIds.private[zone],
                privateIp: args.privateIps[zone],
                securityGroupId: group.id,
                publicIp: args.publicIp,
                rootVolumeGb: 50,
                statements: verifierStatements(args.naming),
                files: args.files[zone],
                release: args.release,
                logKeyArn: args.logKeyArn,
                network: args.network,
            },
            { parent: this },
        );
        if (args.artifacts) {
            args.artifacts.grantRead(`${name}-artifacts`, host.roleName, { parent: this });
            args.artifacts.grantWrite(`${name}-artifacts`, host.roleName, { parent: this });
            args.artifacts.grantHide(`${name}-artifacts`, host.roleName, { parent: this });
        }
        return host;
    }
}
