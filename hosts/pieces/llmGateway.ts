import { listenerUser, userOf } from "@isolated-openhands/gateway/parts";
import type { EdgeHostConfig } from "../config";
import { nameOfSet } from "../flows";
import type { HostFile, HostUnit, Piece } from "../piece";
import { programFiles } from "../program";
import { hostLibrary, hostProgram } from "./certificates";
import { keyFileOf, keysFolder, keysUser, type Places, unitsOf } from "./gatewayUnits";

export type LlmGatewayConfig = Pick<EdgeHostConfig, "llmGateway" | "address" | "region" | "firewall"> & {
    /** PEM files of this host's own certificate. */
    readonly tls: { readonly certFile: string; readonly keyFile: string };
};

export const gatewayFilePath = "/etc/isolated-openhands/llm-gateway.json";

/** FILE as the gateway reads it: with the certificates of who may call, which are known on the host only. */
const wholeFile = "/run/isolated-openhands/llm-gateway.json";
const keysFile = "/etc/isolated-openhands/llm-keys.json";
const program = `${hostLibrary}/gateway`;
const logs = "isolated-openhands-gateway";
export const gatewayAudit = `/var/log/${logs}/audit.jsonl`;
/** Its listener's own. */
export const gatewayAuditGroup = listenerUser;
const rotation = "/etc/logrotate.d/isolated-openhands-gateway";
const merge = "llm_gateway_file.py";

/** Of the release's own archive, with the authorities that the host trusts. */
const node = ["/usr/bin/node", "--use-openssl-ca", "--max-semi-space-size=4"] as const;

/** `services/gateway`: its listener, a process and a user for each endpoint, and who hands the keys over. */
export function llmGateway(config: LlmGatewayConfig): Piece {
    const { llmGateway: gateway, firewall } = config;
    const endpoints = gateway.policy.endpoints.map(({ name }) => name);
    const units = Object.entries(unitsOf(placesOf(config, endpoints)));
    const sets = firewall.filter(({ process }) => process === "llm-gateway");
    const fetches = firewall.filter(({ process }) => process === "key-fetcher");
    return {
        name: "llm-gateway",
        packages: ["logrotate", "nodejs"],
        users: [
            { name: listenerUser, groups: ["host-tls"] },
            ...[...endpoints.map(userOf), keysUser].map((name) => ({ name })),
        ],
        files: [
            ...programs(),
            hostProgram(merge),
            json(gatewayFilePath, gatewayFile(config)),
            json(keysFile, keysFileOf(config)),
            { path: rotation, mode: 0o644, content: rotated },
            ...units.map(([name, content]) => ({ path: unitPath(name), mode: 0o644 as const, content })),
        ],
        units: units.map(([name]) => hostUnit(name)),
        listens: [{ user: listenerUser, protocol: "tcp", port: gateway.port, flow: "llm-gateway" }],
        opens: [
            ...sets.map((set) => ({ user: userOf(set.endpoint!), flow: nameOfSet(set) })),
            { user: keysUser, flow: "metadata" },
            ...fetches.map((set) => ({ user: keysUser, flow: nameOfSet(set) })),
        ],
        checks: [{ name: "gateway --check", command: ["sh", "-ec", check], reads: [gatewayFilePath, `${program}/`] }],
    };
}

const placesOf = ({ llmGateway: gateway }: LlmGatewayConfig, endpoints: readonly string[]): Places => ({
    command: [...node, `${program}/main.js`],
    config: wholeFile,
    prepare: [`${hostLibrary}/certificates.py own`, `${hostLibrary}/${merge} ${wholeFile}`],
    logs,
    callers: ["127.0.0.0/8", ...gateway.clients],
    endpoints,
    fetcher: { command: [...node, `${program}/keys.js`], config: keysFile },
});

const programs = () =>
    programFiles(program, {
        main: "services/gateway/src/main.ts",
        judgeThread: "services/gateway/src/judgeThread.ts",
        keys: "services/gateway/src/keys/main.ts",
    });

const unitPath = (name: string) => `/etc/systemd/system/${name}`;

const json = (path: string, value: object): HostFile => ({
    path,
    mode: 0o644,
    content: `${JSON.stringify(value, null, 4)}\n`,
});

/** A new policy is taken by a reload, which cuts only what it does not allow any more. */
function hostUnit(name: string): HostUnit {
    if (name.endsWith(".socket")) return { unit: name, reads: [unitPath(name)] };
    if (name === "gateway-keys.service") return { unit: name, reads: [keysFile, `${program}/`, unitPath(name)] };
    const reads = [gatewayFilePath, `${hostLibrary}/${merge}`, `${program}/`, unitPath(name)];
    return { unit: name, reads, on: "reload" };
}

/**
 * What the LLM gateway's FILE says (services/gateway/docs/gateway.md): the policy that the web proxy registers, word by word, and where things lie on this
 * host. `clients` is not in it. The agent's host makes its certificate at its first boot, so its SHA-256 is known on the hosts only: who
 * starts the gateway writes it in, and without it the gateway refuses the FILE.
 */
export function gatewayFile({ llmGateway: { port, policy }, address, tls }: LlmGatewayConfig): object {
    return {
        listen: `${address}:${port}`,
        tls,
        ...policy,
        endpoints: policy.endpoints.map((endpoint) => ({ ...endpoint, keyFile: keyFileOf(endpoint.name) })),
        auditFile: gatewayAudit,
    };
}

/** Where each endpoint's key comes from: a secret, or the host's own role. */
const keysFileOf = ({ llmGateway: { keys }, region }: LlmGatewayConfig): object => ({
    folder: keysFolder,
    keys: keys.map(({ endpoint: name, secretName }) =>
        secretName === undefined
            ? { name, kind: "bedrock", region }
            : { name, kind: "secret", region, secretId: secretName },
    ),
});

const check = `${hostLibrary}/certificates.py own
file=$(mktemp -d); trap 'rm -rf "$file"' EXIT
${hostLibrary}/${merge} "$file/file.json"
exec ${node.join(" ")} ${program}/main.js --config "$file/file.json" --check`;

const rotated = `${gatewayAudit} ${gatewayAudit}.prompts {
    daily
    rotate 14
    maxsize 100M
    missingok
    notifempty
    compress
    delaycompress
    sharedscripts
    create
    postrotate
        systemctl reload gateway.service
    endscript
}
`;
