/** Every TCP port that anything in the product listens on. */
export const ports = {
    ssh: 22,
    http: 80,
    https: 443,
    /** nginx on the edge -> relay on the OpenHands host. */
    openHands: 3000,
    /** Agent container -> LLM gateway on the edge. */
    llmGateway: 4000,
    /** Hosts' package managers -> package gateway on the edge. */
    packageGateway: 4080,
    /** ALB -> label verifier. */
    verifier: 8000,
} as const;

/** TCP and UDP ports that a client opens connections from, and that replies come back to. */
export const clientPortRange = {
    /** Linux: net.ipv4.ip_local_port_range. */
    linux: [32768, 60999],
    /** Load balancers, NAT gateways and hosts that we know nothing about (AWS: ephemeral ports). */
    any: [1024, 65535],
} as const;
