import { runArguments } from "@isolated-openhands/verifier/host";
import type { VerifierHostConfig } from "../config";
import type { HostFile, Piece } from "../piece";
import { hostLibrary, hostProgram } from "./certificates";

/** The service's user in its image (services/verifier/Dockerfile); the host has it too, so that the firewall knows it by name. */
export const verifierUser = { name: "verifier", id: 10001 } as const;

/** What `model-fetch` writes and the service reads. A tmpfs; a folder and not a file, since a rename leaves a mounted file behind. */
export const modelStatusFolder = "/run/model-status";

/** The host's own list of authorities: what unattended upgrades keep current, and what is trusted on the host. */
export const authorities = {
    mount: "--mount=type=bind,source=/etc/ssl/certs,target=/etc/ssl/certs,readonly",
    environment: { NODE_OPTIONS: "--use-openssl-ca", SSL_CERT_FILE: "/etc/ssl/certs/ca-certificates.crt" },
} as const;

export const environmentFile = (name: string, variables: Readonly<Record<string, string>>): HostFile => ({
    path: `/etc/isolated-openhands/${name}`,
    mode: 0o644,
    content: Object.entries(variables)
        .map(([key, value]) => `${key}=${value}\n`)
        .join(""),
});

const token = "verifier-token.service";
const service = "verifier.service";
const environment = "/etc/isolated-openhands/verifier-service.env";

/** The label verifier in its container, on the host's network; its API token, when an operator has made one. */
export function labelVerifier(config: VerifierHostConfig): Piece {
    const settings = "/etc/isolated-openhands/verifier-token.json";
    const unit = (name: string, content: string): HostFile => ({
        path: `/etc/systemd/system/${name}`,
        mode: 0o644,
        content,
    });
    return {
        name: "label-verifier",
        users: [verifierUser],
        files: [
            hostProgram("verifier_token.py"),
            { path: settings, mode: 0o644, content: `${JSON.stringify({ parameter: config.tokenParameter })}\n` },
            environmentFile("verifier-service.env", serviceEnvironment(config)),
            unit(token, tokenUnit),
            unit(service, serviceUnit),
        ],
        units: [
            {
                unit: token,
                reads: [settings, `${hostLibrary}/verifier_token.py`, `/etc/systemd/system/${token}`],
                on: "wait",
            },
            { unit: service, reads: [environment, `/etc/systemd/system/${service}`], on: "wait" },
        ],
        listens: [{ user: verifierUser.name, protocol: "tcp", port: config.port, flow: "labels" }],
        opens: [
            ...(config.artifacts.enabled ? ["metadata", "verifier"] : []).map((flow) => ({
                user: verifierUser.name,
                flow,
            })),
        ],
    };
}

/** The service's own variables (services/verifier/docs/verifier.md). Whoever asks through the load balancer is known by its header, nobody else's is believed. */
function serviceEnvironment({ port, balancers, ocrBackend, ollama, artifacts, region }: VerifierHostConfig) {
    return {
        PORT: String(port),
        TRUSTED_PROXIES: balancers.join(","),
        DEFAULT_OCR_BACKEND: ocrBackend,
        OLLAMA_HOST: "http://127.0.0.1:11434",
        ...(ollama && { OLLAMA_MODEL: ollama.model, SECOND_OPINION: String(ollama.secondOpinion) }),
        ARTIFACT_STORAGE_ENABLED: String(artifacts.enabled),
        ARTIFACT_S3_BUCKET: artifacts.bucket,
        ARTIFACT_DEFAULT_SAVE: String(artifacts.defaultSave),
        ARTIFACT_RETENTION_DAYS: String(artifacts.retentionDays),
        // This host's role cannot remove versions: what is deleted is hidden, and an operator purges it.
        ARTIFACT_DELETION: "hide",
        AWS_REGION: region,
        ...authorities.environment,
    };
}

const tokenUnit = `[Unit]
Description=The API token of the label verifier, when there is one
Requires=isolated-openhands-firewall.service
Wants=network-online.target
After=isolated-openhands-firewall.service network-online.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${hostLibrary}/verifier_token.py
Restart=on-failure
RestartSec=20

[Install]
WantedBy=multi-user.target
`;

const needs = `isolated-openhands-firewall.service docker.service verifier-image.service ${token}`;

// Without an image or the word that there is no token its file is missing, and it is tried again.
const serviceUnit = `[Unit]
Description=The label verifier
BindsTo=docker.service
Requires=isolated-openhands-firewall.service
Wants=${needs}
After=${needs}
StartLimitIntervalSec=0

[Service]
EnvironmentFile=/run/isolated-openhands/verifier.env
EnvironmentFile=/run/isolated-openhands/verifier-token.env
ExecStartPre=/usr/bin/mkdir -p ${modelStatusFolder}
ExecStartPre=/usr/bin/systemd-tmpfiles --create --prefix=${modelStatusFolder}
ExecStartPre=-/usr/bin/docker rm --force verifier
ExecStart=/usr/bin/docker run --rm --name=verifier --user=${verifierUser.id}:${verifierUser.id} ${[
    ...runArguments(modelStatusFolder),
    authorities.mount,
    "--pids-limit=512",
    "--memory=2g",
    "--memory-swap=2g",
    "--ulimit=core=0",
].join(" ")} --env-file=${environment} --env-file=/run/isolated-openhands/verifier-token.env \${IMAGE}
ExecStop=/usr/bin/docker stop --time=40 verifier
Restart=always
RestartSec=5
TimeoutStopSec=60

[Install]
WantedBy=multi-user.target
`;
