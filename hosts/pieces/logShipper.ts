import type { Piece } from "../piece";
import { hostLibrary, hostProgram } from "./certificates";
import { hardened } from "./hardened";

export interface LogShipperConfig {
    readonly logGroup: string;
    /** Files beside the journal, by the name of their stream. */
    readonly files: Readonly<Record<string, string>>;
    /** Groups that may read them. */
    readonly groups: readonly string[];
}

/** Sends the journal and the listed files to the host's log group. */
export function logShipper({ logGroup, files, groups }: LogShipperConfig): Piece {
    const settings = "/etc/isolated-openhands/log-shipper.json";
    const unit = "isolated-openhands-log-shipper.service";
    const state = "/var/lib/isolated-openhands-logs/positions.json";
    const content = { group: logGroup, files, state };
    return {
        name: "log-shipper",
        users: [{ name: "log-shipper", groups: ["systemd-journal", ...groups] }],
        files: [
            hostProgram("log_shipper.py"),
            { path: settings, mode: 0o644, content: `${JSON.stringify(content, null, 4)}\n` },
            { path: `/etc/systemd/system/${unit}`, mode: 0o644, content: service },
        ],
        units: [
            {
                unit,
                reads: [
                    settings,
                    `${hostLibrary}/log_shipper.py`,
                    `${hostLibrary}/aws.py`,
                    `/etc/systemd/system/${unit}`,
                ],
            },
        ],
        opens: ["metadata", "log-shipper"].map((flow) => ({ user: "log-shipper", flow })),
    };
}

const service = `[Unit]
Description=Sends logs to CloudWatch Logs
Requires=isolated-openhands-firewall.service
Wants=network-online.target
After=isolated-openhands-firewall.service network-online.target

[Service]
Type=exec
User=log-shipper
StateDirectory=isolated-openhands-logs
StateDirectoryMode=0700
ExecStart=${hostLibrary}/log_shipper.py
Restart=always
RestartSec=5
MemoryMax=192M
${hardened()}

[Install]
WantedBy=multi-user.target
`;
