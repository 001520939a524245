import type { HostConfig } from "../config";
import type { Piece } from "../piece";
import { refused } from "../pieces/refusedLog";

/** What every host has, whatever its role. */
export function everyHostPieces(_config: HostConfig): Piece[] {
    return [amazon(), refused()];
}

/** What AWS's own image brings: names, addresses, and root's calls of AWS (SSM agent and host-apply). */
const amazon = (): Piece => ({
    name: "amazon",
    opens: [
        { user: "root", flow: "metadata" },
        { user: "root", flow: "host-apply" },
        { user: "root", flow: "ssm-agent" },
        { user: "systemd-network", flow: "dhcp" },
    ],
});
