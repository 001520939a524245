import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Piece } from "../piece";
import { accessLogFile, logFormat } from "./accessLog";
import { doorGroup, loginSocket } from "./login";
import { passageSocket } from "./passage";

export interface FrontConfig {
    /** The name that people type; whoever asks for another is not answered. */
    readonly host: string;
    /** Browsers remember for good that this name is HTTPS only: right once its certificate is one that browsers trust. */
    readonly strictTransport: boolean;
}

export const tlsFiles = {
    certificate: "/etc/isolated-openhands/tls/certificate.pem",
    key: "/etc/isolated-openhands/tls/key.pem",
} as const;

const confFile = "/etc/isolated-openhands/front.conf";
const pageRoot = "/usr/local/share/isolated-openhands/pages";
const unitFile = "/etc/systemd/system/isolated-openhands-front.service";
const pages = ["401", "403", "50x"] as const;

/** nginx: TLS, names, limits and the log. It asks the login service before every request, and passes on only to the passage. */
export function front(config: FrontConfig): Piece {
    return {
        name: "front",
        packages: ["nginx"],
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
        checks: [
            { name: "nginx -t (front)", command: ["/usr/sbin/nginx", "-t", "-q", "-c", confFile], reads: [confFile] },
        ],
    };
}

/** Asked of the login service, for every location alike; what it says is kept for the log and the passage. */
const login = (question: "check" | "git") => `auth_request /_login/${question};
            auth_request_set $login $upstream_http_x_login;
            auth_request_set $login_user $upstream_http_x_login_user;
            auth_request_set $login_session $upstream_http_x_login_session;
            auth_request_set $login_cookie $upstream_http_x_login_cookie_1;
            auth_request_set $login_cookie_2 $upstream_http_x_login_cookie_2;`;

const asked = (question: "check" | "git") => `location = /_login/${question} {
            internal;
            proxy_pass http://login/${question};
            proxy_method GET;
            proxy_pass_request_headers off;
            proxy_pass_request_body off;
            proxy_set_header Host login;
            proxy_set_header Connection "";
            proxy_set_header Content-Length "";
            proxy_set_header Authorization $http_authorization;
            proxy_set_header Cookie $http_cookie;
            proxy_set_header Sec-Fetch-Mode $http_sec_fetch_mode;
            proxy_set_header X-Original-URI $request_uri;
            proxy_set_header X-Real-IP $remote_addr;
            proxy_connect_timeout 2s;
            proxy_read_timeout 45s;
        }`;

/** What goes to the passage: everything but the password, and whose session it is, whatever the client says of that. */
const passed = `proxy_pass http://passage;
            proxy_set_header Host $host;
            proxy_set_header Authorization "";
            proxy_set_header X-Openhands-Session $login_session;
            proxy_set_header Upgrade $upgrade_to;
            proxy_set_header Connection $connection_to;
            proxy_ignore_headers X-Accel-Redirect X-Accel-Expires X-Accel-Limit-Rate X-Accel-Buffering X-Accel-Charset;
            proxy_read_timeout 3600s;
            proxy_send_timeout 60s;`;

const cookies = `add_header Set-Cookie $login_cookie always;
            add_header Set-Cookie $login_cookie_2 always;`;

export function frontConf({ host, strictTransport }: FrontConfig): string {
    const strict = strictTransport ? `add_header Strict-Transport-Security "max-age=31536000" always;` : "";
    const locations = `
        ${asked("check")}
        ${asked("git")}
        location ^~ /_front/ {
            internal;
            root ${pageRoot};
            add_header Cache-Control no-store always;
            add_header Content-Security-Policy "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'" always;
            add_header X-Content-Type-Options nosniff always;
            ${strict}
        }
        location = /sign-in {
            ${login("check")}
            ${cookies}
            proxy_pass http://login/signed-in;
            proxy_method GET;
            proxy_pass_request_headers off;
            proxy_pass_request_body off;
            proxy_set_header Host login;
            proxy_set_header Connection "";
            proxy_set_header Content-Length "";
        }
        location = /sign-out {
            client_max_body_size 1k;
            proxy_pass http://login/sign-out;
            proxy_pass_request_headers off;
            proxy_pass_request_body off;
            proxy_set_header Host login;
            proxy_set_header Connection "";
            proxy_set_header Content-Length "";
            proxy_set_header Cookie $http_cookie;
            proxy_set_header Origin $http_origin;
            add_header Content-Security-Policy "default-src 'none'; form-action 'self'; frame-ancestors 'none'" always;
            ${strict}
        }
        location ^~ /git/ {
            ${login("git")}
            ${strict}
            ${passed}
        }
        location / {
            ${login("check")}
            ${cookies}
            ${strict}
            ${passed}
        }`;
    return head + servers(host, locations);
}

const head = `# Not here, and kept out by a lint over this file: HTTP/2, session tickets, captures in map, rewrite, log_format and try_files,
# resolver, ssl_preread, alias. Most of nginx' known faults need one of them.
user www-data;
worker_processes auto;
worker_rlimit_nofile 16384;
worker_shutdown_timeout 300s;
pid /run/isolated-openhands-front/nginx.pid;
error_log stderr warn;
events {
    worker_connections 4096;
}
http {
    ${logFormat("front")}
    access_log ${accessLogFile} front;
    default_type text/html;
    server_tokens off;
    # Strings, not patterns, so nothing of what a client sent is passed on.
    map $http_upgrade $upgrade_to { default ""; websocket websocket; }
    map $http_upgrade $connection_to { default ""; websocket upgrade; }
    limit_req_zone $binary_remote_addr zone=requests:4m rate=200r/s;
    limit_conn_zone $binary_remote_addr zone=connections:4m;
    limit_req_status 429;
    limit_conn_status 429;
    client_header_timeout 15s;
    client_body_timeout 60s;
    send_timeout 60s;
    client_max_body_size 100m;
    large_client_header_buffers 4 16k;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;
    ssl_prefer_server_ciphers off;
    ssl_session_tickets off;
    ssl_session_cache shared:tls:2m;
    proxy_http_version 1.1;
    proxy_buffering off;
    proxy_request_buffering off;
    upstream login { server unix:${loginSocket}; keepalive 32; }
    upstream passage { server unix:${passageSocket}; keepalive 64; }
`;

const servers = (host: string, locations: string) => `    server {
        listen 443 ssl default_server;
        ssl_reject_handshake on;
        return 444;
    }
    server {
        listen 80 default_server;
        return 444;
    }
    server {
        listen 80;
        server_name ${host};
        return 301 https://${host}$request_uri;
    }
    server {
        listen 443 ssl;
        server_name ${host};
        ssl_certificate ${tlsFiles.certificate};
        ssl_certificate_key ${tlsFiles.key};
        merge_slashes off;
        absolute_redirect off;
        limit_req zone=requests burst=1000 nodelay;
        limit_conn connections 1000;
        error_page 401 /_front/401.html;
        error_page 403 /_front/403.html;
        error_page 500 502 503 504 /_front/50x.html;
        if ($request_method !~ "^(GET|HEAD|POST|PUT|PATCH|DELETE)$") { return 405; }
        # Two cookies of one name: another page of the domain may have set the second.
        if ($http_cookie ~ "__Host-openhands=.*__Host-openhands=") { return 400; }
        if ($http_cookie ~ "__Host-openhands-out=.*__Host-openhands-out=") { return 400; }${locations}
    }
}
`;

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
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths=/var/lib/nginx /var/log/nginx
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_UNIX AF_INET
RestrictNamespaces=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
CapabilityBoundingSet=CAP_NET_BIND_SERVICE CAP_SETUID CAP_SETGID CAP_CHOWN CAP_DAC_OVERRIDE CAP_KILL

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
