import type { Piece } from "../piece";
import { agentBridge } from "../flows";
import { hostLibrary, hostProgram } from "./certificates";

export interface WantedImage {
    /** Key of the record in the release bucket, which `npm run stage` puts there. */
    readonly record: string;
    readonly repository?: string;
    readonly tag?: string;
    readonly digest?: string;
}

/** Docker without a network of its own, and the container images of this host from the release bucket. */
export function docker(images: Readonly<Record<string, WantedImage>>): Piece {
    const config = "/etc/docker/daemon.json";
    const dropIn = "/etc/systemd/system/docker.service.d/isolated-openhands.conf";
    const list = "/etc/isolated-openhands/images.json";
    const units = Object.keys(images).map((name) => ({ unit: `${name}-image.service`, name }));
    const text = (value: unknown) => `${JSON.stringify(value, null, 4)}\n`;
    return {
        name: "docker",
        packages: ["docker.io"],
        files: [
            { path: config, mode: 0o644, content: text(daemon) },
            { path: dropIn, mode: 0o644, content: dockerAfterFirewall },
            { path: list, mode: 0o644, content: text(images) },
            hostProgram("image.py"),
            ...units.map(({ unit, name }) => ({
                path: `/etc/systemd/system/${unit}`,
                mode: 0o644 as const,
                content: imageUnit(name),
            })),
        ],
        units: [
            { unit: "docker.service", reads: [config, dropIn] },
            ...units.map(({ unit }) => ({
                unit,
                reads: [list, `${hostLibrary}/image.py`, `/etc/systemd/system/${unit}`],
                on: "wait" as const,
            })),
        ],
        checks: [
            {
                name: "dockerd --validate",
                command: ["dockerd", "--validate", "--config-file", config],
                reads: [config],
            },
        ],
    };
}

const daemon = {
    bridge: "none",
    "userland-proxy": false,
    icc: false,
    "log-driver": "journald",
    "no-new-privileges": true,
};

// Whatever starts Docker, its socket too: not without the firewall.
const dockerAfterFirewall = `[Unit]
Requires=isolated-openhands-firewall.service
After=isolated-openhands-firewall.service
`;

const imageUnit = (name: string) => `[Unit]
Description=Container image ${name} from the release bucket
Requires=docker.service
Wants=network-online.target
After=docker.service network-online.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${hostLibrary}/image.py ${name}
Restart=on-failure
RestartSec=60
TimeoutStartSec=infinity

[Install]
WantedBy=multi-user.target
`;

/** The container's network: internal, so without a route; its bridge has a name that the firewall knows. */
export const networkArguments = [
    "--internal",
    `--subnet=${agentBridge.network}`,
    `--gateway=${agentBridge.host}`,
    `--opt=com.docker.network.bridge.name=${agentBridge.name}`,
    "agent",
] as const;
