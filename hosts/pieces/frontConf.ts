import { accessLogFile, logFormat } from "./accessLog";
import { loginSocket } from "./login";
import { passageSocket } from "./passage";

export interface FrontConfig {
    /** The name that people type; whoever asks for another is not answered. */
    readonly host: string;
}

/** Key and certificate in one file, so that they change in one step. */
export const tlsFile = "/var/lib/isolated-openhands-front/front.pem";

/** Pages that nginx shows of itself. */
export const pageRoot = "/usr/local/share/isolated-openhands/pages";

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

export function frontConf({ host }: FrontConfig): string {
    const locations = `
        ${asked("check")}
        ${asked("git")}
        location ^~ /_front/ {
            internal;
            root ${pageRoot};
            add_header Cache-Control no-store always;
            add_header Content-Security-Policy "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'" always;
            add_header X-Content-Type-Options nosniff always;
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
        }
        location ^~ /git/ {
            ${login("git")}
            ${passed}
        }
        location / {
            ${login("check")}
            ${cookies}
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
        ssl_certificate ${tlsFile};
        ssl_certificate_key ${tlsFile};
        merge_slashes off;
        absolute_redirect off;
        limit_req zone=requests burst=1000 nodelay;
        limit_conn connections 1000;
        error_page 401 /_front/401.html;
        error_page 403 /_front/403.html;
        error_page 500 502 503 504 /_front/50x.html;
        if ($request_method !~ "^(?:GET|HEAD|POST|PUT|PATCH|DELETE)$") { return 405; }
        # Two cookies of one name: another page of the domain may have set the second.
        if ($http_cookie ~ "__Host-openhands=.*__Host-openhands=") { return 400; }
        if ($http_cookie ~ "__Host-openhands-out=.*__Host-openhands-out=") { return 400; }${locations}
    }
}
`;
