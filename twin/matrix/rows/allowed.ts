import type { Place } from "../../machines/places";
import type { Row } from "../row";
import { attacker, buckets, logs, own, region, role, signed, ssm } from "./requests";
import { asks, from, sealed, works } from "./ways";

const hosts = ["agent-host", "edge-host", "verifier-host"] as const satisfies readonly Place[];
const nameOf = (place: Place) => place.replace("-host", "");

const domain = `${region}.amazonaws.com`;
const approved = {
    llm: "api.anthropic.com",
    "package-mirror": "mirrors.edge.kernel.org",
    ssm: `ssm.${domain}`,
    "session-channel": `ssmmessages.${domain}`,
    logs: `logs.${domain}`,
    secrets: `secretsmanager.${domain}`,
    "release-bucket": `${buckets.release}.${domain}`,
    "artifact-bucket": `${buckets.artifacts}.${domain}`,
} as const;

const parameter = (name: string) =>
    signed("ssm", own, "ssm", ssm("GetParameter", { Name: `/isolated-openhands/prod/${name}` }), "");

/** What the host's parameter names, fetched from the release bucket, is what its hash says. */
const bundle = (host: string) =>
    [
        role,
        `p=$(${parameter(`hosts/${host}`)} | jq -r .Parameter.Value)`,
        `${signed("s3", own, buckets.release, "URL/$(echo $p | jq -r .key)", "-o /tmp/$NONCE")}`,
        "s=$(sha256sum </tmp/$NONCE)",
        "rm -f /tmp/$NONCE",
        'test "${s%% *}" = "$(echo $p | jq -r .sha256)"',
    ].join("; ");

const ownLogs = (host: string) => {
    const stream = { logGroupName: `/isolated-openhands/prod/logs/${host}`, logStreamName: "$NONCE" };
    const event = { timestamp: 0, message: "of the attack matrix" };
    return [
        role,
        signed("logs", own, "logs", logs("CreateLogStream", stream)),
        signed("logs", own, "logs", logs("PutLogEvents", { ...stream, logEvents: [event] })),
    ].join(" && ");
};

/** What an NTP client asks (RFC 5905), by the clock's own user: the answer is of a server, and of now. */
const time = `setpriv --reuid _chrony --clear-groups python3 -c '
import socket, struct, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(3)
s.sendto(b"\\x23" + bytes(47), ("169.254.169.123", 123))
a = s.recv(48)
assert a[0] & 7 == 4 and abs(struct.unpack("!I", a[40:44])[0] - 2208988800 - time.time()) < 60'`;

const asApt = "setpriv --reuid _apt --clear-groups curl -sS -f -m 8 -o /dev/null";
const mirror = "http://$EDGE:4080/ubuntu";
const agentOfSsm = { AgentName: "amazon-ssm-agent", AgentStatus: "Active", AgentVersion: "$NONCE", InstanceId: "i-1" };
const channel =
    '-X POST -H \'content-type: application/json\' -d \'{"MessageSchemaVersion":"1.0","RequestId":"\'$NONCE\'"}\' URL/v1/control-channel/$(curl -sS -f -m 2 -H "x-aws-ec2-metadata-token: $t" $m/meta-data/instance-id)';

/** What every host needs of AWS, and gets by its own names, certificates and role. */
const ofEveryHost: readonly Row[] = from(hosts, (place) => [
    ...Object.entries(approved).map(([name, host]) => works(`name-${name}`, place, asks(host, ""))),
    works("credentials", place, `${role}; test -n "$(key SecretAccessKey)"`),
    works("own-parameter", place, `${role}; ${parameter(`hosts/${nameOf(place)}`)} | grep -q sha256`),
    works("own-bundle", place, bundle(nameOf(place))),
    works("own-logs", place, ownLogs(nameOf(place)), {
        sees: `logs:PutLogEvents.*/logs/${nameOf(place)}:log-stream:$NONCE","allowed":true`,
    }),
    works("time", place, time),
    works(
        "ssm-registers",
        place,
        `${role}; ${signed("ssm", own, "ssm", ssm("UpdateInstanceInformation", agentOfSsm))}`,
    ),
    works(
        "session-channel",
        place,
        `${role}; ${signed("ssmmessages", own, "ssmmessages", channel, "")} | grep -q TokenValue`,
    ),
]);

/** Hosts that pin each other have published what they show. */
const certificates: readonly Row[] = from(["agent-host", "edge-host"], (place) => [
    works(
        "own-certificate-is-published",
        place,
        `${role}; ${parameter(`certificates/${nameOf(place)}`)} | jq -r .Parameter.Value | diff -q -B - /var/lib/isolated-openhands/tls/certificate.pem`,
    ),
]);

/** Packages of the operating system, by apt's user and through the package gateway. */
const packages: readonly Row[] = from(sealed, (place) => [
    works("packages-release", place, `${asApt} ${mirror}/dists/noble/InRelease`, { source: "O101" }),
    works(
        "packages-by-hash",
        place,
        `${asApt} -I ${mirror}/dists/noble/main/binary-amd64/by-hash/SHA256/$(printf %064d 0) || test $? = 22`,
        {
            sees: `"kind":"mirror".*by-hash/SHA256/0{64}`,
            source: "O101",
        },
    ),
    works(
        "package",
        place,
        `${asApt} ${mirror}/pool/main/h/hello/hello_$NONCE_amd64.deb`.replace("$NONCE_", "${NONCE}_"),
        {
            sees: `"kind":"mirror".*hello_$NONCE_amd64`,
            source: "O101",
        },
    ),
]);

const gateways: readonly Row[] = [
    works(
        "edge-key",
        "edge-host",
        `${role}; ${signed("secretsmanager", own, "secretsmanager", "-H 'content-type: application/x-amz-json-1.1' -H 'x-amz-target: secretsmanager.GetSecretValue' -d '{\"SecretId\":\"llm/anthropic\"}' URL/", "")} | grep -q sk-`,
    ),
    works(
        "edge-mirror",
        "edge-host",
        "setpriv --reuid package-gateway --clear-groups curl -sS -f -m 8 -o /dev/null https://mirrors.edge.kernel.org/ubuntu/pool/main/h/hello/$NONCE.deb",
        { sees: '"kind":"mirror".*$NONCE' },
    ),
    works(
        "edge-passage-to-agent",
        "edge-host",
        "cd /var/lib/isolated-openhands/tls; setpriv --reuid openhands-passage --regid openhands-passage --groups host-tls curl -k -sS -f -m 8 -o /dev/null --cert certificate.pem --key key.pem https://$AGENT:3000/$NONCE",
        { sees: "container.*/$NONCE" },
    ),
];

const artifact = "URL/artifacts/$NONCE";
const artifacts: readonly Row[] = [
    works(
        "artifact-is-kept",
        "verifier-host",
        `${role}; ${signed("s3", own, buckets.artifacts, `-X PUT -d data ${artifact}`)}`,
        {
            sees: `s3:PutObject.*/artifacts/$NONCE","allowed":true`,
        },
    ),
    works(
        "artifact-is-read",
        "verifier-host",
        `${role}; ${signed("s3", own, buckets.artifacts, `-X PUT -d $NONCE ${artifact}`)} && ${signed("s3", own, buckets.artifacts, artifact, "")} | grep -q $NONCE`,
        { sees: `s3:GetObject.*/artifacts/$NONCE","allowed":true` },
    ),
    works(
        "artifacts-are-listed",
        "verifier-host",
        `${role}; ${signed("s3", own, buckets.artifacts, "'URL/?list-type=2&prefix=artifacts/'", "")} | grep -q KeyCount`,
    ),
];

const page = 'curl -k -sS -f -m 20 -u "$LOGIN"';
const site = "https://agent.example.com";
/** A websocket's first message and its echo (RFC 6455): short texts only. */
const websocket = `python3 -c '
import base64, os, socket, ssl
s = ssl._create_unverified_context().wrap_socket(socket.create_connection(("agent.example.com", 443), 20), server_hostname="agent.example.com")
login = base64.b64encode(os.environ["LOGIN"].encode()).decode()
s.sendall(("GET /sockets/events/1 HTTP/1.1\\r\\nHost: agent.example.com\\r\\nOrigin: https://agent.example.com\\r\\nAuthorization: Basic " + login
    + "\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\n\\r\\n").encode())
f = s.makefile("rb")
assert b" 101 " in f.readline()
while f.readline() != b"\\r\\n": pass
n = os.environ["NONCE"].encode()
s.sendall(bytes([0x81, 0x80 | len(n), 0, 0, 0, 0]) + n)
assert f.read(2 + len(n)) == bytes([0x81, len(n)]) + n'`;

const people: readonly Row[] = [
    works("page", "user", `${page} ${site}/$NONCE | grep -q $NONCE`, { sees: "container.*GET.*/$NONCE" }),
    works(
        "api-call",
        "user",
        `${page} -X POST -H 'Origin: ${site}' -H 'content-type: application/json' -d '{}' ${site}/api/$NONCE`,
        {
            sees: "container.*POST.*/api/$NONCE",
        },
    ),
    works("websocket", "user", websocket, { sees: '"websocket": "$NONCE"', source: "O99" }),
    works(
        "session-by-cookie",
        "user",
        `c=$(${page} -o /dev/null -D - ${site}/ | grep -io '__Host-openhands=[^;]*' | head -1); curl -k -sS -f -m 20 -H "Cookie: $c" ${site}/$NONCE | grep -q $NONCE`,
        { sees: "container.*/$NONCE" },
    ),
    works(
        "plain-http-leads-to-tls",
        "user",
        `test "$(curl -sS -m 8 -o /dev/null -w '%{http_code} %{redirect_url}' http://agent.example.com/$NONCE)" = "301 ${site}/$NONCE"`,
    ),
    works(
        "page-asks-for-a-login",
        "internet",
        `test "$(curl -k -sS -m 8 -o /dev/null -w '%{http_code}' ${site}/)" = 401`,
    ),
    works("container-asks-itself", "agent", "curl -sS -f -m 8 -o /dev/null http://127.0.0.1:8000/$NONCE", {
        sees: "container.*GET.*/$NONCE",
    }),
];

/** What the attacker has without us: the matrix's own sinks work, so that a row that is blocked is blocked by something. */
const sinks: readonly Row[] = [
    works("attackers-https", "outsider", "curl -k -sS -f -m 8 -o /dev/null https://$ATTACKER/$NONCE"),
    works("attackers-name", "outsider", asks("$NONCE.attacker.test", "")),
    works("attackers-bucket", "outsider", signed("s3", attacker, buckets.drop, "-X PUT -d data URL/$NONCE")),
];

/** Every path that must work, from every place that has one. A wall that also stops these would pass every other row. */
export const allowedRows: readonly Row[] = [
    ...ofEveryHost,
    ...certificates,
    ...packages,
    ...gateways,
    ...artifacts,
    ...people,
    ...sinks,
];
