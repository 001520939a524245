import { expect } from "chai";

import { good, key, plain } from "../server/harness";
import { head, nothing, openPaths, rawNothing, text, whole } from "./asking";
import type { Row } from "./row";

/** Paths, headers and HTTP itself. */
export const http: Row[] = [
    {
        id: "O08",
        attempt: "an upload with the attacker's key",
        answer: "403 `path`",
        mutant: openPaths,
        check: (bench) => nothing(bench, 403, good, { "x-api-key": "mine" }, "/v1/files"),
    },
    {
        id: "O09",
        attempt: "paths below and beside a listed one",
        answer: "403 `path`",
        mutant: openPaths,
        check: async (bench) => {
            for (const path of ["/v1/messages/batches", "/v1/models", "/v1/responses/resp_1", "/v1/files/f_1"])
                await nothing(bench, 403, good, {}, path);
        },
    },
    {
        id: "O10",
        attempt: "credentials wherever one may stand",
        answer: "the endpoint sees our key alone",
        mutant: [
            "server.ts",
            "const headers = headersUp(request, route, lengthOf(judged.body));",
            "const headers = { ...request.headers, ...headersUp(request, route, lengthOf(judged.body)) } as never;",
        ],
        check: async (bench) => {
            const names = ["authorization", "x-api-key", "api-key", "x-goog-api-key", "proxy-authorization", "cookie"];
            await bench.post(good, Object.fromEntries(names.map((name) => [name, "mine"])));
            const { headers } = bench.arrived[0]!;
            expect(names.map((name) => headers[name]).filter(Boolean)).to.deep.equal([key]);
        },
    },
    {
        id: "O16",
        attempt: "an endpoint that redirects",
        answer: "502, followed by nobody",
        mutant: ["forward.ts", "status < 200 || (status >= 300 && status < 400)", "status < 200"],
        check: async (bench) => {
            bench.reply = (_call, answer) => {
                const headers = { location: "https://attacker.test/", "content-type": "application/json" };
                answer.writeHead(307, headers).end(plain);
            };
            expect((await bench.post()).status).to.equal(502);
        },
    },
    {
        id: "O19",
        attempt: "a request with a length and with chunks",
        answer: "400, and the connection is closed",
        mutant: ["listener.ts", "requireHostHeader: false,", "requireHostHeader: false, insecureHTTPParser: true,"],
        check: (bench) => {
            const chunk = `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
            return rawNothing(
                bench,
                `POST /v1/messages ${head}Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`,
            );
        },
    },
    {
        id: "O20",
        attempt: "`Upgrade` to another protocol",
        answer: "400, never 101",
        mutant: ["malformed.ts", '["upgrade", "connect"]', '["connect"]'],
        check: (bench) => {
            const upgrade = "Host: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n";
            return rawNothing(
                bench,
                whole("/v1/messages", upgrade).replace("Connection: close\r\n", ""),
                /^HTTP\/1\.1 400/,
            );
        },
    },
    {
        id: "O21",
        attempt: "a target that names another host",
        answer: "4xx",
        mutant: openPaths,
        check: async (bench) => {
            for (const target of [
                "//attacker.test/v1/messages",
                "/\\attacker.test/v1/messages",
                "https:/attacker.test",
            ])
                await rawNothing(bench, whole(target));
        },
    },
    {
        id: "O22",
        attempt: "other spellings of a listed path",
        answer: "403 `path`",
        mutant: openPaths,
        check: async (bench) => {
            for (const end of ["/..%2ffiles", "%2f..%2ffiles", ";x", "%23", "%00", "/..;/files", "/"])
                await rawNothing(bench, whole(`/v1/messages${end}`), /^HTTP\/1\.1 403/);
            for (const target of ["/v1//messages", "/V1/Messages", "/v1/%2e/messages"])
                await rawNothing(bench, whole(target));
        },
    },
    {
        id: "O23",
        attempt: "two hosts; a host, and headers, that name another",
        answer: "400; ignored",
        mutant: ["server.ts", "if (hostsOf(request) !== 1) throw", "if (false) throw"],
        check: async (bench) => {
            await rawNothing(bench, whole("/v1/messages", "Host: a\r\nHost: attacker.test\r\n"), /^HTTP\/1\.1 400/);
            await bench.post(good, {
                host: "attacker.test",
                "x-forwarded-host": "attacker.test",
                "x-original-url": "/v1/files",
            });
            const [{ url, headers }] = bench.arrived as [(typeof bench.arrived)[0]];
            expect([url, headers.host]).to.deep.equal(["/v1/messages", `api.approved.test:${bench.upstreamPort}`]);
        },
    },
    {
        id: "O26, O29",
        attempt: "another protocol's first bytes",
        answer: "400, closed, one line",
        mutant: ["malformed.ts", '!(late || error.code?.startsWith("HPE_"))', "!late"],
        check: async (bench) => {
            for (const bytes of [
                "SSH-2.0-OpenSSH_9.6\r\n",
                "\x16\x03\x01\x02\x00\x01",
                "\x05\x01\x00attacker.test\0.approved.test",
            ])
                await rawNothing(bench, bytes, /^HTTP\/1\.1 400/);
            await bench.lines(3);
        },
    },
    {
        id: "O27, O30",
        attempt: "`CONNECT`",
        answer: "400, closed",
        mutant: ["malformed.ts", '["upgrade", "connect"]', '["upgrade"]'],
        check: (bench) =>
            rawNothing(
                bench,
                "CONNECT api.approved.test:22 HTTP/1.1\r\nHost: api.approved.test:22\r\n\r\n",
                /^HTTP\/1\.1 400/,
            ),
    },
    {
        id: "O27b, O30b, O37",
        attempt: "a whole address as target, with another port or host",
        answer: "403 `path`; no name is looked up",
        mutant: openPaths,
        check: async (bench) => {
            for (const host of ["api.approved.test:8443", "sentinel.attacker.test"])
                await rawNothing(bench, whole(`http://${host}/v1/messages`), /^HTTP\/1\.1 403/);
        },
    },
];
