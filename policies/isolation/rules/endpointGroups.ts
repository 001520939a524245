import { stackRule } from "../../framework/rule";
import { each, networkOf } from "../network";

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
