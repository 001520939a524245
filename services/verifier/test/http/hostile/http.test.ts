import { gzipSync } from "node:zlib";

import { hostile, type HostileCase } from "./harness";
import { flatPng } from "./pictures";
import { multipartBody, rawPost, sendRaw } from "./raw";

const body = multipartBody("b", flatPng(100, 100));
const raw = (name: string, bytes: string | Buffer, status: number, says: RegExp, half = false): HostileCase => ({
    name,
    status,
    says,
    send: (service) => sendRaw(service.url, bytes, half),
});
const post = (
    name: string,
    type: string,
    content: Buffer | string,
    status: number,
    says: RegExp,
    headers: string[] = [],
) => raw(name, rawPost("/verify", type, content, headers), status, says);
const get = (path: string, ...headers: string[]): string =>
    [`GET ${path} HTTP/1.1`, "Host: test", ...headers, "", ""].join("\r\n");
const form = "multipart/form-data; boundary=b";
const broken = /no HTTP request that can be read/;

hostile("hostile HTTP", [
    post("a boundary that is not there", "multipart/form-data; boundary=other", body, 400, /form cannot be read/),
    post("no boundary", "multipart/form-data", body, 400, /form cannot be read/),
    post("a boundary of 1000 characters", `multipart/form-data; boundary=${"b".repeat(1000)}`, body, 400, /form/),
    post("a form that ends in its middle", form, body.subarray(0, body.length - 20), 400, /form cannot be read/),
    post("a part without a name", form, "--b\r\nX-Y: z\r\n\r\n1\r\n--b--\r\n", 422, /image: is missing/),
    post(
        "a part with 100 kB of headers",
        form,
        `--b\r\n${"X-Y: z\r\n".repeat(12_000)}\r\n1\r\n--b--\r\n`,
        422,
        /image: is missing/,
    ),
    post("no body", form, "", 422, /^image: is missing/),
    post("a compressed form", form, gzipSync(body), 400, /form cannot be read/, ["Content-Encoding: gzip"]),
    post("JSON instead of a form", "application/json", '{"image":"x"}', 415, /Unsupported Media Type/),
    post("a form of another kind", "application/x-www-form-urlencoded", "image=x", 422, /^image: is missing/),
    post("a length that is a lie by more", form, body, 413, /larger than 10 MB/, ["Content-Length: 99999999999"]),
    raw(
        "a connection that ends before its body",
        rawPost("/verify", form, body.subarray(0, 50), ["Content-Length: 5000"]),
        400,
        broken,
        true,
    ),
    post("two lengths", form, body, 400, broken, ["Content-Length: 5", "Content-Length: 6"]),
    post("a negative length", form, body, 400, broken, ["Content-Length: -1"]),
    post("a length and chunks", form, body, 400, broken, ["Content-Length: 5", "Transfer-Encoding: chunked"]),
    post("chunks that are none", form, body, 400, broken, ["Transfer-Encoding: chunked"]),
    raw("a request line that is none", "HELO verifier\r\n\r\n", 400, broken),
    raw("a null byte in a header", get("/health", "X-A: b\0c"), 400, broken),
    raw("a header folded into the next", "GET /health HTTP/1.1\r\nHost: t\r\nX-A: b\r\n\0folded\r\n\r\n", 400, broken),
    raw("20 kB of headers", get("/health", `X-A: ${"a".repeat(20_000)}`), 431, /longer than 16 kB/),
    raw("no host", "GET /health HTTP/1.1\r\n\r\n", 400, /Host/),
    raw("a path of 20 kB", get(`/${"a".repeat(20_000)}`), 431, /longer than 16 kB/),
    raw("a path out of the tree", get("/docs/static/..%2f..%2f..%2f..%2fetc/passwd"), 404, /nothing at this path/),
    raw("a path with a null byte", get("/artifacts/%00"), 404, /./),
    raw("a path that is not encoded", get("/%zz"), 400, /./),
    raw("a method for another path", get("/verify"), 405, /^This path answers POST/),
    raw("a method that nobody knows", get("/health").replace("GET", "TRACE"), 405, /GET/),
    raw("DELETE of everything", get("/artifacts").replace("GET", "DELETE"), 405, /GET/),
    raw("a query that is too clever", get("/artifacts?limit=1e9&limit=2"), 400, /limit/),
    raw("a date that is none", get("/artifacts?start_date=2026-02-30"), 400, /start_date/),
]);
