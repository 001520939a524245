import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tokens } from "../../model/tokens";
import type { Naming } from "../../model/naming";

export interface DnsFirewallArgs {
    readonly vpcId: pulumi.Input<string>;
    readonly naming: Naming;
    /** The exact names that resolve; every other name is answered NXDOMAIN. */
    readonly approvedDomains: readonly string[];
    readonly logKeyArn: pulumi.Input<string>;
    readonly logRetentionDays: number;
}

/**
 * DNS closed to all but the approved names. Security groups and ACLs do not filter the VPC's resolver, so without this an
 * isolated host could still send data out inside the names it asks for (AWS: Route 53 Resolver DNS Firewall).
 */
export class DnsFirewall extends pulumi.ComponentResource {
    constructor(name: string, args: DnsFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
        super(tokens.dnsFirewall, name, args, opts);
        const child = { parent: this };
        const { vpcId, naming } = args;

        const approved = new aws.route53.ResolverFirewallDomainList(
            `${name}-approved`,
            { name: naming.name("openhands-approved"), domains: [...args.approvedDomains] },
            child,
        );
        const everything = new aws.route53.ResolverFirewallDomainList(
            `${name}-everything`,
            { name: naming.name("openhands-everything"), domains: ["*"] },
            child,
        );
        const group = new aws.route53.ResolverFirewallRuleGroup(name, { name: naming.name("openhands-dns") }, child);
        new aws.route53.ResolverFirewallRule(
            `${name}-approved`,
            {
                name: "approved",
                action: "ALLOW",
                priority: 100,
                firewallRuleGroupId: group.id,
                firewallDomainListId: approved.id,
                // An approved name may be an alias of a CDN's: judge the name that was asked for, not where it leads.
                firewallDomainRedirectionAction: "TRUST_REDIRECTION_DOMAIN",
            },
            child,
        );
        new aws.route53.ResolverFirewallRule(
            `${name}-everything`,
            {
                name: "everything-else",
                action: "BLOCK",
                blockResponse: "NXDOMAIN",
                priority: 200,
                firewallRuleGroupId: group.id,
                firewallDomainListId: everything.id,
            },
            child,
        );
        new aws.route53.ResolverFirewallRuleGroupAssociation(
            name,
            {
                name: naming.name("openhands-dns"),
                firewallRuleGroupId: group.id,
                vpcId,
                priority: 200,
                // One call would otherwise take the filter off the VPC.
                mutationProtection: "ENABLED",
            },
            child,
        );
        // When the firewall cannot answer, neither does the resolver.
        new aws.route53.ResolverFirewallConfig(name, { resourceId: vpcId, firewallFailOpen: "DISABLED" }, child);
        this.queryLog(name, args);
        this.registerOutputs({});
    }

    private queryLog(name: string, { naming, vpcId, logKeyArn, logRetentionDays }: DnsFirewallArgs): void {
        const child = { parent: this };
        const path = naming.path("dns-queries");
        const group = new aws.cloudwatch.LogGroup(
            `${name}-queries`,
            { name: path, kmsKeyId: logKeyArn, retentionInDays: logRetentionDays },
            child,
        );
        const delivery = new aws.cloudwatch.LogResourcePolicy(
            `${name}-queries`,
            {
                policyName: naming.name("openhands-dns-queries"),
                policyDocument: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Principal: { Service: "delivery.logs.amazonaws.com" },
                            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                            Resource: naming.arn("logs", `log-group:${path}:*`),
                            Condition: { StringEquals: { "aws:SourceAccount": naming.account } },
                        },
                    ],
                }),
            },
            child,
        );
        const log = new aws.route53.ResolverQueryLogConfig(
            name,
            { name: naming.name("openhands-dns"), destinationArn: group.arn },
            { ...child, dependsOn: [delivery] },
        );
        new aws.route53.ResolverQueryLogConfigAssociation(
            name,
            { resolverQueryLogConfigId: log.id, resourceId: vpcId },
            child,
        );
    }
}
