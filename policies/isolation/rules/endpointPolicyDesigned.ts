import { beyond } from "../../../analysis/iam/cover";
import { endpointPolicy } from "../../../model/endpointPolicies";
import { concerns, parseDocument, UnreadableDocument } from "../../../analysis/iam/document";
import { stackRule } from "../../framework/rule";
import { designedRolesOf, namingOf } from "../design";
import { each, networkOf } from "../network";

export const endpointPolicyDesigned = stackRule("isolation", {
    id: "endpoint-policy-designed",
    severity: "critical",
    title: "Every VPC endpoint admits what the roles of hosts may do with its service, by those roles, and nothing else",
    why: "Through an endpoint for the whole service a host reads a document that an outsider shares, or writes to any bucket of the account.",
    remediation: "Write the policy that endpointPolicy (model/endpointPolicies.ts) derives from the roles.",
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
    rows: [131],
    designSpecific: true,
    evaluate(context) {
        const graph = networkOf(context);
        const roles = designedRolesOf(context);
        const naming = namingOf(context);
        // Without a network that says whose it is, `endpoint-own-account` still judges what any stack's endpoints need.
        if (roles === undefined || naming === undefined) return [];
        return each(
            [...graph.gatewayEndpoints, ...graph.interfaceEndpoints],
            ({ resource }) => resource.urn,
            ({ resource, policy, service }) => {
                if (policy === undefined) return [];
                const designed = parseDocument(endpointPolicy(service ?? "", roles, naming));
                const needed = designed.flatMap(({ actions }) => actions);
                const said = statementsOf(policy);
                if (typeof said === "string") return [`${resource.name}: its policy cannot be read: ${said}`];
                return [
                    ...said
                        .filter((statement) => !statement.allow && needed.some((action) => concerns(statement, action)))
                        .map(
                            ({ sid }) =>
                                `${resource.name} denies by ${sid || "a statement"} what hosts need: remove it`,
                        ),
                    ...said
                        .filter(({ allow }) => allow)
                        .flatMap((statement) => beyond(statement, designed))
                        .map(
                            (grant) =>
                                `${resource.name} admits ${grant.action} on ${grant.resource}, or by whom, beyond what the hosts' roles may do`,
                        ),
                    ...designed
                        .flatMap((statement) => beyond(statement, said))
                        .map(
                            (grant) =>
                                `${resource.name} does not admit ${grant.action} on ${grant.resource} by the roles that need it`,
                        ),
                ];
            },
        );
    },
});

function statementsOf(policy: unknown) {
    try {
        return parseDocument(policy);
    } catch (error) {
        if (error instanceof UnreadableDocument) return error.message;
        throw error;
    }
}
