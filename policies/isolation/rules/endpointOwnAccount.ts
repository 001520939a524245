import { parseDocument, type Statement } from "../../../analysis/iam/document";
import { stackRule } from "../../framework/rule";
import { each, networkOf } from "../network";

const limits = (statement: Statement, key: string, account: string | undefined) =>
    statement.conditions.some(
        ({ operator, key: named, values }) =>
            operator === "StringEquals" && named === key.toLowerCase() && values.every((value) => value === account),
    );

export const endpointOwnAccount = stackRule("isolation", {
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
