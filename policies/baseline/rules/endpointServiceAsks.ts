import { unless } from "../../framework/outcome";
import { flagAt, textsAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";

export const endpointServiceAsks = resourceRule("baseline", {
    id: "endpoint-service-asks",
    severity: "high",
    title: "An endpoint service asks before it lets somebody in, and is for named principals",
    why: "Whoever may connect is inside the network.",
    remediation: "Set acceptanceRequired, and name principals.",
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html",
    rows: [69],
    types: ["aws:ec2/vpcEndpointService:VpcEndpointService"],
    check: (service) =>
        unless(
            flagAt(service, "acceptanceRequired") !== true &&
                `${service.name} accepts everybody: set acceptanceRequired`,
            textsAt(service, "allowedPrincipals").some((one) => one.includes("*")) &&
                `${service.name} is for everybody: name principals`,
        ),
});
