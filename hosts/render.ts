import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BundleFile } from "./bundle";
import type { HostConfig } from "./config";

export type {
    AgentHostConfig,
    EdgeHostConfig,
    EveryHostConfig,
    HostConfig,
    HostRole,
    VerifierHostConfig,
} from "./config";

/** A unit that `apply` enables and restarts when one of the files that it reads has changed. */
export interface UnitManifest {
    readonly unit: string;
    /** Prefixes of absolute paths, such as "/etc/nginx/". */
    readonly reads: readonly string[];
}

/**
 * Every file of a host's bundle: `apply` (hosts/common/apply.py), `manifest.json` (what it restarts), and below `root/`
 * what it installs. The same config gives the same files.
 */
export function renderHost(config: HostConfig): BundleFile[] {
    return [
        { path: "apply", mode: 0o755, content: readFileSync(join(__dirname, "common", "apply.py")) },
        { path: "manifest.json", mode: 0o644, content: json({ role: config.role, units: units(config) }) },
        { path: "root/etc/isolated-openhands/config.json", mode: 0o644, content: json(config) },
    ];
}

/** The units of each role come with the role's files (hosts/edge, hosts/agent, hosts/verifier). */
function units(_config: HostConfig): UnitManifest[] {
    return [];
}

function json(value: unknown): string {
    return `${JSON.stringify(value, null, 4)}\n`;
}
