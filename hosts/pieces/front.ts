import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Piece } from "../piece";
import { accessLogFile } from "./accessLog";
import { certificateProgram } from "./certificate";
import { type FrontConfig, frontConf, pageRoot, tlsFile } from "./frontConf";
import { hardened } from "./hardened";
import { doorGroup } from "./login";
import { nginxMaster } from "./nginx";

const confFile = "/etc/isolated-openhands/front.conf";
const unitFile = "/etc/systemd/system/isolated-openhands-front.service";
const pages = ["401", "403", "50x"] as const;

/** nginx: TLS, names, limits and the log. It asks the login service before every request, and passes on only to the passage. */
export function front(config: FrontConfig): Piece {
    return {
        name: "front",
        packages: ["logrotate", "nginx"],
        users: [{ name: "www-data", groups: [doorGroup] }],
        files: [
            { path: confFile, mode: 0o644, content: frontConf(config) },
            { path: unitFile, mode: 0o644, content: unit },
            { path: "/etc/logrotate.d/isolated-openhands-front", mode: 0o644, content: rotation },
            ...pages.map((page) => ({
                path: `${pageRoot}/_front/${page}.html`,
                mode: 0o644 as const,
                content: readFileSync(join(__dirname, "..", "edge", "pages", `${page}.html`)),
            })),
        ],
        units: [
            { unit: "nginx.service", reads: [], on: "mask" },
            { unit: "isolated-openhands-front.service", reads: [confFile, unitFile], on: "reload" },
        ],
        listens: [
            { user: "www-data", protocol: "tcp", port: 443, flow: "users-https" },
            { user: "www-data", protocol: "tcp", port: 80, flow: "users-http" },
        ],
        checks: [{ name: "nginx -t (front)", command: ["sh", "-ec", check(config.host)], reads: [confFile] }],
    };
}

/** nginx looks at the files that it would use, so they are made first. */
const check = (host: string) =>
    `install -d /var/log/isolated-openhands /run/isolated-openhands-front; install -d -m 700 ${dirname(tlsFile)}
${certificateProgram} ${host} ${tlsFile} placeholder
exec /usr/sbin/nginx -t -q -c ${confFile}`;

const unit = `[Unit]
Description=The door for people: TLS, login, limits (nginx)
Documentation=file:${confFile}
After=network-online.target isolated-openhands-login.service isolated-openhands-passage.service isolated-openhands-certificate.service
Wants=network-online.target isolated-openhands-login.service isolated-openhands-passage.service
Requires=isolated-openhands-certificate.service

[Service]
Type=forking
PIDFile=/run/isolated-openhands-front/nginx.pid
RuntimeDirectory=isolated-openhands-front
LogsDirectory=isolated-openhands
ExecStartPre=/usr/sbin/nginx -t -q -c ${confFile}
ExecStart=/usr/sbin/nginx -c ${confFile}
ExecReload=/usr/sbin/nginx -t -q -c ${confFile}
ExecReload=/bin/kill -HUP $MAINPID
KillMode=mixed
Restart=always
RestartSec=2
LimitNOFILE=16384
${hardened({ ...nginxMaster, capabilities: [...nginxMaster.capabilities, "CAP_NET_BIND_SERVICE"] })}

[Install]
WantedBy=multi-user.target
`;

/** fail2ban finds a new file by its number; nginx opens it when told. */
const rotation = `${accessLogFile} {
    daily
    rotate 14
    maxsize 100M
    missingok
    notifempty
    compress
    delaycompress
    sharedscripts
    postrotate
        systemctl kill --signal=USR1 --kill-whom=main isolated-openhands-front.service
    endscript
}
`;
