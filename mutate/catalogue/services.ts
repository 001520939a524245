import type { Operator } from "../mutant";
import { ofType, short, withInputs, without, withPath, withResource } from "../mutant";

/** Rows 63 to 68, 81: endpoints without policy, with a wide one, without names, groups, zones or tables. */
export const endpoints: Operator = (plan) => {
    const all = ofType(plan, "ec2/vpcEndpoint:VpcEndpoint");
    const wide = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
    });
    const policies = all.flatMap((endpoint) => [
        {
            id: `${short(endpoint)} without a policy`,
            rows: [63],
            plan: withInputs(plan, endpoint, { policy: undefined }),
        },
        {
            id: `${short(endpoint)} with a policy for everybody`,
            rows: [63],
            plan: withInputs(plan, endpoint, { policy: wide }),
        },
        {
            id: `${short(endpoint)} with a policy of its own resource`,
            rows: [63],
            plan: withResource(plan, "ec2/vpcEndpointPolicy:VpcEndpointPolicy", "added", {
                vpcEndpointId: endpoint.id,
                policy: wide,
            }),
        },
        { id: `${short(endpoint)} removed`, rows: [64, 67], plan: without(plan, endpoint) },
    ]);
    const interfaces = all
        .filter(({ props }) => props.vpcEndpointType === "Interface")
        .flatMap((endpoint) => [
            {
                id: `${short(endpoint)} without private names`,
                rows: [66],
                plan: withInputs(plan, endpoint, { privateDnsEnabled: false }),
            },
            {
                id: `${short(endpoint)} without a subnet`,
                rows: [65],
                plan: withInputs(plan, endpoint, { subnetIds: [] }),
            },
        ]);
    const s3 = all.filter(({ props }) => String(props.serviceName).endsWith(".s3"));
    const conditions = s3.flatMap((endpoint) => {
        const policy = JSON.parse(String(endpoint.props.policy));
        return ["aws:PrincipalAccount", "aws:ResourceAccount"].map((key) => {
            const copy = structuredClone(policy);
            delete copy.Statement[0].Condition.StringEquals[key];
            return {
                id: `${short(endpoint)} without ${key}`,
                rows: [63, 81],
                plan: withInputs(plan, endpoint, { policy: JSON.stringify(copy) }),
            };
        });
    });
    const widened = all.flatMap((endpoint) => {
        const policy = JSON.parse(String(endpoint.props.policy)) as { Statement: Record<string, unknown>[] };
        const [first, ...others] = policy.Statement;
        const conditions = { ...(first.Condition as Record<string, unknown>), ArnEquals: undefined };
        const service = String([first.Action].flat()[0]).split(":")[0];
        const forms: Readonly<Record<string, readonly object[]>> = {
            "for every role of the account": [{ ...first, Condition: conditions }, ...others],
            "for the whole service": [{ ...first, Action: `${service}:*`, Resource: "*" }, ...others],
            "for what no host does": [{ ...first, Action: `${service}:DeleteEverything` }, ...policy.Statement],
            "without what its hosts do": others,
        };
        return Object.entries(forms).map(([what, Statement]) => ({
            id: `${short(endpoint)} ${what}`,
            rows: [131],
            plan: withInputs(plan, endpoint, { policy: JSON.stringify({ ...policy, Statement }) }),
        }));
    });
    const [group] = ofType(plan, "ec2/securityGroup:SecurityGroup").filter(({ name }) => /endpoints/.test(name));
    const [vpc] = ofType(plan, "ec2/vpc:Vpc");
    const wider = group && {
        id: `${short(group)} admits the whole VPC`,
        rows: [68],
        plan: withResource(plan, "vpc/securityGroupIngressRule:SecurityGroupIngressRule", "added", {
            description: "added by hand",
            securityGroupId: group.id,
            cidrIpv4: vpc.props.cidrBlock,
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
        }),
    };
    const tables = ofType(plan, "ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation").map(
        (resource) => ({
            id: `${short(resource)} removed`,
            rows: [67],
            plan: without(plan, resource),
        }),
    );
    return [...policies, ...interfaces, ...conditions, ...widened, ...tables, ...(wider ? [wider] : [])].map(
        (mutant) => ({
            ...mutant,
            family: "endpoint" as const,
        }),
    );
};

/** Rows 117, 118: DNS Firewall with a hole, half made, or open when it fails. */
export const dns: Operator = (plan) => {
    const rules = ofType(plan, "route53/resolverFirewallRule:ResolverFirewallRule");
    const lists = ofType(plan, "route53/resolverFirewallDomainList:ResolverFirewallDomainList");
    const leaves = ofType(
        plan,
        "route53/resolverFirewallRule:ResolverFirewallRule",
        "route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation",
        "route53/resolverFirewallConfig:ResolverFirewallConfig",
        "route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation",
    );
    const vpcs = ofType(plan, "ec2/vpc:Vpc");
    return [
        ...leaves.map((resource) => ({
            id: `${short(resource)} removed`,
            rows: [117, 118],
            plan: without(plan, resource),
        })),
        ...rules.flatMap((rule) => [
            {
                id: `${short(rule)} only alerts`,
                rows: [117],
                plan: withInputs(plan, rule, { action: "ALERT", blockResponse: undefined }),
            },
            {
                id: `${short(rule)} allows`,
                rows: [117],
                plan:
                    rule.props.action === "ALLOW"
                        ? plan
                        : withInputs(plan, rule, { action: "ALLOW", blockResponse: undefined }),
            },
            {
                id: `${short(rule)} tried in another order`,
                rows: [117],
                plan: withInputs(plan, rule, { priority: rule.props.priority === 100 ? 300 : 50 }),
            },
            {
                id: `${short(rule)} inspects redirections`,
                rows: [117],
                plan:
                    rule.props.action === "ALLOW"
                        ? withInputs(plan, rule, { firewallDomainRedirectionAction: undefined })
                        : plan,
            },
        ]),
        ...lists.flatMap((list) => [
            {
                id: `${short(list)} holds *.amazonaws.com`,
                rows: [117],
                plan: withPath(plan, list, ["domains", 0], "*.amazonaws.com"),
            },
            {
                id: `${short(list)} holds one name of an outsider only`,
                rows: [117],
                plan: list.name.includes("everything") ? withInputs(plan, list, { domains: ["evil.example"] }) : plan,
            },
        ]),
        ...ofType(plan, "route53/resolverFirewallConfig:ResolverFirewallConfig").map((resource) => ({
            id: `${short(resource)} fails open`,
            rows: [118],
            plan: withInputs(plan, resource, { firewallFailOpen: "ENABLED" }),
        })),
        ...vpcs.flatMap((vpc) => [
            {
                id: `${short(vpc)} without DNS support`,
                rows: [66, 117],
                plan: withInputs(plan, vpc, { enableDnsSupport: false }),
            },
            {
                id: `${short(vpc)} without DNS hostnames`,
                rows: [66, 117],
                plan: withInputs(plan, vpc, { enableDnsHostnames: undefined }),
            },
        ]),
    ]
        .filter((mutant) => mutant.plan !== plan)
        .map((mutant) => ({ ...mutant, family: "dns" as const }));
};
