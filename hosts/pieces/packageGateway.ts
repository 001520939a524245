import type { Piece } from "../piece";
import { hardened } from "./hardened";
import { nginxMaster } from "./nginx";

export interface PackageGatewayConfig {
    /** This host's address, on which the sealed hosts ask. */
    readonly address: string;
    readonly port: number;
    readonly clients: readonly string[];
    /** Host name of the mirror, on tcp/443. */
    readonly mirror: string;
}

const user = "package-gateway";
const name = "isolated-openhands-packages";
const confFile = "/etc/isolated-openhands/packages.conf";
export const packagesLog = "/var/log/isolated-openhands/packages.json";
const rotationFile = "/etc/logrotate.d/isolated-openhands-packages";
const unitFile = `/etc/systemd/system/${name}.service`;

/** Where the sealed hosts' packages come from: one mirror, asked for what a mirror has and nothing else. Nothing is stored. */
export function packageGateway(config: PackageGatewayConfig): Piece {
    return {
        name: "package-gateway",
        packages: ["nginx", "ca-certificates", "logrotate"],
        users: [{ name: user }],
        files: [
            { path: confFile, mode: 0o644, content: packagesConf(config) },
            { path: unitFile, mode: 0o644, content: unit },
            { path: rotationFile, mode: 0o644, content: rotation },
        ],
        // It starts once the mirror's name can be resolved, and nothing else on this host waits for that.
        units: [{ unit: `${name}.service`, reads: [confFile, unitFile], on: "wait" }],
        listens: [{ user, protocol: "tcp", port: config.port, flow: "package-gateway" }],
        opens: [{ user, flow: "package-gateway" }],
        checks: [{ name: "nginx -t (packages)", command: ["sh", "-ec", check], reads: [confFile] }],
    };
}

/** With an address in the mirror's place: while a host boots, no name can be resolved yet. */
const check = `install -d /run/${name} /var/log/isolated-openhands
conf=$(mktemp); trap 'rm -f "$conf"' EXIT
sed 's/^ *upstream mirror { server [^:]*:/    upstream mirror { server 127.0.0.1:/' ${confFile} >"$conf"
/usr/sbin/nginx -t -q -c "$conf"`;

const component = "(?:main|restricted|universe|multiverse)";
const sum = "by-hash/SHA256/[0-9a-f]{64}";
/** apt writes + ~ : of names and versions as they are or in percent. */
const sign = "(?:[a-z0-9.+~:-]|%(?:2b|7e|3a))";
const index = `(?:InRelease|Release|Release[.]gpg|${component}/(?:binary-(?:amd64|all)|i18n|cnf|dep11|source)/(?:${sum}|[A-Z][A-Za-z0-9_.-]{2,40}))`;
const file = `${component}/(?:lib)?[a-z0-9]/[a-z0-9]${sign}{1,60}/[a-z0-9]${sign}{1,80}_${sign}{1,80}_(?:amd64|all)[.]deb`;

/** What apt asks a mirror for. Letters that no package, version or suite has, long runs and other folders carry data out, not packages in. */
export const mirrorPath = `(?i)^/ubuntu/(?:dists/[a-z]{3,12}(?:-(?:updates|security|backports))?/${index}|pool/${file})$`;

export function packagesConf({ address, port, clients, mirror }: PackageGatewayConfig): string {
    return `user ${user};
worker_processes 1;
worker_rlimit_nofile 4096;
pid /run/${name}/nginx.pid;
error_log stderr warn;
events {
    worker_connections 1024;
}
http {
    log_format packages escape=json '{"time":"$time_iso8601","addr":"$remote_addr","method":"$request_method","uri":"$request_uri","status":"$status","sent":"$bytes_sent","upstream":"$upstream_status"}';
    access_log ${packagesLog} packages;
    server_tokens off;
    default_type text/plain;
    client_header_timeout 15s;
    client_body_timeout 15s;
    send_timeout 60s;
    client_max_body_size 1;
    large_client_header_buffers 2 2k;
    proxy_http_version 1.1;
    proxy_buffering on;
    proxy_max_temp_file_size 0;
    upstream mirror { server ${mirror}:443; keepalive 8; }
    server {
        listen ${address}:${port} default_server;
        listen 127.0.0.1:${port} default_server;
        allow 127.0.0.1;
${clients.map((client) => `        allow ${client};\n`).join("")}        deny all;
        merge_slashes off;
        error_page 301 302 303 307 308 = @elsewhere;
        error_page 403 405 413 = @refused;
        if ($request_method !~ "^(?:GET|HEAD)$") { return 403; }
        if ($http_content_length) { return 403; }
        if ($http_transfer_encoding) { return 403; }
        if ($request_uri !~ "${mirrorPath}") { return 403; }
        location @elsewhere { return 502 "The mirror sent this request to another host, which is not followed.\\n"; }
        location @refused { return 403 "This is the package gateway: it answers GET and HEAD for what an Ubuntu mirror has below /ubuntu/dists and /ubuntu/pool.\\n"; }
        location / {
            proxy_pass https://mirror;
            proxy_pass_request_headers off;
            proxy_pass_request_body off;
            proxy_set_header Host ${mirror};
            proxy_set_header Connection "";
            proxy_set_header Range $http_range;
            proxy_set_header If-Range $http_if_range;
            proxy_set_header If-Modified-Since $http_if_modified_since;
            proxy_hide_header Set-Cookie;
            proxy_intercept_errors on;
            proxy_redirect off;
            proxy_ignore_headers X-Accel-Redirect X-Accel-Expires X-Accel-Limit-Rate X-Accel-Buffering X-Accel-Charset;
            proxy_read_timeout 60s;
            proxy_ssl_server_name on;
            proxy_ssl_name ${mirror};
            proxy_ssl_verify on;
            proxy_ssl_verify_depth 3;
            proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;
            proxy_ssl_protocols TLSv1.2 TLSv1.3;
        }
    }
}
`;
}

/** Started anew each day: nginx resolves the mirror's name when it starts, and mirrors move. */
const unit = `[Unit]
Description=Package gateway: the mirror of the operating system, and nothing else (nginx)
Documentation=file:${confFile}
After=network-online.target isolated-openhands-firewall.service
Wants=network-online.target

[Service]
ExecStart=/usr/sbin/nginx -c ${confFile} -g "daemon off;"
RuntimeDirectory=${name}
LogsDirectory=isolated-openhands
Restart=always
RestartSec=5
RuntimeMaxSec=1d
KillMode=mixed
LimitNOFILE=4096
${hardened(nginxMaster)}

[Install]
WantedBy=multi-user.target
`;

const rotation = `${packagesLog} {
    daily
    rotate 7
    maxsize 50M
    missingok
    notifempty
    compress
    delaycompress
    postrotate
        systemctl kill --signal=USR1 --kill-whom=main ${name}.service
    endscript
}
`;
