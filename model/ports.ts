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
