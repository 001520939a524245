import { parseDocument, type Statement } from "../../../analysis/iam/document";
import { stackRule } from "../../framework/rule";
import { each, networkOf } from "../network";

const limits = (statement: Statement, key: string, account: string | undefined) =>
    statement.conditions.some(
        ({ operator, key: named, values }) =>
            operator === "StringEquals" && named === key.toLowerCase() && values.every((value) => value === account),
    );

export const endpointPolicies = stackRule("isolation", {
    id: "endpoint-own-account",
    severity: "critical",
    title: "Every VPC endpoint admits principals of this account only, and S3's buckets of this account only",
    why: "An endpoint without a policy gives full access: an attacker's own keys, or a bucket of theirs, are then one call away.",
    remediation: "Write a policy with StringEquals aws:PrincipalAccount, and for S3 aws:ResourceAccount too.",
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
    rows: [63, 81],
    evaluate(context) {
        const graph = networkOf(context);
        const s3 = graph.gatewayEndpoints.map((endpoint) => ({
            ...endpoint,
            keys: ["aws:PrincipalAccount", "aws:ResourceAccount"],
        }));
        const others = graph.interfaceEndpoints.map((endpoint) => ({ ...endpoint, keys: ["aws:PrincipalAccount"] }));
        return each(
            [...s3, ...others],
            ({ resource }) => resource.urn,
            ({ resource, policy, keys }) => {
                if (policy === undefined)
                    return [`${resource.name} has no policy, so it gives full access to everybody`];
                const open = parseDocument(policy).filter(({ allow }) => allow);
                return open.flatMap((statement) =>
                    keys
                        .filter((key) => !limits(statement, key, graph.account))
                        .map(
                            (key) =>
                                `${resource.name}: a statement is not limited by ${key} to this account: add it to its Condition, under StringEquals`,
                        ),
                );
            },
        );
    },
});

const needed = ["ssm", "ssmmessages", "logs"] as const;

export const endpointsComplete = stackRule("isolation", {
    id: "endpoints-complete",
    severity: "high",
    title: "A sealed network has the endpoints that its hosts need, with private names, in every private subnet and on every private table",
    why: "Without one a sealed host cannot be administered or logged, and the next step is to open a route.",
    remediation:
        "Add the endpoint with privateDnsEnabled and every private subnet, or the S3 association of the table.",
    source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html",
    rows: [64, 65, 66, 67],
    designSpecific: true,
    evaluate(context) {
        const graph = networkOf(context);
        const sealed = graph.networks.filter(({ intent }) => intent.sealed);
        return each(
            sealed,
            ({ resource }) => resource.urn,
            ({ intent }) => {
                const tier = (name: string) =>
                    graph.subnets.filter(({ cidrs }) =>
                        intent.subnets.some((subnet) => subnet.tier === name && cidrs.includes(subnet.cidr)),
                    );
                const hosts = tier("private");
                const byService = new Map(graph.interfaceEndpoints.map((endpoint) => [endpoint.service, endpoint]));
                const s3 = graph.gatewayEndpoints.find(({ service }) => service === "s3");
                return [
                    ...[...new Set([...needed, ...intent.endpoints])].flatMap((service) => {
                        const endpoint = byService.get(service);
                        if (!endpoint) return [`there is no ${service} endpoint`];
                        const missing = hosts.filter(
                            (subnet) =>
                                !endpoint.interfaces.some((networkInterface) => networkInterface.subnet === subnet),
                        );
                        return [
                            ...(endpoint.privateDns
                                ? []
                                : [`the ${service} endpoint has no private name, so its public name leads past it`]),
                            ...missing.map(({ name }) => `the ${service} endpoint has no address in ${name}`),
                        ];
                    }),
                    ...[...hosts, ...tier("edge")]
                        .filter(({ table }) => !s3?.tables.has(table))
                        .map(({ name }) => `S3's endpoint is not on the route table of ${name}`),
                ];
            },
        );
    },
});

export const endpointGroups = stackRule("isolation", {
    id: "endpoint-groups",
    severity: "medium",
    title: "Interface endpoints admit groups of hosts on 443 and open nothing",
    why: "A group wider than its clients makes the endpoint a service for the whole network.",
    remediation: "Name the hosts' groups on tcp 443, and no egress.",
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
    rows: [37, 68],
    evaluate(context) {
        return each(
            networkOf(context).interfaceEndpoints,
            ({ resource }) => resource.urn,
            ({ resource, interfaces }) => {
                const groups = [...new Set(interfaces.flatMap(({ groups: securityGroups }) => securityGroups ?? []))];
                const wide = groups.flatMap(({ name, ingress }) =>
                    ingress
                        .filter(
                            ({ peer, protocol, from, to }) =>
                                peer.kind !== "group" || !/^(tcp|6)$/i.test(protocol) || from !== 443 || to !== 443,
                        )
                        .map(() => `${name} of ${resource.name} admits more than groups on tcp 443`),
                );
                return [
                    ...new Set(wide),
                    ...groups
                        .filter(({ egress }) => egress.length > 0)
                        .map(({ name }) => `${name} of ${resource.name} has egress rules`),
                ];
            },
        );
    },
});
