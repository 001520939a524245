/**
 * Below this version of its SDK the agent's server can listen without a login (CVE-2026-112346): who reaches the port is the agent.
 */
export const oldestSdk = "1.52.0";

/** Which SDK the last known release of Agent Canvas with an older one has; what is not newer has none that is. */
const lastOldCanvas = { tag: "1.20.0", sdk: "1.49.1" } as const;

export const cve = "CVE-2026-112346";

/** Whether a version comes before another, by numbers. */
export function isOlder(version: string, than: string): boolean {
    const [a, b] = [version, than].map((text) => text.split(".").map(Number));
    const at = a.findIndex((part, i) => part !== b[i]);
    return at >= 0 && a[at] < (b[at] ?? 0);
}

/** Why an image is known to be too old, by its name and tag alone; `npm run stage` looks into the image itself. */
export function knownTooOld({ repository, tag }: { repository: string; tag: string }): string | undefined {
    const version = /^v?(\d+\.\d+\.\d+)(?![\d.])/.exec(tag)?.[1];
    if (version === undefined) return undefined;
    const name = repository.split("/").at(-1);
    const sdk =
        name === "agent-server"
            ? version
            : name === "agent-canvas" && !isOlder(lastOldCanvas.tag, version)
              ? lastOldCanvas.sdk
              : undefined;
    if (sdk === undefined || !isOlder(sdk, oldestSdk)) return undefined;
    return `has an SDK of ${sdk} or older, and below ${oldestSdk} the agent's server can listen without a login (${cve}): write the tag of a newer release`;
}
