import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BundleFile } from "./bundle";
import type { HostConfig } from "./config";
import { hostFlows } from "./flows";
import { type MergedHost, mergePieces } from "./merge";
import type { Check, HostUnit, Piece } from "./piece";
import { firewall } from "./pieces/firewall";
import { hostCheck } from "./pieces/hostCheck";
import { users } from "./pieces/users";
import { rolePieces } from "./roles";

export type {
    AgentHostConfig,
    EdgeHostConfig,
    EveryHostConfig,
    HostConfig,
    HostRole,
    VerifierHostConfig,
} from "./config";

/** What `apply` (hosts/common/apply.py) reads beside the files. */
export interface Manifest {
    readonly role: string;
    readonly packages: readonly string[];
    readonly units: readonly HostUnit[];
    readonly checks: readonly Check[];
    /** Paths and units that come before the packages. */
    readonly early: readonly string[];
}

/**
 * Every file of a host's bundle: `apply` (hosts/common/apply.py), `manifest.json` (packages, units and checks), and below `root/` what it
 * installs. The same config gives the same files.
 * @throws Error naming two pieces that own one thing, or a piece that listens or opens what no flow of the host has
 */
export function renderHost(config: HostConfig): BundleFile[] {
    return bundleOf(config.role, mergeRole(config, rolePieces(config)));
}

/** The pieces of a role, with the firewall and the users that follow from all of them, as one. */
export function mergeRole(config: HostConfig, own: readonly Piece[]): MergedHost {
    const flows = hostFlows(config);
    const { listens, opens, users: named } = mergePieces(own, flows);
    const firstPackages = config.role === "edge" ? { firstPackages: true as const } : {};
    const derived = [
        firewall({ flows, listens, opens, ...firstPackages }),
        users(named),
        hostCheck(config, { listens, users: named }),
    ];
    return mergePieces([...derived, configFile(config), unitCheck(own), ...own], flows);
}

/** systemd's own opinion of every unit file that the pieces bring. */
function unitCheck(pieces: readonly Piece[]): Piece {
    const unitFile = /^\/etc\/systemd\/system\/[^/]+\.(service|socket|timer|path|mount)$/;
    const paths = pieces.flatMap(({ files }) => files ?? []).map(({ path }) => path);
    const units = paths.filter((path) => unitFile.test(path));
    const command = ["systemd-analyze", "verify", "--man=no", ...units];
    return { name: "units", checks: [{ name: "systemd-analyze verify", command, reads: units }] };
}

/** What the host was told, for a person who looks and for programs that need an address. */
const configFile = (config: HostConfig): Piece => ({
    name: "config",
    files: [{ path: "/etc/isolated-openhands/config.json", mode: 0o644, content: json(config) }],
});

/** The bundle of pieces that were merged. */
export function bundleOf(role: string, { files, units, packages, checks, early }: MergedHost): BundleFile[] {
    const manifest: Manifest = { role, packages, units, checks, early };
    return [
        ...applyFiles(),
        { path: "manifest.json", mode: 0o644, content: json(manifest) },
        ...files.map(({ path, mode, content }) => ({ path: `root${path}`, mode, content })),
    ];
}

/** `apply` and its two modules. */
export const applyFiles = (): BundleFile[] => [
    { path: "apply", mode: 0o755, content: common("apply.py") },
    ...["files.py", "programs.py"].map((name): BundleFile => ({
        path: `lib/${name}`,
        mode: 0o644,
        content: common(`lib/${name}`),
    })),
];

const common = (name: string) => readFileSync(join(__dirname, "common", name));

function json(value: unknown): string {
    return `${JSON.stringify(value, null, 4)}\n`;
}
