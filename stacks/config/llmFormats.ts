import { hostFault, pathFault, type Fault } from "./formats";

/**
 * What an LLM endpoint may not be, although it is well-formed: a name that leads to metadata, storage or any address its
 * owner likes, a path that stores, and a header that the connection needs for itself.
 */

/** Names that are nobody's on the internet (RFC 6761, RFC 6762, ICANN's reservation of `internal`), and cloud metadata. */
const privateZones = [
    "internal",
    "local",
    "localdomain",
    "localhost",
    "lan",
    "home.arpa",
    "test",
    "invalid",
    "onion",
    "corp",
    "intranet",
];

/** Services that answer a name with the address written in it. */
const wildcardDns = [
    "nip.io",
    "sslip.io",
    "xip.io",
    "localtest.me",
    "lvh.me",
    "traefik.me",
    "nip.me",
    "vcap.me",
    "lacolhost.com",
    "readme.localtest.me",
    "backname.io",
    "ipq.co",
];

/** Where objects of any customer lie under one provider's names. */
const storage = [
    /(^|\.)s3[.-]([a-z0-9-]+\.)*amazonaws\.com(\.cn)?$/,
    /(^|\.)s3(express|-[a-z0-9-]+)?\.[a-z0-9.-]*amazonaws\.com$/,
    /(^|\.)(storage|storage-download|firebasestorage)\.googleapis\.com$/,
    /(^|\.)storage\.cloud\.google\.com$/,
    /\.(blob|file|queue|table|dfs)\.core\.windows\.net$/,
    /\.(r2\.cloudflarestorage|r2|digitaloceanspaces|backblazeb2|wasabisys|linodeobjects)\.(com|dev)$/,
    /\.objectstorage\.[a-z0-9-]+\.oraclecloud\.com$/,
];

const below = (host: string, zones: readonly string[]) =>
    zones.find((zone) => host === zone || host.endsWith(`.${zone}`));

export function llmHostFault(host: string): Fault {
    const fault = hostFault(host);
    if (fault) return fault;
    const zone = below(host, privateZones);
    if (zone)
        return `is below .${zone}, which the internet does not resolve and clouds use for metadata: write the provider's public name`;
    const wildcard = below(host, wildcardDns);
    if (wildcard)
        return `is a name of ${wildcard}, which resolves to whatever address is written in it: write the provider's own name`;
    if (/(^|[.-])\d{1,3}[-.]\d{1,3}[-.]\d{1,3}[-.]\d{1,3}([.-]|$)/.test(host))
        return "has an address written in it, so it leads where its first labels say: write the provider's own name";
    if (storage.some((pattern) => pattern.test(host)))
        return "names object storage, where anybody has a bucket: write the LLM's own name";
    return undefined;
}

/** What a dialect's calls end in. The gateway judges bodies by dialect; a path without one it could not judge. */
const dialects = ["/messages", "/chat/completions", "/responses"];

export function llmPathFault(path: string): Fault {
    const fault = pathFault(path);
    if (fault) return fault;
    return dialects.some((dialect) => path.endsWith(dialect))
        ? undefined
        : `is no call of a dialect that the gateway judges, so it could upload, store or manage: write a path that ends in ${dialects.join(", ")}`;
}

const keyHeaders = ["authorization", "x-api-key", "api-key", "x-goog-api-key"];

/** Headers that begin with x- and tell proxies where a request came from or goes to. */
const forwarding =
    /^x-(forwarded|real|original|rewrite|http-method|client-ip|cluster|envoy|amz|amzn|accel|sendfile|proxy|host|remote|true)/;

export function keyHeaderFault(header: string): Fault {
    if (!/^[a-z][a-z0-9-]*$/.test(header))
        return "write the header that carries the key in lower case, such as x-api-key or authorization";
    if (keyHeaders.includes(header) || (header.startsWith("x-") && !forwarding.test(header))) return undefined;
    return `is a header that means something else to servers and proxies: write one of ${keyHeaders.join(", ")}, or the provider's own x-…`;
}
