import { agentBridge } from "../flows";
import type { Piece } from "../piece";
import { containerProjects, resolvConf } from "./openHands";

export const gitContainer = "openhands-git";

export const gitUnit = `${gitContainer}.service`;

/** What `docker run` is told of git's server: OpenHands' walls, a root that nothing writes, and the projects alone. */
const runArguments = [
    `--name=${gitContainer}`,
    `--hostname=${gitContainer}`,
    "--network=agent",
    `--ip=${agentBridge.git}`,
    "--read-only",
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges",
    "--pids-limit=256",
    "--memory=768m",
    "--memory-swap=768m",
    "--cpus=0.5",
    "--ulimit=core=0",
    // Requests wait here until they are whole: a few pushes of the longest kind.
    "--tmpfs=/tmp:rw,noexec,nosuid,nodev,size=320m,mode=1777",
    `--mount=type=bind,source=${resolvConf},target=/etc/resolv.conf,readonly`,
    `--mount=type=bind,source=${containerProjects},target=/projects`,
];

/**
 * Git's remote of the agent's projects, in a container of its own and in the agent's trust domain: no process of this host reads a
 * repository. It goes with the guard, as OpenHands does; without its image there is no git, and OpenHands runs all the same.
 */
export function gitServer(): Piece {
    const path = `/etc/systemd/system/${gitUnit}`;
    return {
        name: "git-server",
        files: [{ path, mode: 0o644, content: unit }],
        units: [{ unit: gitUnit, reads: [path], on: "wait" }],
    };
}

const image = `${gitContainer}-image.service`;

const unit = `[Unit]
Description=Git's remote of the agent's projects, closed in
BindsTo=openhands-guard.service docker.service
Requires=isolated-openhands-firewall.service openhands-data.service
Wants=${image}
After=openhands-guard.service isolated-openhands-firewall.service docker.service openhands-network.service openhands-data.service ${image}
StartLimitIntervalSec=0

[Service]
EnvironmentFile=/run/isolated-openhands/${gitContainer}.env
ExecStartPre=-/usr/bin/docker rm --force ${gitContainer}
ExecStart=/usr/bin/docker run --rm ${runArguments.join(" ")} \${IMAGE}
ExecStop=/usr/bin/docker stop --time=10 ${gitContainer}
Restart=always
RestartSec=5
TimeoutStopSec=60

[Install]
WantedBy=multi-user.target
`;
