import { lifted } from "../stacks/removal";
import { type HostName, hostNames, roleOfHost } from "../model/hosts";
import { Naming } from "../model/naming";

/** A resource as `pulumi stack export` prints it. */
export interface Deployed {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly protect?: boolean;
    readonly inputs?: Readonly<Record<string, unknown>>;
}

/** What `npm run down` is about to do, in its order. */
export interface Removal {
    readonly resources: number;
    /** Protected by Pulumi, by URN. */
    readonly protectedByPulumi: readonly string[];
    /** Protected by AWS: their protection is lifted by an update of these alone. */
    readonly protectedByAws: readonly string[];
    /** Buckets whose objects go with them, old versions included. */
    readonly buckets: readonly string[];
    /** Parameters that the hosts made themselves, so that Pulumi does not know them. */
    readonly hostParameters: readonly string[];
    /** What is left in the account, and why. */
    readonly remains: readonly string[];
}

const bucketType = "aws:s3/bucket:Bucket";

const isLifted = ({ type, inputs }: Deployed) =>
    Object.entries(lifted[type] ?? {}).every(([property, value]) => (inputs ?? {})[property] === value);

/** Reads the removal of a deployed stack from its state. */
export function removalOf(stack: string, resources: readonly Deployed[]): Removal {
    const deployed = resources.filter(
        ({ type }) => type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:"),
    );
    const ofType = (type: string) => deployed.filter((resource) => resource.type === type);
    const naming = new Naming(stack, "", "");
    const hasHost = (host: HostName) =>
        ofType("aws:ssm/parameter:Parameter").some(({ id }) => id === naming.hostParameter(host));
    const secrets = new Set(
        deployed.flatMap(({ inputs }) => JSON.stringify(inputs ?? {}).match(/:secret:[\w/+=.@-]+/g) ?? []),
    );
    return {
        resources: deployed.length,
        protectedByPulumi: deployed.filter(({ protect }) => protect).map(({ urn }) => urn),
        protectedByAws: deployed
            .filter(({ type }) => type in lifted)
            .filter((one) => !isLifted(one))
            .map(({ urn }) => urn)
            // The state has them as they were made, some side by side.
            .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)),
        buckets: ofType(bucketType).map(({ id, urn }) => id ?? urn),
        hostParameters: hostNames(3)
            .filter((host) => roleOfHost(host) === host || hasHost(host))
            .map((host) => naming.certificateParameter(host)),
        remains: [
            ...[...secrets].map((secret) => `the secret ${secret.slice(":secret:".length)}: it was made by hand`),
            ...ofType("aws:kms/key:Key").map(({ id }) => `the key ${id}, for the days that AWS keeps a deleted key`),
            "DNS records that point at the stack's addresses, and the verifier's certificate in ACM: they were made by hand",
        ],
    };
}

const nameOf = (urn: string) => urn.split("::").at(-1)!;

/** The removal in words, for a person to read before it happens. */
export function describeRemoval(stack: string, removal: Removal): string {
    const list = (title: string, items: readonly string[]) =>
        items.length === 0 ? [] : [title, ...items.map((item) => `     ${item}`)];
    return [
        `Removing the stack ${stack}: ${removal.resources} resources.`,
        ...list("  1. lifts Pulumi's protection of", removal.protectedByPulumi.map(nameOf)),
        ...list("  2. updates these alone, so that AWS lets them go", removal.protectedByAws.map(nameOf)),
        ...list(
            "  3. deletes all resources, and with these buckets every object and every version in them",
            removal.buckets,
        ),
        ...list("  4. deletes the parameters that the hosts made", removal.hostParameters),
        ...list("What remains in the account:", removal.remains),
    ].join("\n");
}
