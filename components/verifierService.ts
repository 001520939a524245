import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { hostFlows, ingressesOf } from "../design/derive/intent";
import type { BundleFile } from "../hosts/bundle";
import type { Allowlist } from "../model/allowlist";
import { verifierStatements } from "../model/hostGrants";
import { verifierNames } from "../model/hosts";
import type { HostIntent } from "../model/intent";
import type { Naming } from "../model/naming";
import { ports } from "../model/ports";
import { tokens } from "../model/tokens";
import type { ArtifactStore } from "./artifactStore";
import type { IsolatedNetwork } from "./isolatedNetwork";
import { allowClients, allowFlows } from "./parts/flow";
import { HardenedInstance, type MachineImage } from "./parts/hardenedInstance";
import { deleteMarkers, leftovers, PrivateBucket } from "./parts/privateBucket";
import { allowAwsServices, awsServiceFlows } from "./parts/workloadEgress";
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

/** Seconds without a byte before the load balancer gives up. A vision model on a CPU takes about 58 s, a batch several such. */
export const idleTimeoutSeconds = 300;

/**
 * TLS 1.2 and 1.3 with forward secrecy, hybrid post-quantum where the client speaks it: the one that AWS recommends
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html).
 */
const sslPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

const accessLogDays = 365;

/** How long a client stays with the host that took its batch; the service forgets a batch before that. */
const stickySeconds = 86_400;

/** The label verifier: an HTTPS load balancer for authorized clients before a host that nobody else may reach. */
export class VerifierService extends pulumi.ComponentResource {
    readonly securityGroupId: pulumi.Output<string>;
    /** Zone 0 first. */
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
        allowAwsServices(name, { group: group.id, role: "verifier", ...args }, child);

        const hosts = args.privateIps.map((_, zone) => this.host(group, zone));
        const balancer = this.loadBalancer(balancerGroup);
        this.listeners(balancer, this.targets(hosts));

        this.securityGroupId = group.id;
        this.instanceIds = hosts.map(({ instanceId }) => instanceId);
        this.address = balancer.dnsName;
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

    private loadBalancer(group: aws.ec2.SecurityGroup): aws.lb.LoadBalancer {
        const { naming, network, deletionProtection } = this.args;
        const logs = this.accessLogs();
        return new aws.lb.LoadBalancer(
            `${this.name}-alb`,
            {
                name: naming.name("ttb-alb"),
                loadBalancerType: "application",
                internal: false,
                ipAddressType: "ipv4",
                subnets: network.subnetIds.public,
                securityGroups: [group.id],
                dropInvalidHeaderFields: true,
                desyncMitigationMode: "defensive",
                idleTimeout: idleTimeoutSeconds,
                enableDeletionProtection: deletionProtection ?? true,
                accessLogs: { enabled: true, bucket: logs.bucket, prefix: "alb" },
            },
            // AWS writes a test object when logging is switched on: the bucket must admit it by then.
            { parent: this, dependsOn: [logs.admits, ...network.internetGateway] },
        );
    }

    private accessLogs(): PrivateBucket {
        const { naming, forceDestroyLogs } = this.args;
        const bucket = naming.logBucket;
        return new PrivateBucket(
            `${this.name}-logs`,
            {
                naming,
                bucket,
                lifecycle: [
                    { id: "end", status: "Enabled", filter: { prefix: "alb/" }, expiration: { days: accessLogDays } },
                    leftovers(30),
                    deleteMarkers,
                ],
                statements: [
                    {
                        // Without aws:SourceAccount, as AWS documents it: the service does not send that key, the account is
                        // in the path (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html).
                        Sid: "LoadBalancerLogs",
                        Effect: "Allow",
                        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
                        Action: "s3:PutObject",
                        Resource: `${naming.bucketArn(bucket)}/alb/AWSLogs/${naming.account}/*`,
                    },
                ],
                forceDestroy: forceDestroyLogs,
            },
            { parent: this },
        );
    }

    private targets(hosts: readonly HardenedInstance[]): aws.lb.TargetGroup {
        const child = { parent: this };
        const targets = new aws.lb.TargetGroup(
            this.name,
            {
                name: this.args.naming.name("ttb-verifier"),
                vpcId: this.args.network.vpcId,
                protocol: "HTTP",
                port: ports.verifier,
                targetType: "instance",
                deregistrationDelay: 30,
                // A batch's state is in the memory of the host that took it.
                stickiness:
                    hosts.length > 1 ? { type: "lb_cookie", enabled: true, cookieDuration: stickySeconds } : undefined,
                healthCheck: {
                    protocol: "HTTP",
                    path: "/health",
                    matcher: "200",
                    interval: 30,
                    timeout: 5,
                    healthyThreshold: 2,
                    unhealthyThreshold: 3,
                },
            },
            child,
        );
        hosts.forEach(({ instanceId }, zone) => {
            new aws.lb.TargetGroupAttachment(
                zone === 0 ? this.name : `${this.name}-${zone + 1}`,
                { targetGroupArn: targets.arn, targetId: instanceId, port: ports.verifier },
                child,
            );
        });
        return targets;
    }

    private listeners(balancer: aws.lb.LoadBalancer, targets: aws.lb.TargetGroup): void {
        const child = { parent: this };
        new aws.lb.Listener(
            `${this.name}-https`,
            {
                loadBalancerArn: balancer.arn,
                protocol: "HTTPS",
                port: ports.https,
                sslPolicy,
                certificateArn: this.args.certificateArn,
                defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
            },
            child,
        );
        new aws.lb.Listener(
            `${this.name}-http`,
            {
                loadBalancerArn: balancer.arn,
                protocol: "HTTP",
                port: ports.http,
                defaultActions: [
                    {
                        type: "redirect",
                        redirect: { protocol: "HTTPS", port: String(ports.https), statusCode: "HTTP_301" },
                    },
                ],
            },
            child,
        );
    }
}
