const endpoint = {
    name: "anthropic",
    kind: "https",
    paths: ["/v1/messages"],
    authHeader: "x-api-key",
    secretName: "llm/anthropic",
};

/** Changes of a valid configuration that docs/configuration.md shows the answers to. */
export const mistakes: readonly Record<string, unknown>[] = [
    { netwrok: {} },
    { "network.cidr": "10.0.0.0/20" },
    { "access.authorizedCidrs": ["0.0.0.0/0"] },
    { "access.authorizedCidrs": ["203.0.113.5/24"] },
    { "llm.endpoints": [{ ...endpoint, host: "https://api.anthropic.com/v1" }] },
    { "llm.endpoints": [{ ...endpoint, host: "api.anthropic.com", paths: ["/v1/ask"] }] },
    { "llm.endpoints": [{ ...endpoint, host: "api.anthropic.com", paths: ["/v1/files"] }] },
    { "llm.default.endpoint": "openai" },
    { "verifier.artifacts.retentionDays": 90 },
    { "access.verifier.certificateArn": undefined },
    { "openHands.image.digest": undefined },
    { "network.mode": "nat" },
];
