import { unknownValue } from "./provider/values";
import type { Step } from "./project";

/**
 * Inputs that may be unknown at the first preview, whatever the type: each is an id or an ARN that AWS makes, and a policy
 * links by `propertyDependencies` there. No name, CIDR or port is among them, and of documents one: the Deny for all addresses but
 * the NAT gateways', which AWS chooses.
 */
export const allowedUnknowns: ReadonlySet<string> = new Set([
    // ids
    "allocationId",
    "defaultNetworkAclId",
    "firewallDomainListId",
    "firewallRuleGroupId",
    "gatewayId",
    "instanceId",
    "natGatewayId",
    "networkAclId",
    "referencedSecurityGroupId",
    "resolverQueryLogConfigId",
    "resourceId",
    "routeTableId",
    "routeTableIds",
    "securityGroupId",
    "securityGroupIds",
    "securityGroups",
    "subnetConfigurations.subnetId",
    "subnetId",
    "subnetIds",
    "subnets",
    "subnets.id",
    "targetId",
    "targetKeyId",
    "targets.values",
    "volumeId",
    "vpcEndpointId",
    "vpcId",
    "vpcSecurityGroupIds",
    // ARNs of what has an id for a name: keys, load balancers, target groups, uploaded certificates
    "certificateArn",
    "defaultActions.targetGroupArn",
    "kmsKeyId",
    "loadBalancerArn",
    "logKeyArn",
    "targetGroupArn",
    // ARNs that could be built from names, taken from the resource so that it exists first
    "destinationArn",
    "iamRoleArn",
    "logDestination",
    // made of Elastic IPs
    "policy",
    // what the tls provider makes
    "certificateBody",
]);

/** Every unknown input of a preview, list positions left out. */
export function unknownsOf(steps: readonly Step[]): ReadonlySet<string> {
    return new Set(steps.flatMap(({ newState }) => unknownPaths(newState?.inputs ?? {}, "")));
}

function unknownPaths(value: unknown, path: string): string[] {
    if (value === unknownValue) return [path];
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]) => {
        const step = Array.isArray(value) ? path : path === "" ? key : `${path}.${key}`;
        return unknownPaths(inner, step);
    });
}
