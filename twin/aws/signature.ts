import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { SignatureV4 } from "@smithy/signature-v4";
import { Sha256 } from "./sha256";

export interface SigningKey {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    /** Of a role's session; a user's key has none. */
    readonly sessionToken?: string;
}

/** What a request says of its signature (AWS: IAM user guide, "Create a signed AWS API request"). */
export interface Claimed {
    readonly accessKeyId: string;
    readonly region: string;
    readonly service: string;
    /** Names of the signed headers. */
    readonly signed: readonly string[];
}

/** @returns undefined for a request without a signature, or with one that is not of version 4 */
export function claimedBy({ headers }: IncomingMessage): Claimed | undefined {
    const form =
        /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=[0-9a-f]{64}$/;
    const found = form.exec(headers.authorization ?? "");
    return (
        found?.[1] === undefined
            ? undefined
            : { accessKeyId: found[1], region: found[2], service: found[3], signed: found[4].split(";") }
    ) as Claimed | undefined;
}

/** When the request says it was signed, in milliseconds since 1970; NaN when it does not say. */
export const signedAt = ({ headers }: IncomingMessage): number =>
    Date.parse(String(headers["x-amz-date"]).replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, "$1-$2-$3:$4:$5"));

/**
 * Whether AWS's own signer, given the request's signed headers and body, comes to the same Authorization header.
 * @returns what is wrong, or undefined
 */
export async function signatureError(
    request: IncomingMessage,
    body: Buffer,
    { service, region, credentials }: { service: string; region: string; credentials: SigningKey },
): Promise<string | undefined> {
    const claimed = claimedBy(request);
    if (!claimed) return "no signature";
    const needed = ["host", "x-amz-date", ...(credentials.sessionToken === undefined ? [] : ["x-amz-security-token"])];
    const unsigned = needed.find((name) => !claimed.signed.includes(name));
    if (unsigned !== undefined) return `${unsigned} is not signed`;
    const headers = Object.fromEntries(claimed.signed.map((name) => [name, String(request.headers[name])]));
    const said = headers["x-amz-content-sha256"];
    // S3 takes bodies whose hash nobody has said; they came by TLS.
    const streamed = service === "s3" && /^(UNSIGNED-PAYLOAD|STREAMING-UNSIGNED-PAYLOAD-TRAILER)$/.test(said ?? "");
    if (said === undefined && service === "s3") return "x-amz-content-sha256 is not signed";
    if (said !== undefined && !streamed && said !== sha256(body)) return "another body";
    const signedDate = new Date(signedAt(request));
    if (Number.isNaN(signedDate.getTime())) return "x-amz-date is no date";
    const signer = new SignatureV4({
        ...{ service, region, credentials, sha256: Sha256 },
        uriEscapePath: service !== "s3",
        applyChecksum: said !== undefined,
    });
    const [path, query] = (request.url ?? "").split("?");
    const again = await signer.sign(
        {
            ...{ method: request.method ?? "", protocol: "https:", hostname: headers.host, path, headers, body },
            query: queryOf(query ?? ""),
        },
        { signingDate: signedDate, signableHeaders: new Set(claimed.signed) },
    );
    const spaced = (text: string | undefined) => (text ?? "").replace(/, ?/g, ", ");
    return spaced(again.headers.authorization) === spaced(request.headers.authorization)
        ? undefined
        : "the signature does not match";
}

const sha256 = (body: Buffer) => createHash("sha256").update(body).digest("hex");

/** As the client wrote it: a plus is a plus. */
export function queryOf(text: string): Record<string, string[]> {
    const query: Record<string, string[]> = {};
    for (const part of text.split("&").filter((item) => item !== "")) {
        const [key, value = ""] = part.split("=").map(decodeURIComponent);
        query[key] = [...(query[key] ?? []), value];
    }
    return query;
}
