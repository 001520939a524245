import { stackRule } from "../../framework/rule";
import { each, networkOf } from "../network";

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
