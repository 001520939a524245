import type { HostConfig } from "../config";
import { agentBridge, linkLocal } from "../flows";
import type { HostUser, Listen, Piece } from "../piece";
import { hostProgram } from "./certificates";
import { gitContainer } from "./gitServer";
import { firewallTable } from "./firewall";
import { kernelSettings } from "./system";

/**
 * One hardening control: what stands in the host's files, and what is in force. A file alone says what somebody wanted, a state alone what
 * the next boot may lose. Patterns are Python's; `not` is one that must not be found.
 */
export interface Control {
    readonly id: string;
    readonly configured: Look;
    readonly active: Look;
    /** A unit whose absence from this kind of machine makes the control void; the reason is printed. */
    readonly unless?: { readonly command: readonly string[]; readonly why: string };
}

/** What a file holds, or a command says. */
export type Look = ({ readonly file: string } | { readonly command: readonly string[] }) & {
    readonly has?: readonly string[];
    readonly not?: readonly string[];
};

interface Merged {
    readonly listens: readonly Listen[];
    readonly users: readonly HostUser[];
}

/** `host-check`, with the controls of this host. */
export function hostCheck(config: HostConfig, merged: Merged): Piece {
    const all = { controls: [...everywhere(merged), ...ofRole(config)] };
    return {
        name: "host-check",
        files: [
            { ...hostProgram("host_check.py"), path: "/usr/local/bin/host-check" },
            {
                path: "/etc/isolated-openhands/host-check.json",
                mode: 0o644,
                content: `${JSON.stringify(all, null, 4)}\n`,
            },
        ],
    };
}

const conf = (name: string) => `/etc/isolated-openhands/${name}`;
const running = (unit: string) => ["systemctl", "is-active", unit];
const enabled = (unit: string) => ["systemctl", "is-enabled", unit];

/** A unit that a boot starts, and that runs. */
const unit = (name: string): Control => ({
    id: `unit-${name}`,
    configured: { command: enabled(name), has: ["^(enabled|static)$"] },
    active: { command: running(name), has: ["^active$"] },
});

/** A unit that nothing can start, and that does not run. */
const masked = (name: string): Control => ({
    id: `masked-${name}`,
    configured: { command: enabled(name), has: ["^masked(-runtime)?$"] },
    active: { command: running(name), has: ["^(inactive|failed)$"] },
});

const setting = ([name, value]: readonly [string, string]): Control => ({
    id: `kernel-${name}`,
    configured: { file: "/etc/sysctl.d/90-isolated-openhands.conf", has: [`^${literal(name)} = ${value}$`] },
    active: { command: ["sysctl", "-n", name], has: [`^${value}$`] },
});

const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

function everywhere({ listens, users }: Merged): Control[] {
    const policies = ["input", "output", "forward"].map((hook) => `hook ${hook} priority.*policy drop;`);
    const table = ["nft", "list", "table", "inet", firewallTable];
    const ours = users.map(({ name }) => name);
    return [
        {
            id: "firewall-refuses-by-default",
            configured: { file: conf("firewall.nft"), has: policies },
            active: { command: table, has: policies },
        },
        unit("isolated-openhands-firewall.service"),
        masked("nftables.service"),
        masked("ssh.service"),
        masked("ssh.socket"),
        ...Object.entries(kernelSettings).map(setting),
        {
            id: "only-planned-ports-listen",
            configured: {
                file: conf("firewall.nft"),
                has: listens.map(({ protocol, port }) => `${protocol} dport ${port} counter`),
            },
            active: { command: ["ss", "-Hltnu"], not: [strangers(listens)] },
        },
        {
            id: "clock-of-aws-only",
            configured: {
                file: "/etc/chrony/chrony.conf",
                has: [`^server ${literal(linkLocal.time)} `],
                not: ["^pool "],
            },
            active: { command: running("chrony.service"), has: ["^active$"] },
        },
        {
            id: "names-from-the-vpc-only",
            configured: {
                file: "/etc/systemd/resolved.conf.d/isolated-openhands.conf",
                has: [`^DNS=${literal(linkLocal.resolver)}$`, "^FallbackDNS=$"],
            },
            active: { command: running("systemd-resolved.service"), has: ["^active$"] },
        },
        {
            id: "journal-survives-a-boot",
            configured: { file: "/etc/systemd/journald.conf.d/isolated-openhands.conf", has: ["^Storage=persistent$"] },
            active: { command: ["journalctl", "--header"], has: ["^File path: /var/log/journal/"] },
        },
        unit("isolated-openhands-log-shipper.service"),
        {
            id: "security-updates",
            configured: { file: "/etc/apt/apt.conf.d/90isolated-openhands", has: ['Unattended-Upgrade "1"'] },
            active: { command: running("apt-daily-upgrade.timer"), has: ["^active$"] },
        },
        {
            id: "audit-rules",
            configured: { file: "/etc/audit/rules.d/50-isolated-openhands.rules", has: ["^-e 2$", "-k users$"] },
            active: { command: ["auditctl", "-s"], has: ["^enabled 2$"] },
            unless: {
                command: ["systemd-detect-virt", "--quiet", "--container"],
                why: "a container has no audit of its own",
            },
        },
        {
            id: "own-users-cannot-log-in",
            configured: {
                file: "/etc/sysusers.d/isolated-openhands.conf",
                has: ours.map((name) => `^u ${name} .* /usr/sbin/nologin$`),
            },
            active: {
                command: ["getent", "passwd", ...ours],
                has: ours.map((name) => `^${name}:`),
                not: [":(?!/usr/sbin/nologin$)[^:]*$"],
            },
        },
    ];
}

/** What listens on an address that is not of the host itself, and on a port that no piece has. */
function strangers(listens: readonly Listen[]): string {
    const planned = listens.map(({ protocol, port }) => `${protocol} .*:${port} `);
    // DHCP's own port, by which leases are renewed.
    const others = ["udp .*(%\\S+)?:68 ", ...planned].map((one) => `(?!${one})`).join("");
    return `^${others}\\S+ +\\S+ +\\d+ +\\d+ +(?!127\\.|\\[::1\\]|\\[::ffff:127\\.)\\S+ `;
}

function ofRole(config: HostConfig): Control[] {
    if (config.role === "agent") return agent(config.llmGateway.port);
    if (config.role === "verifier") return [...dockerDaemon, ...container("verifier"), unit("verifier.service")];
    return [
        unit("isolated-openhands-front.service"),
        unit("isolated-openhands-login.service"),
        unit("isolated-openhands-passage.service"),
        {
            id: "bans",
            configured: { command: enabled("fail2ban.service"), has: ["^enabled$"] },
            active: { command: ["fail2ban-client", "ping"], has: ["pong"] },
        },
        masked("nginx.service"),
    ];
}

const dockerDaemon: readonly Control[] = [
    {
        id: "docker-has-no-network-of-its-own",
        configured: { file: "/etc/docker/daemon.json", has: ['"bridge": "none"'] },
        active: {
            command: ["docker", "network", "ls", "--format", "{{.Driver}} {{.Name}}"],
            has: ["^null none$"],
            not: ["^bridge bridge$"],
        },
    },
    {
        id: "docker-gives-no-new-privileges",
        configured: { file: "/etc/docker/daemon.json", has: ['"no-new-privileges": true'] },
        active: { command: ["docker", "info", "--format", "{{.SecurityOptions}}"], has: ["no-new-privileges"] },
    },
];

/** What a container was started with, and what the kernel says of its first process. */
const container = (name: string): Control[] => [
    {
        id: `container-${name}-confined`,
        configured: {
            file: `/etc/systemd/system/${name}.service`,
            has: ["--cap-drop=ALL", "--security-opt=no-new-privileges", "--pids-limit=\\d+", "--memory=\\d+"],
            not: ["--privileged", "--pid=host", "docker\\.sock"],
        },
        active: {
            command: ["sh", "-c", `cat /proc/$(docker inspect --format '{{.State.Pid}}' ${name})/status`],
            has: ["^CapBnd:\\s0+$", "^CapEff:\\s0+$", "^NoNewPrivs:\\s1$", "^Seccomp:\\s2$"],
        },
    },
];

const gitSeesProjectsOnly: Control = {
    id: "git-sees-projects-only",
    configured: {
        file: `/etc/systemd/system/${gitContainer}.service`,
        has: ["--read-only", "target=/projects", "--network=agent"],
        not: ["--env-file", "container/state"],
    },
    active: {
        command: [
            ...["docker", "inspect", "--format"],
            "root {{.HostConfig.ReadonlyRootfs}}{{range .Mounts}}{{println}}{{.Destination}}{{end}}",
            gitContainer,
        ],
        has: ["^root true$", "^/projects$"],
        not: ["^/(?!projects$|etc/resolv\\.conf$)"],
    },
};

function agent(llmPort: number): Control[] {
    const inside = (command: string) => [
        ...["sh", "-c", `nsenter --net --target $(docker inspect --format '{{.State.Pid}}' openhands) ${command}`],
    ];
    const mount = (path: string, options: string): Control => ({
        id: `mount-${path.split("/").at(-1)}`,
        configured: { file: "/usr/local/lib/isolated-openhands/data_volume.py", has: [`"${options}"`] },
        active: {
            command: ["findmnt", "--noheadings", "--output", "OPTIONS", path],
            has: options.split(",").map((option) => `(^|,)${option}(,|$)`),
        },
    });
    return [
        ...dockerDaemon,
        ...container("openhands"),
        ...container(gitContainer),
        gitSeesProjectsOnly,
        unit("openhands-guard.service"),
        unit("openhands-seed.service"),
        {
            id: "container-has-no-route",
            configured: { file: "/etc/systemd/system/openhands-network.service", has: ["--internal"] },
            active: {
                command: inside("ip route show"),
                has: [`^${literal(agentBridge.network)} `],
                not: ["^default "],
            },
        },
        {
            id: "container-has-no-resolver",
            configured: { file: conf("no-resolver.conf"), not: ["^nameserver"] },
            active: {
                command: ["docker", "exec", "openhands", "cat", "/etc/resolv.conf"],
                has: ["^# There is no resolver here"],
                not: ["^nameserver"],
            },
        },
        {
            id: "container-has-no-key",
            configured: { file: conf("openhands.env"), not: ["sk-", "AWS_"] },
            active: {
                command: ["docker", "inspect", "--format", "{{.Config.Env}}", "openhands"],
                has: ["LOCAL_BACKEND_API_KEY="],
                not: ["sk-", "AWS_"],
            },
        },
        {
            id: "relay-of-the-llm",
            configured: { file: conf("relay-llm.conf"), has: ["proxy_ssl_verify on;", `:${llmPort};`] },
            active: { command: running("isolated-openhands-relay-llm.service"), has: ["^active$"] },
        },
        mount("/var/lib/openhands/data", "noexec,nosuid,nodev,nosymfollow"),
        mount("/var/lib/openhands/container", "nosuid,nodev"),
    ];
}
