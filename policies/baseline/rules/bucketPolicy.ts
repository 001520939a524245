import { accountOf, demanded, type Principal, type Statement } from "../../../analysis/iam/document";
import { unknown, unless } from "../../framework/outcome";
import { documentAt, textAt } from "../../framework/read";
import { accountOfStack } from "../account";
import { bucketRule, companions } from "../buckets";

export const bucketPolicy = bucketRule({
    id: "bucket-policy",
    severity: "high",
    title: "Every bucket refuses plain HTTP and TLS before 1.2, and admits nobody but named principals of this account",
    why: "A bucket policy is the last word on who reads objects, and over what.",
    remediation:
        "Deny s3:* on the bucket and its objects where aws:SecureTransport is false and where s3:TlsVersion is below 1.2; name principals of this account in every Allow, and aws:SourceAccount for AWS services.",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
    rows: [72, 73, 80],
    designSpecific: true,
    check(bucket, context) {
        const policies = companions(bucket, context, "BucketPolicy");
        const statements = [...policies, bucket].flatMap((holder) => documentAt(holder, "policy") ?? []);
        const granted = statements.filter(({ allow }) => allow);
        const account = accountOfStack(context);
        if (granted.length > 0 && account === undefined)
            return unknown(`which account ${bucket.name} is in`, "the account into the network's intent");
        const name = textAt(bucket, "bucket");
        const refuses = (test: (statement: Statement) => boolean) =>
            statements.some((statement) => isForAll(statement, name) && test(statement));
        const external = granted.flatMap(({ principals, ...rest }) =>
            principals.filter((principal) => isExternal(principal, { principals, ...rest }, account)),
        );
        return unless(
            !refuses(isPlain) && `${bucket.name} does not refuse plain HTTP: deny it by aws:SecureTransport`,
            !refuses(isOldTls) && `${bucket.name} does not refuse TLS before 1.2: deny it by s3:TlsVersion`,
            granted.some(({ principals, notPrincipal }) => notPrincipal || principals.some(isAny)) &&
                `${bucket.name} admits everybody: name the principals`,
            granted.some(
                ({ actions, notActions }) => notActions.length > 0 || actions.some((one) => /[*?]/.test(one)),
            ) && `${bucket.name} grants actions by pattern: name them`,
            granted.some(({ resources }) => name !== undefined && !resources.every((one) => isOf(one, name))) &&
                `${bucket.name} grants on more than itself: name the bucket`,
            ...external.map(({ kind, value }) =>
                kind === "Service"
                    ? `${bucket.name} admits ${value} on behalf of any account: demand aws:SourceAccount`
                    : `${bucket.name} admits ${value}, which is not of account ${account}`,
            ),
        );
    },
});

const isOf = (resource: string, bucket: string) =>
    resource.split(":::")[1] === bucket || resource.split(":::")[1]?.startsWith(`${bucket}/`) === true;

const isAny = ({ kind }: Principal) => kind === "any";

/** A denial that leaves out a principal, an action, the bucket or its objects has a way round it. */
function isForAll({ allow, actions, principals, notPrincipal, resources }: Statement, name: string | undefined) {
    const covers = (suffix: string) =>
        resources.some(
            (one) =>
                one === "*" || (name !== undefined && one.endsWith(`:::${name}${suffix}`)) || one === "arn:aws:s3:::*",
        );
    return (
        !allow &&
        !notPrincipal &&
        principals.some(isAny) &&
        actions.some((action) => /^(s3:)?\*$/i.test(action)) &&
        covers("") &&
        covers("/*")
    );
}

/** A second condition would be a second thing that must hold before anything is refused. */
const isPlain = ({ conditions: [only, ...more] }: Statement) =>
    more.length === 0 &&
    /^Bool(IfExists)?$/i.test(only?.operator ?? "") &&
    only.key === "aws:securetransport" &&
    only.values.every((value) => value.toLowerCase() === "false");

const isOldTls = ({ conditions: [only, ...more] }: Statement) =>
    more.length === 0 &&
    /^NumericLessThan(IfExists)?$/i.test(only?.operator ?? "") &&
    only.key === "s3:tlsversion" &&
    only.values.every((value) => Number(value) >= 1.2);

/** Of a service it is the one that it acts for; canonical users and federations name no account that could be ours. */
function isExternal({ kind, value }: Principal, statement: Statement, account: string | undefined): boolean {
    if (kind === "any") return false;
    if (kind !== "Service") return kind !== "AWS" || accountOf(value) !== account;
    if (value === loadBalancerLogs && writesBelow(statement, `/AWSLogs/${account}/*`)) return false;
    const sources = demanded(statement, "aws:SourceAccount");
    return sources.length === 0 || sources.some((source) => source !== account);
}

/**
 * It sends no aws:SourceAccount: a condition on it refuses every log, and the load balancer with them. It writes below the account
 * that the balancer is in (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html).
 */
const loadBalancerLogs = "logdelivery.elasticloadbalancing.amazonaws.com";

const writesBelow = ({ actions, notActions, resources }: Statement, path: string) =>
    notActions.length === 0 &&
    actions.every((action) => action.toLowerCase() === "s3:putobject") &&
    resources.length > 0 &&
    resources.every((resource) => resource.endsWith(path));
