import { createHash, createHmac } from "node:crypto";

/** A role's session, as the instance's metadata gives it. */
export interface Credentials {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    /** Milliseconds since 1970. */
    readonly expiration: number;
}

/** Signature version 4 (AWS: IAM user guide, "Create a signed AWS API request"), of a POST to `/`. */
interface Signed {
    readonly service: string;
    readonly region: string;
    readonly now: Date;
    /** Sorted by name, in small letters; all are signed. */
    readonly headers: Readonly<Record<string, string>>;
    /** Sorted by name, encoded. */
    readonly query: string;
    readonly body: string;
}

const algorithm = "AWS4-HMAC-SHA256";
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
/** RFC 3986: JavaScript leaves five characters more as they are. */
const encode = (text: string): string =>
    encodeURIComponent(text).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );

export const stamp = (now: Date): string => now.toISOString().replace(/[-:]|\.\d{3}/g, "");
const scopeOf = ({ now, region, service }: Pick<Signed, "now" | "region" | "service">): string =>
    `${stamp(now).slice(0, 8)}/${region}/${service}/aws4_request`;

function signature(signed: Signed, { secretAccessKey }: Credentials): string {
    const { headers, query, body, now, region, service } = signed;
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
    const request = ["POST", "/", query, lines.join(""), Object.keys(headers).join(";"), sha256(body)].join("\n");
    const text = [algorithm, stamp(now), scopeOf(signed), sha256(request)].join("\n");
    const key = [stamp(now).slice(0, 8), region, service, "aws4_request"].reduce<string | Buffer>(
        hmac,
        `AWS4${secretAccessKey}`,
    );
    return hmac(key, text).toString("hex");
}

/** The headers of a call, the signature among them. */
export function signedHeaders(
    call: Pick<Signed, "service" | "region" | "now" | "body"> & { readonly host: string; readonly target: string },
    credentials: Credentials,
): Record<string, string> {
    const headers = {
        "content-type": "application/x-amz-json-1.1",
        host: call.host,
        "x-amz-date": stamp(call.now),
        "x-amz-security-token": credentials.sessionToken,
        "x-amz-target": call.target,
    };
    const signed = Object.keys(headers).join(";");
    const found = signature({ ...call, headers, query: "" }, credentials);
    const credential = `${credentials.accessKeyId}/${scopeOf(call)}`;
    return {
        ...headers,
        authorization: `${algorithm} Credential=${credential}, SignedHeaders=${signed}, Signature=${found}`,
    };
}

const host = "bedrock.amazonaws.com";

/**
 * A short-term Bedrock API key: a call that is signed beforehand, which Bedrock makes for whoever shows it. In the format of
 * AWS's own aws-bedrock-token-generator 1.1.0, byte by byte.
 * @param seconds for which it holds; AWS takes at most 43200 and ends it with the session
 */
export function bedrockKey(credentials: Credentials, region: string, seconds: number, now: Date): string {
    const call = { service: "bedrock", region, now, body: "", headers: { host } };
    const asked: [string, string][] = [
        ["Action", "CallWithBearerToken"],
        ["X-Amz-Algorithm", algorithm],
        ["X-Amz-Credential", `${credentials.accessKeyId}/${scopeOf(call)}`],
        ["X-Amz-Date", stamp(now)],
        ["X-Amz-Expires", String(seconds)],
        ["X-Amz-SignedHeaders", "host"],
        ["X-Amz-Security-Token", credentials.sessionToken],
    ];
    const pairs = (all: [string, string][]): string => all.map(([name, value]) => `${name}=${encode(value)}`).join("&");
    const sorted = [...asked].sort(([one], [other]) => (one < other ? -1 : 1));
    const found = signature({ ...call, query: pairs(sorted) }, credentials);
    const url = `${host}/?${pairs(asked)}&X-Amz-Signature=${found}&Version=1`;
    return `bedrock-api-key-${Buffer.from(url).toString("base64")}`;
}
