import type { GraphResource } from "../../../analysis/graph/resource";
import { flag } from "../../../analysis/graph/values";
import { stackRule } from "../../framework/rule";
import { each, networkOf } from "../network";

const vpcType = "aws:ec2/vpc:Vpc";

export const dnsFirewallComplete = stackRule("isolation", {
    id: "dns-firewall-complete",
    severity: "critical",
    title: "Each VPC resolves approved names only, fails closed, and logs every query",
    why: "No group and no ACL filters the VPC's resolver: without DNS Firewall data leaves inside the names that are asked for.",
    remediation:
        "Associate a rule group that allows exact names with TRUST_REDIRECTION_DOMAIN and then blocks *, set firewallFailOpen to DISABLED, and log queries.",
    source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-overview.html",
    rows: [117, 118],
    designSpecific: true,
    evaluate(context) {
        const { linker } = context;
        const ofVpc = (type: string, property: string, vpc: (typeof vpcs)[number]) =>
            linker.ofType(type).filter((resource) => linker.link(resource, property, vpcType).targets.includes(vpc));
        const vpcs = linker.ofType(vpcType);
        const groupType = "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup";
        const listType = "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList";
        return each(
            vpcs,
            ({ urn }) => urn,
            (vpc) => {
                const associations = ofVpc(
                    "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation",
                    "vpcId",
                    vpc,
                );
                const groups = associations.flatMap(
                    (association) => linker.link(association, "firewallRuleGroupId", groupType).targets,
                );
                const rules = linker
                    .ofType("aws:route53/resolverFirewallRule:ResolverFirewallRule")
                    .filter((rule) =>
                        linker
                            .link(rule, "firewallRuleGroupId", groupType)
                            .targets.some((group) => groups.includes(group)),
                    )
                    .sort((a, b) => Number(a.props.priority) - Number(b.props.priority));
                const domains = (rule: (typeof rules)[number]) =>
                    linker
                        .link(rule, "firewallDomainListId", listType)
                        .targets.flatMap(({ props }) => (props.domains as string[] | undefined) ?? []);
                const approved = networkOf(context)
                    .networks.filter(({ resource }) => linker.ancestors(vpc).includes(resource))
                    .flatMap(({ intent }) => intent.approvedDomains);
                const last = rules.at(-1);
                const allows = rules.filter(({ props }) => props.action !== "BLOCK");
                const config = ofVpc("aws:route53/resolverFirewallConfig:ResolverFirewallConfig", "resourceId", vpc)[0];
                return [
                    groups.length === 0 && `${vpc.name} has no DNS Firewall`,
                    ...associations.map(
                        ({ name, props }) =>
                            props.mutationProtection !== "ENABLED" &&
                            `${name} can be taken off the VPC by one call: set mutationProtection to ENABLED`,
                    ),
                    groups.length > 0 &&
                        !(last?.props.action === "BLOCK" && domains(last).includes("*")) &&
                        `the DNS rules do not end with a block of *: in order they are ${names(rules) || "none"}`,
                    last?.props.action === "BLOCK" &&
                        last.props.blockResponse === "OVERRIDE" &&
                        `DNS rule ${last.name} blocks with a name of its own`,
                    ...allows.map(
                        (rule) =>
                            rule.props.action !== "ALLOW" &&
                            `DNS rule ${rule.name} lets names through with action ${rule.props.action}`,
                    ),
                    ...allows.flatMap((rule) =>
                        domains(rule)
                            .filter((domain) => domain.includes("*"))
                            .map((domain) => `DNS rule ${rule.name} allows ${domain}: allow exact names`),
                    ),
                    ...allows.map(
                        (rule) =>
                            rule.props.firewallDomainRedirectionAction !== "TRUST_REDIRECTION_DOMAIN" &&
                            `DNS rule ${rule.name} blocks approved names that are aliases: set TRUST_REDIRECTION_DOMAIN`,
                    ),
                    ...differences(approved, allows.flatMap(domains), names(allows) || names(rules) || "DNS"),
                    config?.props.firewallFailOpen !== "DISABLED" &&
                        `${vpc.name} does not say that DNS fails closed: set firewallFailOpen to DISABLED`,
                    ofVpc(
                        "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation",
                        "resourceId",
                        vpc,
                    ).length === 0 && `${vpc.name} does not log DNS queries`,
                    flag(vpc.props.enableDnsSupport) === false &&
                        `${vpc.name} has no DNS support, which private names of endpoints need`,
                    flag(vpc.props.enableDnsHostnames) !== true &&
                        `${vpc.name} has no DNS hostnames, which private names of endpoints need`,
                ].filter((problem) => typeof problem === "string");
            },
        );
    },
});

const names = (rules: readonly GraphResource[]) => rules.map(({ name }) => name).join(", ");

/** The names that DNS lets through are those of the allowlist: one more is a way out, one less is a way that does not work. */
const differences = (approved: readonly string[], allowed: readonly string[], rules: string) => [
    ...allowed
        .filter((name) => !approved.includes(name))
        .map((name) => `${rules} lets ${name} through, which is not approved`),
    ...approved
        .filter((name) => !allowed.includes(name))
        .map((name) => `${rules} does not let ${name} through, which is approved`),
];
