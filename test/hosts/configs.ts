import type { AgentHostConfig, EdgeHostConfig, EveryHostConfig, VerifierHostConfig } from "../../hosts/config";

const everyHost: EveryHostConfig = {
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
    firewall: [{ process: "ssm-agent", port: 443, hosts: ["ssm.eu-west-1.amazonaws.com"], cidrs: [] }],
    patchWindow: "03:00",
};

export const edgeConfig: EdgeHostConfig = {
    ...everyHost,
    role: "edge",
    site: {
        host: "agent.example.com",
        certificate: { kind: "self-signed" },
        users: ["alice"],
        authorizedCidrs: ["203.0.113.0/24"],
    },
    openHands: { address: "10.0.1.10", port: 3000 },
    llmGateway: {
        port: 4000,
        clients: ["10.0.1.10"],
        upstreams: [
            {
                name: "anthropic",
                host: "api.anthropic.com",
                rule: { kind: "https", paths: ["/v1/messages"], authHeader: "x-api-key", secretName: "llm/anthropic" },
            },
        ],
    },
    packageGateway: { port: 4080, clients: ["10.0.1.10", "10.0.1.20"], upstreams: ["mirrors.example.org"] },
};

export const agentConfig: AgentHostConfig = {
    ...everyHost,
    role: "agent",
    address: "10.0.1.10",
    port: 3000,
    llmGateway: { address: "10.0.2.10", port: 4000 },
    packageGateway: { address: "10.0.2.10", port: 4080 },
    image: { repository: "ghcr.io/openhands/agent-canvas", tag: "1.41.0", digest: `sha256:${"a".repeat(64)}` },
    llm: { endpoint: "anthropic", model: "claude" },
};

export const verifierConfig: VerifierHostConfig = {
    ...everyHost,
    role: "verifier",
    address: "10.0.1.20",
    port: 8000,
    packageGateway: { address: "10.0.2.10", port: 4080 },
    ocrBackend: "tesseract",
    artifacts: { enabled: true, bucket: "ttb-verifier-artifacts-111122223333", defaultSave: false, retentionDays: 365 },
};
