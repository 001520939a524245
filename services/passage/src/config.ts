/** What the service is told, in a JSON file. Nothing in it is secret. */
export interface PassageConfig {
    /** Path of the unix socket on which nginx asks. */
    readonly listen: string;
    /** What people's browsers show: "https://agent.example.com". */
    readonly origin: string;
    /** The relay on the agent's host. */
    readonly upstream: {
        readonly address: string;
        readonly port: number;
        /** This host's own certificate and key, PEM. */
        readonly certificateFile: string;
        readonly keyFile: string;
        /** Certificates whose public keys the relay may have, PEM. Read at each connection. */
        readonly pinFile: string;
    };
    /** Path of the login service's unix socket. */
    readonly loginSocket: string;
    /** Hashes of the pinned image's inline scripts, as they stand in a policy: "sha256-…". */
    readonly scriptHashes: readonly string[];
}

const forms: Readonly<Record<string, (value: unknown) => boolean>> = {
    listen: isPath,
    origin: (value) => typeof value === "string" && /^https:\/\/[a-z0-9.-]+(:\d+)?$/.test(value),
    upstream: isUpstream,
    loginSocket: isPath,
    scriptHashes: (value) =>
        Array.isArray(value) && value.every((one) => /^sha256-[A-Za-z0-9+/]{43}=$/.test(String(one))),
};

function isPath(value: unknown): boolean {
    return typeof value === "string" && value.startsWith("/");
}

function isUpstream(value: unknown): boolean {
    if (typeof value !== "object" || value === null) return false;
    const { address, port, certificateFile, keyFile, pinFile, ...unknown } = value as Record<string, unknown>;
    const files = [certificateFile, keyFile, pinFile].every(isPath);
    return typeof address === "string" && Number.isInteger(port) && files && Object.keys(unknown).length === 0;
}

/** @throws Error naming the key that is missing, unknown or wrong */
export function parseConfig(text: string): PassageConfig {
    const value = JSON.parse(text) as Record<string, unknown>;
    const unknown = Object.keys(value).find((key) => !(key in forms));
    if (unknown !== undefined)
        throw new Error(`"${unknown}" is no key of the passage; its keys are ${Object.keys(forms).join(", ")}.`);
    const wrong = Object.entries(forms).find(([key, fits]) => !fits(value[key]));
    if (wrong !== undefined)
        throw new Error(`"${wrong[0]}" is missing or has another form: ${JSON.stringify(value[wrong[0]])}.`);
    return value as unknown as PassageConfig;
}
