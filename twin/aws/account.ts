import type { Plan, PlanResource } from "../../model/plan";
import type { DomainRule } from "./firewall";

/** What AWS would know of the planned stack: read from the plan, which is all that crosses the line between program and twin. */
export interface PlannedAccount {
    readonly account: string;
    readonly region: string;
    readonly vpcId: string;
    readonly instances: readonly PlannedInstance[];
    /** Policy documents by role name. */
    readonly rolePolicies: ReadonlyMap<string, readonly string[]>;
    readonly endpoints: readonly PlannedEndpoint[];
    /** Bucket policies by bucket name; undefined where a bucket has none. */
    readonly buckets: ReadonlyMap<string, string | undefined>;
    readonly objects: readonly { readonly bucket: string; readonly key: string; readonly body: Buffer }[];
    readonly parameters: ReadonlyMap<string, string>;
    readonly logGroups: readonly string[];
    readonly domainRules: readonly DomainRule[];
}

export interface PlannedInstance {
    readonly id: string;
    readonly address: string;
    readonly role: string;
    readonly hopLimit: number;
    readonly tokensRequired: boolean;
    readonly userData: string;
    /** Ids of the volumes that are attached to it beside its root. */
    readonly volumes: readonly string[];
}

export interface PlannedEndpoint {
    readonly id: string;
    /** "s3", "ssm", "logs", ... */
    readonly service: string;
    readonly kind: "Gateway" | "Interface";
    /** Of an interface endpoint; a gateway endpoint has none. */
    readonly addresses: readonly string[];
    readonly policy: string;
}

type Props = Readonly<Record<string, unknown>>;

/** @throws Error naming what the plan lacks or what the twin has no reading for */
export function plannedAccount(plan: Plan): PlannedAccount {
    const all = (type: string) => plan.resources.filter((resource) => resource.type === `aws:${type}`);
    const endpoints = all("ec2/vpcEndpoint:VpcEndpoint").map(endpointOf);
    const [account, region] = place(plan);
    return {
        account,
        region,
        vpcId: one(plan, "aws:ec2/vpc:Vpc").id,
        instances: all("ec2/instance:Instance").map((resource) => instanceOf(resource, plan)),
        rolePolicies: policiesByRole(all("iam/rolePolicy:RolePolicy")),
        endpoints,
        buckets: new Map(
            all("s3/bucket:Bucket").map(({ props }) => [
                text(props, "bucket"),
                all("s3/bucketPolicy:BucketPolicy").find((policy) => policy.props.bucket === props.bucket)?.props
                    .policy as string | undefined,
            ]),
        ),
        objects: all("s3/bucketObjectv2:BucketObjectv2").map(({ props }) => ({
            bucket: text(props, "bucket"),
            key: text(props, "key"),
            body: Buffer.from(text(props, "contentBase64"), "base64"),
        })),
        parameters: new Map(
            all("ssm/parameter:Parameter").map(({ props }) => [text(props, "name"), text(props, "insecureValue")]),
        ),
        logGroups: all("cloudwatch/logGroup:LogGroup").map(({ props }) => text(props, "name")),
        domainRules: domainRules(all("route53/resolverFirewallRule:ResolverFirewallRule"), plan),
    };
}

/** Account and region, from the one place of a plan that always names both: an ARN in a role's policy. */
function place({ resources }: Plan): [account: string, region: string] {
    const found = /arn:aws[a-z-]*:logs:([a-z0-9-]+):(\d{12}):/.exec(JSON.stringify(resources));
    if (!found) throw new Error("the plan names no log group, so nothing says which account and region it is of");
    return [found[2], found[1]];
}

function one({ resources }: Plan, type: string): PlanResource {
    const found = resources.filter((resource) => resource.type === type);
    if (found.length !== 1) throw new Error(`the twin needs one ${type}, the plan has ${found.length}`);
    return found[0];
}

function text(props: Props, key: string): string {
    const value = props[key];
    if (typeof value !== "string") throw new Error(`a planned ${key} is text, not ${JSON.stringify(value)}`);
    return value;
}

function instanceOf({ id, name, props }: PlanResource, { resources }: Plan): PlannedInstance {
    const profile = resources.find(
        (resource) =>
            resource.type === "aws:iam/instanceProfile:InstanceProfile" &&
            resource.props.name === props.iamInstanceProfile,
    );
    if (!profile) throw new Error(`the instance ${name} has a profile that the plan does not hold`);
    const metadata = props.metadataOptions as Props;
    return {
        id,
        address: text(props, "privateIp"),
        role: text(profile.props, "role"),
        hopLimit: Number(metadata.httpPutResponseHopLimit),
        tokensRequired: metadata.httpTokens === "required",
        userData: text(props, "userData"),
        volumes: resources
            .filter(
                ({ type, props: of }) => type === "aws:ec2/volumeAttachment:VolumeAttachment" && of.instanceId === id,
            )
            .map(({ props: of }) => text(of, "volumeId")),
    };
}

function endpointOf({ id, name, props }: PlanResource): PlannedEndpoint {
    const kind = props.vpcEndpointType;
    if (kind !== "Gateway" && kind !== "Interface") {
        throw new Error(`the endpoint ${name} is of type ${String(kind)}, which the twin cannot make`);
    }
    const configurations = (props.subnetConfigurations ?? []) as readonly Props[];
    return {
        id,
        kind,
        service: text(props, "serviceName").split(".").slice(3).join("."),
        addresses: configurations.map((configuration) => text(configuration, "ipv4")),
        policy: text(props, "policy"),
    };
}

function policiesByRole(policies: readonly PlanResource[]): Map<string, string[]> {
    const byRole = new Map<string, string[]>();
    for (const { props } of policies) {
        const role = text(props, "role");
        byRole.set(role, [...(byRole.get(role) ?? []), text(props, "policy")]);
    }
    return byRole;
}

function domainRules(rules: readonly PlanResource[], { resources }: Plan): DomainRule[] {
    return rules.map(({ name, props }) => {
        const list = resources.find(({ id }) => id === props.firewallDomainListId);
        if (!list) throw new Error(`the DNS Firewall rule ${name} has a domain list that the plan does not hold`);
        const action = props.action;
        if (action !== "ALLOW" && action !== "BLOCK" && action !== "ALERT") {
            throw new Error(`the DNS Firewall rule ${name} has the action ${String(action)}: ALLOW, BLOCK or ALERT`);
        }
        const response = props.blockResponse ?? "NODATA";
        if (response !== "NODATA" && response !== "NXDOMAIN") {
            throw new Error(`the DNS Firewall rule ${name} answers ${JSON.stringify(response)}: NODATA or NXDOMAIN`);
        }
        return {
            priority: Number(props.priority),
            action,
            response,
            trustsRedirection: props.firewallDomainRedirectionAction === "TRUST_REDIRECTION_DOMAIN",
            domains: list.props.domains as readonly string[],
        };
    });
}
