import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { applyCommand, applyDocument } from "../../model/applyCommand";
import type { BundleFile } from "../../hosts/bundle";
import { renderUserData } from "../../hosts/userData";
import { boundToHost, everyHostStatements, hostTrust, natActions, onlyFromNat } from "../../model/hostGrants";
import { type HostName, roleOfHost, verifierZones } from "../../model/hosts";
import type { Naming } from "../../model/naming";
import type { PolicyStatement } from "../../model/policyDocument";
import { tokens } from "../../model/tokens";
import type { IsolatedNetwork } from "../isolatedNetwork";
import type { ReleaseStore } from "../releaseStore";

export interface HardenedInstanceArgs {
    /** Names the host's log group, parameters and IAM role. */
    readonly host: HostName;
    readonly naming: Naming;
    readonly image: MachineImage;
    readonly instanceType: string;
    readonly subnetId: pulumi.Input<string>;
    /** Fixed, so that hosts know each other's addresses before any of them exists. */
    readonly privateIp: string;
    readonly securityGroupId: pulumi.Input<string>;
    /** Default false: no public address. */
    readonly publicIp?: boolean;
    /** Default 20 GiB. */
    readonly rootVolumeGb?: number;
    /** What the host's role may do beyond what every host does. */
    readonly statements?: readonly PolicyStatement[];
    /** The host's rendered files. */
    readonly files: readonly BundleFile[];
    readonly release: ReleaseStore;
    readonly logKeyArn: pulumi.Input<string>;
    /** Default 365. */
    readonly logRetentionDays?: number;
    /** Where it lives: its endpoints must be there before the host boots, and its credentials work from nowhere else. */
    readonly network: IsolatedNetwork;
}

export interface MachineImage {
    readonly id: string;
    /** True when config names the image: a new one is then a decision, and replaces the host. */
    readonly pinned: boolean;
    /** When it is not pinned: every image that its publisher has of this release. A host is of one of them, however long ago it was made. */
    readonly published?: readonly string[];
    /** True when its SSM agent still speaks `ec2messages`. */
    readonly legacySsmAgent: boolean;
}

/**
 * One host as every host should be: metadata by token and one hop only, encrypted root, a role with exactly what it uses,
 * its own log group, no key pair, and user data that never changes because what may change is in the host bundle.
 */
export class HardenedInstance extends pulumi.ComponentResource {
    readonly instanceId: pulumi.Output<string>;
    readonly publicIp: pulumi.Output<string>;
    readonly roleName: pulumi.Output<string>;

    constructor(
        private readonly name: string,
        args: HardenedInstanceArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        // The files are in the bundle object; in the component's inputs they would be in the state twice.
        super(
            tokens.hardenedInstance,
            name,
            { ...args, image: args.image.id, files: undefined, release: undefined, network: undefined },
            opts,
        );
        const { naming, host } = args;
        const role = roleOfHost(host);
        const child = { parent: this };
        const parameter = naming.hostParameter(host);

        new aws.cloudwatch.LogGroup(
            name,
            {
                name: naming.hostLogGroup(host),
                kmsKeyId: args.logKeyArn,
                retentionInDays: args.logRetentionDays ?? 365,
            },
            child,
        );
        const { role: iamRole, profile, policy } = this.identity(args);
        const instance = new aws.ec2.Instance(
            name,
            {
                ami: args.image.id,
                instanceType: args.instanceType,
                subnetId: args.subnetId,
                privateIp: args.privateIp,
                vpcSecurityGroupIds: [args.securityGroupId],
                associatePublicIpAddress: args.publicIp ?? false,
                sourceDestCheck: true,
                iamInstanceProfile: profile.name,
                metadataOptions: {
                    httpEndpoint: "enabled",
                    httpTokens: "required",
                    // A container on a bridge is one hop further: it gets no credentials of the host's role.
                    httpPutResponseHopLimit: 1,
                    httpProtocolIpv6: "disabled",
                    instanceMetadataTags: "disabled",
                },
                rootBlockDevice: {
                    volumeType: "gp3",
                    volumeSize: args.rootVolumeGb ?? 20,
                    encrypted: true,
                    deleteOnTermination: true,
                },
                ebsOptimized: true,
                // Surplus credits of a T3 are billed without a ceiling (51 a month for a t3.large); "standard" throttles.
                creditSpecification: { cpuCredits: "standard" },
                userData: renderUserData({
                    role,
                    parameterName: parameter,
                    bucket: args.release.bucket,
                    region: naming.region,
                    partition: naming.partition,
                }),
                tags: { Name: naming.name(`openhands-${name}`), Role: role },
            },
            {
                ...child,
                // A host that boots before it may do anything waits out its first refusals.
                dependsOn: [policy, ...args.network.endpoints],
                // The address is fixed and the data volume attached: the old host must go first (pulumi-aws #2769).
                deleteBeforeReplace: true,
                // Canonical's "current" image moves; a host is not replaced because a month went by.
                ignoreChanges: args.image.pinned ? [] : ["ami"],
            },
        );
        this.publishBundle(args, instance.id, parameter);

        this.instanceId = instance.id;
        this.publicIp = instance.publicIp;
        this.roleName = iamRole.name;
        const { published } = args.image;
        this.registerOutputs({
            instanceId: this.instanceId,
            roleName: this.roleName,
            ...(published && { images: published }),
        });
    }

    private identity(args: HardenedInstanceArgs) {
        const child = { parent: this };
        const roleName = args.naming.hostRole(args.host);
        const role = new aws.iam.Role(
            this.name,
            {
                name: roleName,
                description: `Host ${args.host} of isolated-openhands ${args.naming.stack}`,
                assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [hostTrust] }),
            },
            child,
        );
        const every = everyHostStatements(args.naming, args.host, {
            legacySsmAgent: args.image.legacySsmAgent,
            verifierZones: verifierZones(args.network.intent),
        });
        const denied = args.network.intent.sealed ? boundToHost(roleOfHost(args.host)) : [];
        const policy = { Version: "2012-10-17", Statement: [...every, ...(args.statements ?? []), ...denied] };
        const granted = new aws.iam.RolePolicy(this.name, { role: role.name, policy: JSON.stringify(policy) }, child);
        this.bindToNat(args, role.name);
        const profile = new aws.iam.InstanceProfile(
            this.name,
            { name: args.naming.name(`openhands-${args.host}-profile`), role: role.name },
            child,
        );
        return { role, profile, policy: granted };
    }

    private bindToNat({ network, host }: HardenedInstanceArgs, role: pulumi.Input<string>): void {
        const actions = natActions(roleOfHost(host), network.intent.mode);
        if (actions.length === 0) return;
        const policy = natPolicy(actions, network.natAddresses);
        new aws.iam.RolePolicy(`${this.name}-nat`, { role, policy }, { parent: this });
    }

    /** The parameter that names the content-addressed bundle, and the nudge that makes the host look at it now. */
    private publishBundle(args: HardenedInstanceArgs, instanceId: pulumi.Output<string>, parameter: string): void {
        const child = { parent: this };
        const { key, sha256, object } = args.release.publish(args.host, args.files);
        const pointer = new aws.ssm.Parameter(
            this.name,
            { name: parameter, type: "String", insecureValue: JSON.stringify({ key, sha256 }) },
            // Hosts read the parameter first: it must never name an object that is not there yet.
            { ...child, dependsOn: [object] },
        );
        new aws.ssm.Association(
            this.name,
            {
                name: applyDocument,
                associationName: args.naming.name(`openhands-${args.host}-apply`),
                targets: [{ key: "InstanceIds", values: [instanceId] }],
                // The hash makes a new bundle a changed association, and a changed association runs at once.
                parameters: { commands: applyCommand(sha256) },
                complianceSeverity: "HIGH",
            },
            { ...child, dependsOn: [pointer] },
        );
    }
}

/** AWS chooses the addresses, so the document is not known before they exist; it only denies. */
const natPolicy = (actions: readonly string[], addresses: readonly pulumi.Output<string>[]): pulumi.Output<string> =>
    pulumi
        .all([...addresses])
        .apply((known) => JSON.stringify({ Version: "2012-10-17", Statement: [onlyFromNat(actions, known)] }));
