import { BlockList, isIP } from "node:net";

const privateBlocks = new BlockList();
const neverBlocks = new BlockList();
for (const [block, bits] of [
    ["10.0.0.0", 8],
    ["172.16.0.0", 12],
    ["192.168.0.0", 16],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
] as const) {
    privateBlocks.addSubnet(block, bits, "ipv4");
}
for (const [block, bits] of [
    ["fc00::", 7],
    ["::1", 128],
] as const)
    privateBlocks.addSubnet(block, bits, "ipv6");
for (const [block, bits] of [
    ["0.0.0.0", 8],
    ["169.254.0.0", 16],
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.88.99.0", 24],
    ["198.18.0.0", 15],
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
    ["224.0.0.0", 3],
] as const) {
    neverBlocks.addSubnet(block, bits, "ipv4");
}
const globalV6 = new BlockList();
globalV6.addSubnet("2000::", 3, "ipv6");
// Documentation, Teredo, 6to4 and ORCHID: the last two carry an IPv4 address that nobody checked.
for (const [block, bits] of [
    ["2001::", 23],
    ["2001:db8::", 32],
    ["2002::", 16],
    ["3fff::", 20],
] as const) {
    neverBlocks.addSubnet(block, bits, "ipv6");
}

/** True for an address that no approved endpoint can have (IANA special-purpose registries, RFC 6890). */
export function specialAddress(address: string, { privateAllowed = false } = {}): boolean {
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (isIP(address) === 0) return true;
    if (privateBlocks.check(address, family)) return !privateAllowed;
    if (neverBlocks.check(address, family)) return true;
    // Everything outside 2000::/3 is special: mapped, NAT64, link-local, multicast.
    return family === "ipv6" && !globalV6.check(address, "ipv6");
}

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const wildcardDns =
    /(?:^|\.)(?:nip\.io|sslip\.io|xip\.io|traefik\.me|localtest\.me|lvh\.me|vcap\.me|readme\.localtest\.me)$/;
const localNames =
    /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home|corp|private|arpa|onion|invalid|example)$/;
const storage =
    /(?:^|[.-])s3(?:[.-]|$).*amazonaws\.com|(?:^|\.)(?:storage\.googleapis\.com|blob\.core\.windows\.net|file\.core\.windows\.net|dfs\.core\.windows\.net|r2\.cloudflarestorage\.com|digitaloceanspaces\.com|backblazeb2\.com|wasabisys\.com|cloudfront\.net)$/;

/** Why a name cannot be an endpoint's; undefined when it can. */
export function nameProblem(host: string): string | undefined {
    const labels = host.split(".");
    if (isIP(host) || /^\d+$/.test(labels.at(-1) ?? "")) return `${host} is an address; write the endpoint's name`;
    if (host.length > 253 || labels.length < 2 || !labels.every((part) => label.test(part))) {
        return `${JSON.stringify(host)} is no full name in small letters; write one like api.anthropic.com`;
    }
    if (localNames.test(host) || labels[0] === "metadata")
        return `${host} names this host, its network or its metadata service`;
    if (wildcardDns.test(host)) return `${host} resolves to whatever address stands in the name`;
    if (storage.test(host)) return `${host} is storage, which keeps what is sent to it`;
    return undefined;
}

const managing = new Set(
    "files file uploads upload batches batch fine_tuning fine-tuning finetune jobs assistants threads vector_stores containers skills organizations organization admin models model-customization-jobs evals conversations realtime images audio videos storage".split(
        " ",
    ),
);

/** Why a path may not be a route; undefined when it may. */
export function pathProblem(path: string): string | undefined {
    if (!/^(?:\/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*|\{model\}))+$/.test(path)) {
        return `${JSON.stringify(path)} is no exact path; write one like /v1/messages`;
    }
    const bad = path.split("/").find((segment) => managing.has(segment.toLowerCase()));
    return bad === undefined
        ? undefined
        : `${path} uploads, batches, stores or manages (${bad}); the gateway forwards only calls of a model`;
}

/** Bedrock's operations by dialect. Another of the same model, async-invoke, writes what it is sent to a bucket. */
const operations: Readonly<Record<string, string>> = {
    "bedrock-converse": "converse",
    "bedrock-converse-stream": "converse-stream",
    "bedrock-invoke": "invoke",
    "bedrock-invoke-stream": "invoke-with-response-stream",
};

/** Why a path cannot have a dialect; undefined when it can. */
export function operationProblem(path: string, dialect: string): string | undefined {
    const operation = Object.hasOwn(operations, dialect) ? operations[dialect] : undefined;
    if (operation === undefined)
        return path.includes("{model}") ? `${path} names {model}, which only Bedrock's paths do` : undefined;
    return path === `/model/{model}/${operation}`
        ? undefined
        : `${path}: write /model/{model}/${operation} for ${dialect}`;
}

/** Search and research models, and routers that choose a model by themselves. */
export function selfReachingModel(model: string): boolean {
    const name = model.toLowerCase();
    return (
        /(?:^|[-/.:])(?:search|deep-research|deepsearch)(?:[-:.]|$)/.test(name) ||
        /(?:^|[/.])(?:sonar|compound)/.test(name) ||
        /:online(?:$|:)/.test(name) ||
        /(?:^|[/.:-])(?:auto|router|model-router)(?:$|[-:/])/.test(name) ||
        /prompt-router/.test(name)
    );
}
