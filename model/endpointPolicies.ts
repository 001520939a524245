import type { Naming } from "./naming";
import type { PolicyDocument, PolicyStatement } from "./policyDocument";
import type { DesignedRole } from "./roles";

/** IAM's prefix of an endpoint's service where the two differ. */
const prefixes: Readonly<Record<string, string>> = { "bedrock-runtime": "bedrock" };

/**
 * The policy of one endpoint (AWS: Control access to VPC endpoints using endpoint policies): what the roles of hosts may do with its
 * service, by those roles only. Somebody's own keys, or a bucket, document or log group that no host needs, are of no use
 * from inside.
 */
export function endpointPolicy(service: string, roles: readonly DesignedRole[], naming: Naming): PolicyDocument {
    const prefix = `${prefixes[service] ?? service}:`;
    const byGrant = new Map<string, { readonly grant: PolicyStatement; readonly roles: string[] }>();
    for (const { name, grants } of roles.filter(({ host }) => host !== undefined)) {
        for (const statement of grants) {
            const actions = [statement.Action ?? []].flat().filter((action) => action.startsWith(prefix));
            if (statement.Effect !== "Allow" || actions.length === 0) continue;
            const grant = { ...statement, Sid: undefined, Action: actions };
            const key = JSON.stringify(grant);
            byGrant.set(key, { grant, roles: [...(byGrant.get(key)?.roles ?? []), naming.roleArn(name)] });
        }
    }
    return {
        Version: "2012-10-17",
        Statement: [...byGrant.values()].map(({ grant, roles: texts }) => bounded(grant, texts, service, naming)),
    };
}

function bounded(
    { Action, Resource, Condition = {} }: PolicyStatement,
    roles: readonly string[],
    service: string,
    { account }: Naming,
): PolicyStatement {
    // Documents of AWS belong to no account, so only S3 is held to the account of what is asked for.
    const owner: Record<string, string> = service === "s3" ? { "aws:ResourceAccount": account } : {};
    return {
        Effect: "Allow",
        Principal: "*",
        Action,
        Resource,
        Condition: {
            ...Condition,
            StringEquals: { ...Condition.StringEquals, "aws:PrincipalAccount": account, ...owner },
            ArnEquals: { ...Condition.ArnEquals, "aws:PrincipalArn": roles },
        },
    };
}
