import type { FirewallSet } from "../../design/derive/hostFirewall";
import type { AgentHostConfig, EdgeHostConfig, EveryHostConfig, VerifierHostConfig } from "../../hosts/config";

function set(process: FirewallSet["process"], ...hosts: string[]): FirewallSet {
    return { process, port: 443, hosts, cidrs: [] };
}

const everyHost: EveryHostConfig = {
    name: "edge",
    stack: "test",
    region: "eu-west-1",
    address: "10.0.2.10",
    ubuntuRelease: "24.04",
    releaseBucket: "isolated-openhands-release-111122223333",
    logGroup: "/isolated-openhands/test/logs/host",
    certificateParameters: {
        edge: "/isolated-openhands/test/certificates/edge",
        agent: "/isolated-openhands/test/certificates/agent",
        verifier: "/isolated-openhands/test/certificates/verifier",
    },
    firewall: [
        set("host-apply", "isolated-openhands-release-111122223333.s3.eu-west-1.amazonaws.com"),
        set("log-shipper", "logs.eu-west-1.amazonaws.com"),
        set("ssm-agent", "ssm.eu-west-1.amazonaws.com"),
    ],
    patchWindow: "03:00",
};

export const edgeConfig: EdgeHostConfig = {
    ...everyHost,
    role: "edge",
    firewall: [
        ...everyHost.firewall,
        set("certbot", "acme-v02.api.letsencrypt.org", "route53.amazonaws.com"),
        set("key-fetcher", "secretsmanager.eu-west-1.amazonaws.com"),
        {
            ...set("llm-gateway", "api.anthropic.com"),
            endpoint: "anthropic",
            cidrs: ["160.79.104.0/23", "2607:6bc0::/48"],
        },
        set("package-gateway", "mirrors.example.org"),
    ],
    site: {
        host: "agent.example.com",
        certificate: { kind: "self-signed" },
        users: ["alice"],
        authorizedCidrs: ["203.0.113.0/24"],
        scriptHashes: [],
        sshCidrs: [],
        sessionHours: 12,
        ignoreIps: [],
        balancers: ["10.0.0.0/24", "10.0.16.0/24"],
    },
    openHands: { address: "10.0.1.10", port: 3000 },
    llmGateway: {
        port: 4000,
        clients: ["10.0.1.10"],
        policy: {
            endpoints: [
                {
                    name: "anthropic",
                    kind: "https",
                    host: "api.anthropic.com",
                    port: 443,
                    authHeader: "x-api-key",
                    routes: [{ method: "POST", path: "/v1/messages", dialect: "anthropic-messages" }],
                    models: ["claude"],
                    betas: [],
                    allowServerTools: [],
                    limits: {},
                    prices: {},
                    secretScan: false,
                },
            ],
            default: "anthropic",
            maxBodyMb: 100,
            promptAudit: false,
        },
        keys: [{ endpoint: "anthropic", secretName: "llm/anthropic" }],
    },
    packageGateway: { port: 4080, clients: ["10.0.1.10", "10.0.1.20"], upstreams: ["mirrors.example.org"] },
};

export const agentConfig: AgentHostConfig = {
    ...everyHost,
    name: "agent",
    role: "agent",
    address: "10.0.1.10",
    port: 3000,
    llmGateway: { address: "10.0.2.10", port: 4000 },
    packageGateway: { address: "10.0.2.10", port: 4080 },
    image: { repository: "ghcr.io/openhands/agent-canvas", tag: "1.41.0", digest: `sha256:${"a".repeat(64)}` },
    llm: { endpoint: "anthropic", model: "claude", dialect: "anthropic-messages" },
};

export const verifierConfig: VerifierHostConfig = {
    ...everyHost,
    name: "verifier",
    role: "verifier",
    address: "10.0.1.20",
    firewall: [
        ...everyHost.firewall,
        set("model-fetch", "isolated-openhands-release-111122223333.s3.eu-west-1.amazonaws.com"),
        set("verifier", "ttb-verifier-artifacts-111122223333.s3.eu-west-1.amazonaws.com"),
    ],
    port: 8000,
    balancers: ["10.0.0.0/24", "10.0.16.0/24"],
    packageGateway: { address: "10.0.2.10", port: 4080 },
    tokenParameter: "/openhands/verifier/token",
    ocrBackend: "tesseract",
    artifacts: { enabled: true, bucket: "ttb-verifier-artifacts-111122223333", defaultSave: false, retentionDays: 365 },
};
