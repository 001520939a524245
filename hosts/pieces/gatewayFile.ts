import type { EdgeHostConfig } from "../config";
import type { Piece } from "../piece";

export interface GatewayFileConfig {
    readonly llmGateway: EdgeHostConfig["llmGateway"];
    /** The web proxy's own fixed address. */
    readonly address: string;
    /** PEM files of this host's own certificate. */
    readonly tls: { readonly certFile: string; readonly keyFile: string };
}

export const gatewayFilePath = "/etc/isolated-openhands/llm-gateway.json";

/** Below it the key fetcher writes one file an endpoint; the gateway reads each again whenever it changes. */
export const gatewayKeys = "/run/isolated-openhands-llm-keys";

const auditFile = "/var/log/isolated-openhands/llm-gateway.jsonl";

/**
 * What the LLM gateway's FILE says (docs/gateway.md): the policy that the web proxy registers, word by word, and where things lie on this
 * host. `clients` is not in it. The agent's host makes its certificate at its first boot, so its SHA-256 is known on the hosts only: who
 * starts the gateway writes it in, and without it the gateway refuses the FILE.
 */
export function gatewayFile({ llmGateway, address, tls }: GatewayFileConfig): object {
    const { port, policy } = llmGateway;
    return {
        listen: `${address}:${port}`,
        tls,
        ...policy,
        endpoints: policy.endpoints.map((endpoint) => ({ ...endpoint, keyFile: `${gatewayKeys}/${endpoint.name}` })),
        auditFile,
    };
}

export const gatewayFilePiece = (config: GatewayFileConfig): Piece => ({
    name: "llm-gateway-file",
    files: [{ path: gatewayFilePath, mode: 0o644, content: `${JSON.stringify(gatewayFile(config), null, 4)}\n` }],
});
