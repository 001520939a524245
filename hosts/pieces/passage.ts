import type { Piece } from "../piece";
import { programFiles } from "../program";
import { tlsFiles } from "./certificates";
import { hardened } from "./hardened";
import { doorGroup, loginSocket } from "./login";

export interface PassageConfig {
    /** "https://agent.example.com", as browsers show it. */
    readonly origin: string;
    /** The relay on the agent's host. */
    readonly upstream: { readonly address: string; readonly port: number };
    /** Hashes of the pinned image's inline scripts. */
    readonly scriptHashes: readonly string[];
}

/** This host's own certificate and key, and the pins of the agent's host. */
export const peerFiles = {
    certificateFile: tlsFiles.certificate,
    keyFile: tlsFiles.key,
    pinFile: tlsFiles.pins("agent"),
};

export const passageSocket = "/run/openhands-passage/passage.sock";

/** Of the release's own archive: the passage needs no more than Node 18. */
const node = "/usr/bin/node";
const user = "openhands-passage";
const program = "/usr/local/lib/isolated-openhands/passage";
const confFile = "/etc/isolated-openhands/passage.json";
const unitFile = "/etc/systemd/system/isolated-openhands-passage.service";

/** What stands between nginx and the agent's host, and lets through what is on its lists (services/passage). */
export function passage({ origin, upstream, scriptHashes }: PassageConfig): Piece {
    const config = {
        listen: passageSocket,
        origin,
        upstream: { ...upstream, ...peerFiles },
        loginSocket,
        scriptHashes,
    };
    return {
        name: "passage",
        packages: ["nodejs"],
        users: [{ name: user, groups: [doorGroup, "host-tls"] }],
        files: [
            ...programFiles(program, { main: "services/passage/src/main.ts" }),
            { path: confFile, mode: 0o644, content: `${JSON.stringify(config, null, 4)}\n` },
            { path: unitFile, mode: 0o644, content: unit },
        ],
        units: [{ unit: "isolated-openhands-passage.service", reads: [`${program}/`, confFile, unitFile] }],
        opens: [{ user, flow: "openhands" }],
        checks: [
            { name: "passage --check", command: [node, `${program}/main.js`, "--check", confFile], reads: [confFile] },
        ],
    };
}

const unit = `[Unit]
Description=What passes between people and OpenHands: lists, in both directions
Documentation=file:${confFile}
Before=isolated-openhands-front.service

[Service]
User=${user}
Group=${doorGroup}
UMask=0007
RuntimeDirectory=openhands-passage
RuntimeDirectoryMode=0710
ExecStart=${node} ${program}/main.js --config ${confFile}
Restart=always
RestartSec=1
LimitNOFILE=16384
MemoryMax=512M
TasksMax=64
${hardened({ makesCode: true })}

[Install]
WantedBy=multi-user.target
`;
