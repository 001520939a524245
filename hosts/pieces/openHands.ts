import { agentBridge } from "../flows";
import type { HostFile, Piece } from "../piece";
import { hostLibrary, hostProgram } from "./certificates";
import { networkArguments } from "./docker";

export interface OpenHandsConfig {
    /** Of this host. */
    readonly address: string;
    readonly llmPort: number;
    /** As OpenHands stores it; the key in it is a dummy. */
    readonly llm: Readonly<Record<string, string>>;
}

const data = "/var/lib/openhands";
export const containerProjects = `${data}/container/projects`;
export const resolvConf = "/etc/isolated-openhands/no-resolver.conf";
const environment = "/etc/isolated-openhands/openhands.env";

/** What `docker run` is told of OpenHands, and of the container that probes its walls before it. */
export const runArguments: readonly string[] = [
    "--name=openhands",
    "--hostname=openhands",
    "--network=agent",
    `--ip=${agentBridge.container}`,
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges",
    "--pids-limit=2048",
    "--memory=5g",
    "--memory-swap=5g",
    "--cpus=1.75",
    "--ulimit=core=0",
    "--tmpfs=/tmp:rw,nosuid,nodev,size=1g,mode=1777",
    // Docker's own resolver on an internal network has asked outside more than once: there is none.
    `--mount=type=bind,source=${resolvConf},target=/etc/resolv.conf,readonly`,
];

const mounts = [
    `--mount=type=bind,source=${data}/container/state,target=/home/openhands/.openhands`,
    `--mount=type=bind,source=${containerProjects},target=/projects`,
];

/** OpenHands in its container: its data volume, its network, the guard that lets it start, and the LLM profile that it starts with. */
export function openHands(config: OpenHandsConfig): Piece {
    const units = {
        "openhands-data.service": dataUnit,
        "openhands-network.service": networkUnit,
        "openhands-guard.service": guardUnit,
        "openhands.service": openHandsUnit,
        "openhands-seed.service": seedUnit,
    };
    const json = (name: string, value: unknown): HostFile => ({
        path: `/etc/isolated-openhands/${name}`,
        mode: 0o644,
        content: `${JSON.stringify(value, null, 4)}\n`,
    });
    const server = `${agentBridge.container}:${agentBridge.port}`;
    const guard = { address: config.address, bridge: agentBridge.host, llmPort: config.llmPort, run: runArguments };
    const programs = ["data_volume.py", "keys.py", "guard.py", "seed.py"];
    return {
        name: "openhands",
        packages: ["e2fsprogs", "iproute2"],
        users: [{ name: "openhands-seed" }],
        files: [
            ...programs.map((name) => hostProgram(name)),
            { path: resolvConf, mode: 0o644, content: "# There is no resolver here.\n" },
            { path: environment, mode: 0o644, content: quiet },
            json("guard.json", guard),
            json("seed.json", { server, llm: config.llm }),
            ...Object.entries(units).map(([name, content]): HostFile => ({
                path: `/etc/systemd/system/${name}`,
                mode: 0o644,
                content,
            })),
        ],
        units: [
            waiting("openhands-data.service", `${hostLibrary}/data_volume.py`, `${hostLibrary}/keys.py`),
            waiting("openhands-network.service"),
            waiting(
                "openhands-guard.service",
                ...["openhands.service", "openhands-seed.service"].map((unit) => `/etc/systemd/system/${unit}`),
                ...[environment, "/etc/isolated-openhands/guard.json", "/etc/isolated-openhands/seed.json"],
                ...[`${hostLibrary}/guard.py`, `${hostLibrary}/seed.py`],
            ),
        ],
        opens: [{ user: "openhands-seed", flow: "container" }],
    };
}

const waiting = (unit: string, ...reads: readonly string[]) => ({
    unit,
    reads: [`/etc/systemd/system/${unit}`, ...reads],
    on: "wait" as const,
});

// What keeps OpenHands quiet where nothing outside answers: prices, telemetry, public skills, and editors and browsers that it lacks.
const quiet = `LITELLM_LOCAL_MODEL_COST_MAP=True
DO_NOT_TRACK=1
VITE_DO_NOT_TRACK=1
AGENT_CANVAS_DISABLE_TELEMETRY=1
OH_TELEMETRY_EXPORTER=none
GIT_CONFIG_COUNT=1
GIT_CONFIG_KEY_0=url./nonexistent/.insteadOf
GIT_CONFIG_VALUE_0=https://github.com/OpenHands/
OH_ENABLE_VSCODE=false
OH_PRELOAD_TOOLS=false
AGENT_CANVAS_ALLOW_LAN_SESSION_KEY=true
PORT=${agentBridge.port}
`;

const dataUnit = `[Unit]
Description=The agent's data volume, and the keys that are kept on it
After=systemd-udev-settle.service local-fs.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${hostLibrary}/data_volume.py mount
ExecStart=${hostLibrary}/keys.py
Restart=on-failure
RestartSec=20

[Install]
WantedBy=multi-user.target
`;

const networkUnit = `[Unit]
Description=The agent's internal network
Requires=docker.service
After=docker.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'docker network inspect agent >/dev/null 2>&1 || docker network create ${networkArguments.join(" ")}'
Restart=on-failure
RestartSec=10

[Install]
WantedBy=multi-user.target
`;

const needs = "isolated-openhands-firewall.service docker.service openhands-network.service openhands-image.service";

const guardUnit = `[Unit]
Description=Shows that the agent is closed in, starts OpenHands, and goes on showing it
Requires=isolated-openhands-firewall.service docker.service
Wants=${needs} openhands-data.service
After=${needs} openhands-data.service
StartLimitIntervalSec=0

[Service]
Type=notify
# Whatever happened to the rules: the guard begins with those of the bundle.
ExecStartPre=/usr/bin/systemctl reload isolated-openhands-firewall.service
ExecStart=${hostLibrary}/guard.py
WatchdogSec=90
Restart=always
RestartSec=10
TimeoutStartSec=10min

[Install]
WantedBy=multi-user.target
`;

const openHandsUnit = `[Unit]
Description=OpenHands, closed in
BindsTo=openhands-guard.service docker.service
Requires=isolated-openhands-firewall.service openhands-data.service
Wants=openhands-seed.service openhands-git.service
After=openhands-guard.service ${needs} openhands-data.service
StartLimitIntervalSec=0

[Service]
EnvironmentFile=/run/isolated-openhands/openhands.env
ExecStartPre=-/usr/bin/docker rm --force openhands
ExecStart=/usr/bin/docker run --rm ${[...runArguments, ...mounts].join(" ")} --env-file=${environment} --env-file=${data}/data/keys/openhands.env \${IMAGE}
ExecStop=/usr/bin/docker stop --time=20 openhands
Restart=always
RestartSec=5
TimeoutStopSec=60
`;

const seedUnit = `[Unit]
Description=The LLM profile that conversations of OpenHands start with
BindsTo=openhands.service
After=openhands.service

[Service]
Type=oneshot
RemainAfterExit=yes
User=openhands-seed
RuntimeDirectory=openhands-seed
RuntimeDirectoryMode=0700
ExecStartPre=+/usr/bin/install --owner=openhands-seed --mode=0400 ${data}/data/keys/openhands.env /run/openhands-seed/keys
ExecStart=${hostLibrary}/seed.py
ExecStopPost=+/usr/bin/rm --force /run/openhands-seed/keys
Restart=on-failure
RestartSec=30
TimeoutStartSec=10min
CapabilityBoundingSet=
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
RestrictAddressFamilies=AF_INET AF_UNIX
SystemCallFilter=@system-service
`;
