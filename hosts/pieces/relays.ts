import { agentBridge } from "../flows";
import type { SocketAddress } from "../config";
import type { HostFile, Piece } from "../piece";
import { hostLibrary, tlsFiles } from "./certificates";
import { hardened } from "./hardened";

export interface RelaysConfig {
    /** Of this host, for the edge. */
    readonly address: string;
    readonly port: number;
    readonly llmGateway: SocketAddress;
}

export const relayUnits = [
    "isolated-openhands-relay-llm.service",
    "isolated-openhands-relay-openhands.service",
] as const;

/**
 * The container's only two doors, each an nginx of its own with its own user and no capability: bridge -> mutual TLS -> LLM gateway, byte for
 * byte, and mutual TLS from the edge -> container. Both pin one certificate.
 */
export function relays({ address, port, llmGateway }: RelaysConfig): Piece {
    const llm = "/etc/isolated-openhands/relay-llm.conf";
    const openhands = "/etc/isolated-openhands/relay-openhands.conf";
    return {
        name: "relays",
        packages: ["nginx", "libnginx-mod-stream"],
        users: ["llm-relay", "openhands-relay"].map((name) => ({ name, groups: ["host-tls"] })),
        files: [
            { path: llm, mode: 0o644, content: llmRelay(llmGateway) },
            { path: openhands, mode: 0o644, content: openHandsRelay(address, port) },
            unit(relayUnits[0], "llm-relay", llm, "openhands-network.service"),
            unit(relayUnits[1], "openhands-relay", openhands, "network-online.target"),
        ],
        units: [
            { unit: "nginx.service", reads: [], on: "mask" },
            { unit: relayUnits[0], reads: [llm, `/etc/systemd/system/${relayUnits[0]}`], on: "wait" },
            { unit: relayUnits[1], reads: [openhands, `/etc/systemd/system/${relayUnits[1]}`] },
        ],
        listens: [
            { user: "llm-relay", protocol: "tcp", port: llmGateway.port, flow: "container-llm" },
            { user: "openhands-relay", protocol: "tcp", port, flow: "openhands" },
        ],
        opens: [
            { user: "llm-relay", flow: "llm-gateway" },
            { user: "openhands-relay", flow: "container" },
            { user: "openhands-relay", flow: "container-git" },
        ],
        checks: [check(llm), check(openhands)],
    };
}

/**
 * nginx wants the key and the pins that the host makes for itself; they are made first. It also binds its addresses, and the bridge may not
 * be there yet: in a network namespace of its own any address will do.
 */
const check = (path: string) => ({
    name: `nginx -t of ${path}`,
    command: [
        ...["unshare", "--net", "sh", "-ec"],
        `echo 1 >/proc/sys/net/ipv4/ip_nonlocal_bind
${hostLibrary}/certificates.py own
nginx -t -q -g 'pid /run/relay-check.pid;' -c ${path}`,
    ],
    reads: [path],
});

const common = `worker_processes 1;
error_log stderr notice;
`;

const stream = "/usr/lib/nginx/modules/ngx_stream_module.so";

const llmRelay = ({ address, port }: SocketAddress) => `${common}load_module ${stream};
events {
    worker_connections 2048;
}
stream {
    server {
        listen ${agentBridge.host}:${port};
        proxy_pass ${address}:${port};
        proxy_connect_timeout 5s;
        # Longer than any silence of a model that thinks.
        proxy_timeout 1h;
        proxy_ssl on;
        proxy_ssl_protocols TLSv1.3;
        proxy_ssl_certificate ${tlsFiles.certificate};
        proxy_ssl_certificate_key ${tlsFiles.key};
        proxy_ssl_trusted_certificate ${tlsFiles.pins("edge")};
        proxy_ssl_verify on;
        proxy_ssl_name edge;
        proxy_ssl_server_name on;
    }
}
`;

const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

const openHandsRelay = (address: string, port: number) => `${common}events {
    worker_connections 4096;
}
http {
    access_log off;
    server_tokens off;
${temporary.map((name) => `    ${name}_temp_path /tmp/nginx-${name};\n`).join("")}    map $http_upgrade $relay_connection {
        default "";
        websocket upgrade;
    }
    server {
        listen ${address}:${port} ssl;
        ssl_protocols TLSv1.3;
        ssl_certificate ${tlsFiles.certificate};
        ssl_certificate_key ${tlsFiles.key};
        ssl_client_certificate ${tlsFiles.pins("edge")};
        ssl_verify_client on;
        ssl_session_tickets off;
        client_max_body_size 100m;
        proxy_http_version 1.1;
        proxy_buffering off;
        proxy_request_buffering off;
        proxy_connect_timeout 5s;
        proxy_read_timeout 1h;
        proxy_send_timeout 1h;
        # The path goes on as it was written: git's server takes no other spelling of it.
        location ^~ /git/ {
            proxy_pass http://${agentBridge.git}:${agentBridge.port};
            proxy_set_header Upgrade "";
            proxy_set_header Connection close;
            proxy_set_header Host $http_host;
            proxy_set_header Authorization "";
        }
        location / {
            proxy_pass http://${agentBridge.container}:${agentBridge.port};
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $relay_connection;
            proxy_set_header Host $http_host;
            proxy_set_header Authorization "";
        }
    }
}
`;

const unit = (name: string, user: string, config: string, after: string): HostFile => ({
    path: `/etc/systemd/system/${name}`,
    mode: 0o644,
    content: `[Unit]
Description=Relay of the agent's container: ${user}
Requires=isolated-openhands-firewall.service
Wants=${after} isolated-openhands-certificates.service
After=isolated-openhands-firewall.service isolated-openhands-certificates.service ${after}
StartLimitIntervalSec=0

[Service]
User=${user}
SupplementaryGroups=host-tls
RuntimeDirectory=${user}
ExecStartPre=+${hostLibrary}/certificates.py own
ExecStart=/usr/sbin/nginx -c ${config} -g "daemon off; pid /run/${user}/nginx.pid;"
ExecReload=/bin/kill -HUP $MAINPID
Restart=always
RestartSec=3
${hardened()}
LimitNOFILE=16384

[Install]
WantedBy=multi-user.target
`,
});
