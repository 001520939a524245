import type { HostConfig } from "../config";
import type { Piece } from "../piece";
import { accessLogFile } from "../pieces/accessLog";
import { hostProgram } from "../pieces/certificates";
import { gatewayAudit, gatewayAuditGroup } from "../pieces/llmGateway";
import { logShipper } from "../pieces/logShipper";
import { modelLog } from "../pieces/model";
import { packagesLog } from "../pieces/packageGateway";
import { packages, type PackagesConfig, unattendedUpgrades } from "../pieces/packages";
import { refused, refusedLog } from "../pieces/refusedLog";
import { noSsh, ssh } from "../pieces/ssh";
import { audit, clock, journal, kernel, names } from "../pieces/system";

/** What every host has, whatever its role. */
export function everyHostPieces(config: HostConfig): Piece[] {
    return [
        amazon(),
        packages(packagesOf(config)),
        unattendedUpgrades,
        kernel(),
        clock(),
        names(),
        journal(),
        audit(),
        config.role === "edge" && config.site.sshCidrs.length > 0 ? ssh : noSsh,
        refused(),
        logShipper({ logGroup: config.logGroup, ...logsOf(config) }),
    ];
}

/** Files that the log shipper takes beside the journal, by the name of their stream, and the groups that may read them. */
function logsOf(config: HostConfig) {
    const every = { refused: refusedLog };
    if (config.role === "verifier" && config.ollama !== undefined)
        return { files: { ...every, "model-download": modelLog }, groups: ["adm"] };
    if (config.role !== "edge") return { files: every, groups: ["adm"] };
    const own = { front: accessLogFile, packages: packagesLog, "llm-gateway": gatewayAudit };
    return { files: { ...every, ...own }, groups: ["adm", gatewayAuditGroup] };
}

/** What our programs call AWS with, and what AWS's own image brings: names, addresses, and root's calls of AWS (SSM agent and host-apply). */
const amazon = (): Piece => ({
    name: "amazon",
    files: [
        ...["aws.py", "event.py"].map((name) => hostProgram(name, 0o644)),
        { ...hostProgram("host_status.py"), path: "/usr/local/bin/host-status" },
    ],
    opens: [
        { user: "root", flow: "metadata" },
        { user: "root", flow: "host-apply" },
        { user: "root", flow: "ssm-agent" },
        { user: "systemd-network", flow: "dhcp" },
    ],
});

function packagesOf(config: HostConfig): PackagesConfig {
    const { ubuntuRelease, patchWindow } = config;
    if (config.role === "edge") {
        const { port, upstreams } = config.packageGateway;
        return { ubuntuRelease, patchWindow, gateway: `http://127.0.0.1:${port}`, firstMirror: upstreams[0] };
    }
    const { address, port } = config.packageGateway;
    return { ubuntuRelease, patchWindow, gateway: `http://${address}:${port}` };
}
