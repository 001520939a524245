import * as pulumi from "@pulumi/pulumi";

/**
 * What keeps a resource from being deleted, by type, and the value that lets it go. `npm run down` plans the stack with these,
 * since AWS refuses the deletion of what still has its own protection, and S3 that of a bucket with objects.
 */
export const lifted: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    "aws:lb/loadBalancer:LoadBalancer": { enableDeletionProtection: false },
    "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation": {
        mutationProtection: "DISABLED",
    },
    "aws:s3/bucket:Bucket": { forceDestroy: true },
};

/** The name of the variable that holds the stack to be removed: one that is set for another stack changes nothing. */
export const removing = "ISOLATED_OPENHANDS_REMOVE";

/** Plans the stack without the protections above. */
export function liftProtections(): void {
    pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
        type in lifted ? { props: { ...props, ...lifted[type] }, opts: { ...opts, protect: false } } : undefined,
    );
}
