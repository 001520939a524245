import type { Plan, PlanResource } from "../../model/plan";

/**
 * A plan in the shape of `terraform show -json` (format 1.2), so that scanners which read Terraform's plans can judge the same
 * resources. Names follow the AWS provider of Terraform, which Pulumi's is generated from: snake_case, nested blocks as lists of
 * objects under a singular name. A value that is another resource's id or ARN is not known before a first `apply` there: it is
 * left out of `planned_values` and named in `configuration` as a reference, which is what such scanners link by.
 */
export interface TerraformPlan {
    readonly format_version: string;
    readonly terraform_version: string;
    readonly planned_values: { readonly root_module: { readonly resources: readonly PlannedValue[] } };
    readonly resource_changes: readonly object[];
    readonly configuration: { readonly root_module: { readonly resources: readonly Configured[] } };
}

interface Named {
    readonly address: string;
    readonly mode: "managed";
    readonly type: string;
    readonly name: string;
}

export interface PlannedValue extends Named {
    readonly values: Readonly<Record<string, unknown>>;
}

interface Configured extends Named {
    readonly expressions: Readonly<Record<string, unknown>>;
}

/** Both sides of one resource; Pulumi's own resources and other providers' have no counterpart. */
export interface Converted {
    readonly planned: PlannedValue;
    readonly configured: Configured;
}

export function toTerraform(plan: Plan): TerraformPlan {
    const converted = convert(plan);
    return {
        format_version: "1.2",
        terraform_version: "1.9.0",
        planned_values: { root_module: { resources: converted.map(({ planned }) => planned) } },
        resource_changes: converted.map(({ planned: { values, ...named } }) => ({
            ...named,
            change: { actions: ["create"], before: null, after: values },
        })),
        configuration: { root_module: { resources: converted.map(({ configured }) => configured) } },
    };
}

export function convert(plan: Plan): Converted[] {
    const resources = plan.resources.filter(({ type }) => type.startsWith("aws:"));
    const addresses = addressesOf(resources);
    const references = new Map<unknown, string>();
    for (const resource of resources) {
        const address = addresses.get(resource.urn) as string;
        // The ARN first: where both are the same text, Terraform programs write the id.
        if (typeof resource.outputs.arn === "string") references.set(resource.outputs.arn, `${address}.arn`);
        references.set(resource.id, `${address}.id`);
    }
    return resources.map((resource) => {
        const address = addresses.get(resource.urn) as string;
        const type = terraformType(resource.type);
        const named = { address, mode: "managed" as const, type, name: address.slice(type.length + 1) };
        const external = (value: unknown) => {
            const reference = references.get(value);
            return reference?.startsWith(`${address}.`) ? undefined : reference;
        };
        const { values, expressions } = block(resource.props, external);
        return { planned: { ...named, values }, configured: { ...named, expressions } };
    });
}

function addressesOf(resources: readonly PlanResource[]): Map<string, string> {
    const taken = new Set<string>();
    return new Map(
        resources.map(({ urn, type, name }) => {
            const wanted = `${terraformType(type)}.${name.replace(/[^A-Za-z0-9_-]/g, "-")}`;
            let address = wanted;
            for (let i = 2; taken.has(address); i++) address = `${wanted}-${i}`;
            taken.add(address);
            return [urn, address];
        }),
    );
}

/** Modules whose name Terraform does not put before the type: they were there before services had names. */
const unprefixed = new Set(["ec2", "ebs", "lb", "vpc"]);
const exceptions: Readonly<Record<string, string>> = {
    "aws:cloudtrail/trail:Trail": "aws_cloudtrail",
    "aws:ebs/volume:Volume": "aws_ebs_volume",
    "aws:ec2/instance:Instance": "aws_instance",
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": "aws_ec2_transit_gateway_vpc_attachment",
    "aws:iam/rolePolicy:RolePolicy": "aws_iam_role_policy",
    "aws:lb/listener:Listener": "aws_lb_listener",
    "aws:lb/loadBalancer:LoadBalancer": "aws_lb",
    "aws:lb/targetGroup:TargetGroup": "aws_lb_target_group",
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": "aws_lb_target_group_attachment",
    "aws:s3/bucketObjectv2:BucketObjectv2": "aws_s3_object",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "aws_vpc_security_group_egress_rule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "aws_vpc_security_group_ingress_rule",
};

/** "aws:ec2/networkAcl:NetworkAcl" -> "aws_network_acl" */
export function terraformType(token: string): string {
    const [, module, title] = /^aws:([^/]+)\/[^:]+:(\w+)$/.exec(token) ?? [];
    if (module === undefined) throw new Error(`${token} is no type of the AWS provider`);
    return exceptions[token] ?? `aws${unprefixed.has(module) ? "" : `_${module}`}_${snake(title)}`;
}

/** "ipv6CidrBlock" -> "ipv6_cidr_block" */
export const snake = (name: string) =>
    name.replace(/^[A-Z]/, (first) => first.toLowerCase()).replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

/** Objects that are maps in Terraform too, not blocks. */
const maps = new Set(["tags", "tagsAll", "parameters"]);
/** Blocks that Terraform calls by a plural; the last three are launch templates', which here alone have them. */
const pluralBlocks = new Set(["targets", "networkInterfaces", "blockDeviceMappings", "tagSpecifications"]);

interface Both {
    readonly values: Record<string, unknown>;
    readonly expressions: Record<string, unknown>;
}

function block(props: Readonly<Record<string, unknown>>, external: (value: unknown) => string | undefined): Both {
    const both: Both = { values: {}, expressions: {} };
    for (const [key, value] of Object.entries(props)) {
        if (value === undefined || value === null) continue;
        const objects = Array.isArray(value) ? value : [value];
        const isBlock = !maps.has(key) && objects.length > 0 && objects.every(isObject);
        if (isBlock) {
            const inner = objects.map((one) => block(one as Record<string, unknown>, external));
            const name = Array.isArray(value) ? singular(key) : snake(key);
            both.values[name] = inner.map(({ values }) => values);
            both.expressions[name] = inner.map(({ expressions }) => expressions);
        } else attribute(both, snake(key), value, external);
    }
    return both;
}

function attribute(
    { values, expressions }: Both,
    name: string,
    value: unknown,
    external: (value: unknown) => string | undefined,
) {
    const items = Array.isArray(value) ? value : [value];
    const references = items.flatMap((item) => external(item) ?? []);
    if (references.length === 0) {
        values[name] = value;
        expressions[name] = { constant_value: value };
        return;
    }
    // Terraform names the attribute and, after it, the resource.
    expressions[name] = { references: references.flatMap((one) => [one, one.replace(/\.\w+$/, "")]) };
    if (references.length < items.length) values[name] = items.map((item) => (external(item) ? null : item));
}

function singular(key: string): string {
    if (pluralBlocks.has(key)) return snake(key);
    return snake(key.replace(/ies$/, "y").replace(/([^s])s$/, "$1"));
}

const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
