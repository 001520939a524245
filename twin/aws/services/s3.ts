import { createHash } from "node:crypto";
import { type Answer, type Asked, escaped, type Operation, xmlFailure } from "../operation";
import type { Bucket, Store } from "../store";

/** Objects of buckets in virtual-host or path style: get, head, put, delete, list. Another operation is refused by name. */
export function s3Operation(asked: Asked, host: string, store: Store): Operation {
    const [name, key] = locate(asked, host);
    const bucket = store.buckets.get(name);
    const action = actionOf(asked, key);
    const bucketArn = `arn:aws:s3:::${name}`;
    return {
        action,
        resource: key === "" ? bucketArn : `${bucketArn}/${key}`,
        // Nobody owns a bucket that is not there; AWS then tells only who may list.
        resourceAccount: bucket?.owner ?? "",
        resourcePolicy: bucket?.policy,
        run: () => (bucket ? run(action, asked, bucket, key) : xmlFailure(404, "NoSuchBucket", name)),
    };
}

function locate({ path, region }: Asked, host: string): [bucket: string, key: string] {
    const virtual = host.endsWith(`.s3.${region}.amazonaws.com`) ? host.replace(/\.s3\..*$/, "") : undefined;
    if (virtual !== undefined) return [virtual, path.slice(1)];
    const [, bucket = "", ...key] = path.split("/");
    return [bucket, key.join("/")];
}

function actionOf({ method, query }: Asked, key: string): string {
    if (key === "") return method === "GET" ? "s3:ListBucket" : `s3:${method}Bucket`;
    const sub = ["acl", "tagging", "uploads", "retention"].find((name) => query[name] !== undefined);
    if (sub !== undefined) return `s3:${method}Object-${sub}`;
    const names: Readonly<Record<string, string>> = {
        GET: "s3:GetObject",
        HEAD: "s3:GetObject",
        PUT: "s3:PutObject",
        DELETE: "s3:DeleteObject",
    };
    return names[method] ?? `s3:${method}Object`;
}

function run(action: string, asked: Asked, bucket: Bucket, key: string): Answer {
    switch (action) {
        case "s3:GetObject":
            return get(asked, bucket, key);
        case "s3:PutObject":
            return put(asked, bucket, key);
        case "s3:DeleteObject":
            bucket.objects.delete(key);
            return { status: 204, body: "" };
        case "s3:ListBucket":
            return list(asked, bucket);
        default:
            return xmlFailure(501, "NotImplemented", `the twin's S3 has no ${action}`);
    }
}

const etag = (body: Buffer) => `"${createHash("md5").update(body).digest("hex")}"`;

function get({ method, headers }: Asked, { objects }: Bucket, key: string): Answer {
    const object = objects.get(key);
    if (!object) return xmlFailure(404, "NoSuchKey", key);
    const size = object.body.length;
    const range = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? "");
    const [from, to] = range ? [Number(range[1]), Math.min(Number(range[2] || size - 1), size - 1)] : [0, size - 1];
    if (range && from > to) return xmlFailure(416, "InvalidRange", headers.range ?? "");
    const body = object.body.subarray(from, to + 1);
    return {
        status: range ? 206 : 200,
        body: method === "HEAD" ? "" : body,
        headers: {
            ...{ "content-type": object.contentType, etag: etag(object.body), "accept-ranges": "bytes" },
            "last-modified": object.modified.toUTCString(),
            "content-length": String(body.length),
            ...(range && { "content-range": `bytes ${from}-${to}/${size}` }),
        },
    };
}

function put({ headers, body }: Asked, { objects }: Bucket, key: string): Answer {
    const content = /\baws-chunked\b/.test(headers["content-encoding"] ?? "") ? unchunked(body) : body;
    if (content === undefined) return xmlFailure(400, "IncompleteBody", "a chunk ends early");
    const contentType = headers["content-type"] ?? "binary/octet-stream";
    objects.set(key, { body: content, contentType, modified: new Date() });
    return { status: 200, body: "", headers: { etag: etag(content) } };
}

/** What AWS's SDKs send: chunks with their length in hexadecimal, the last one empty, then trailers. */
function unchunked(body: Buffer): Buffer | undefined {
    const parts: Buffer[] = [];
    for (let at = 0; ;) {
        const end = body.indexOf("\r\n", at);
        const size = end < 0 ? NaN : parseInt(body.toString("latin1", at, end), 16);
        if (Number.isNaN(size) || end + 2 + size > body.length) return undefined;
        if (size === 0) return Buffer.concat(parts);
        parts.push(body.subarray(end + 2, end + 2 + size));
        at = end + 2 + size + 2;
    }
}

/** One page of at most 1,000 names, or beginnings up to a delimiter, after `start-after` or the token: the last of the page before. */
function list({ query }: Asked, { objects }: Bucket): Answer {
    const prefix = query.prefix?.[0] ?? "";
    const delimiter = query.delimiter?.[0];
    const after = query["continuation-token"]?.[0] ?? query["start-after"]?.[0] ?? "";
    const limit = Math.min(Number(query["max-keys"]?.[0] ?? 1000), 1000);
    const beginning = (key: string) => {
        const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
        return end < 0 ? key : key.slice(0, end + delimiter!.length);
    };
    const below = [...objects.keys()].filter((key) => key.startsWith(prefix)).map(beginning);
    const names = [...new Set(below)].filter((name) => name > after).sort();
    const page = names.slice(0, limit);
    const contents = page.map((name) => {
        const object = objects.get(name);
        if (!object) return `<CommonPrefixes><Prefix>${escaped(name)}</Prefix></CommonPrefixes>`;
        const fields = `<Key>${escaped(name)}</Key><Size>${object.body.length}</Size><ETag>${escaped(etag(object.body))}</ETag>`;
        return `<Contents>${fields}<LastModified>${object.modified.toISOString()}</LastModified></Contents>`;
    });
    const more = names.length > page.length;
    const next = more ? `<NextContinuationToken>${escaped(page[page.length - 1])}</NextContinuationToken>` : "";
    const said = `<KeyCount>${page.length}</KeyCount><IsTruncated>${more}</IsTruncated>${next}${contents.join("")}`;
    const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult>${said}</ListBucketResult>`;
    return { status: 200, body: xml, headers: { "content-type": "application/xml" } };
}
