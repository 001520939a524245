import { invalidHost, type InvalidReason } from "./hostNames";

/**
 * Well-formed names that may not be an LLM endpoint's: they lead to metadata, to storage, or to any address that their owner likes.
 * Names below `.test` and `.example` are nobody's on the internet and lead nowhere (RFC 6761).
 */

/** Names that mean something inside one network only (RFC 6761, 6762, 8375, 9476, ICANN's reservation of `internal`). */
const privateZones =
    "internal local localdomain localhost localnet lan home home.arpa arpa invalid onion alt corp intranet intra private svc consul".split(
        " ",
    );

/** Services that answer a name with the address written in it, or with this host's own. */
const wildcardDns =
    "nip.io sslip.io xip.io localtest.me lvh.me traefik.me nip.me vcap.me lacolhost.com backname.io ipq.co local.gd rbndr.us 1u.ms".split(
        " ",
    );

/** A label that clouds give to the names of object storage, wherever it stands. */
const storageLabel =
    /(^|\.)(s3|s3-[a-z0-9-]+|s3express[a-z0-9-]*|storage|storage-[a-z]+|[a-z]+storage|objects|blob|dfs|oss|oss-[a-z0-9-]+|cos|obs)\./;

/** Where files of any customer lie under one provider's names. */
const storage =
    "core.windows.net storage.azure.net core.chinacloudapi.cn core.usgovcloudapi.net cloudflarestorage.com r2.dev digitaloceanspaces.com backblazeb2.com wasabisys.com linodeobjects.com vultrobjects.com storjshare.io firebasestorage.app cloudfront.net dropboxapi.com dropboxusercontent.com githubusercontent.com".split(
        " ",
    );

/** Bedrock's own names; every other name of AWS is an API in which anybody has an account. */
const bedrock = /^bedrock-runtime(-fips)?\.[a-z0-9-]+\.amazonaws\.com$/;

const below = (host: string, zones: readonly string[]) =>
    zones.find((zone) => host === zone || host.endsWith(`.${zone}`));

/** Why a name may not be an LLM endpoint's. */
export function invalidEndpointHost(host: string): InvalidReason {
    const fault = invalidHost(host);
    if (fault) return fault;
    const zone = below(host, privateZones);
    if (zone)
        return `is below .${zone}, which the internet does not resolve and clouds use for metadata: write the provider's public name`;
    if (/(^|\.)(metadata|instance-data)\./.test(host))
        return "names a metadata service, which tells hosts their credentials: write the provider's public name";
    const wildcard = below(host, wildcardDns);
    if (wildcard)
        return `is a name of ${wildcard}, which resolves to whatever address is written in it: write the provider's own name`;
    if (/(^|[.-])\d{1,3}[-.]\d{1,3}[-.]\d{1,3}[-.]\d{1,3}([.-]|$)/.test(host))
        return "has an address written in it, so it leads where its first labels say: write the provider's own name";
    if (storageLabel.test(host) || below(host, storage))
        return "names object storage, where anybody has a bucket: write the LLM's own name";
    return below(host, ["amazonaws.com", "amazonaws.com.cn", "on.aws"]) && !bedrock.test(host)
        ? "is a name of AWS, where anybody has an account: write the LLM's own name; Bedrock is kind: bedrock"
        : undefined;
}
