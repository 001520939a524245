import { runArguments } from "@isolated-openhands/verifier/host";
import type { VerifierHostConfig } from "../config";
import type { HostFile, Piece } from "../piece";
import { authorities, environmentFile, modelStatusFolder } from "./labelVerifier";

/** What the requirements name: where a person on the host looks how far the model is. */
export const modelLog = "/var/log/ollama-model-download.log";

const models = "/var/lib/ollama/models";
const fetcher = { name: "model-fetch", id: 10002 } as const;
const ollamaUser = { name: "ollama", id: 10003 } as const;
const fetchUnit = "model-fetch.service";
const ollamaUnit = "ollama.service";

/**
 * The model of config: Ollama from its own image, without a way out, and `model-fetch`, which brings the model's archive from the release
 * bucket, checks it, and says all the while how far it is. Ollama cannot write to its models.
 */
export function model(
    ollama: NonNullable<VerifierHostConfig["ollama"]>,
    { region, releaseBucket }: Pick<VerifierHostConfig, "region" | "releaseBucket">,
): Piece {
    const folders = "/etc/tmpfiles.d/isolated-openhands-model.conf";
    const environment = environmentFile("model-fetch.env", {
        OLLAMA_MODEL: ollama.model,
        OLLAMA_MODELS: "/models",
        MODEL_S3_BUCKET: releaseBucket,
        ...(ollama.archiveSha256 !== undefined && { MODEL_ARCHIVE_SHA256: ollama.archiveSha256 }),
        AWS_REGION: region,
        ...authorities.environment,
    });
    const unit = (name: string, content: string): HostFile => ({
        path: `/etc/systemd/system/${name}`,
        mode: 0o644,
        content,
    });
    const rotation = "/etc/logrotate.d/isolated-openhands-model";
    return {
        name: "model",
        users: [fetcher, ollamaUser],
        files: [
            { path: folders, mode: 0o644, content: tmpfiles(ollama.model) },
            { path: rotation, mode: 0o644, content: logRotation },
            environment,
            unit(fetchUnit, fetchService),
            unit(ollamaUnit, ollamaService),
        ],
        units: [
            { unit: fetchUnit, reads: [environment.path, folders, `/etc/systemd/system/${fetchUnit}`], on: "wait" },
            { unit: ollamaUnit, reads: [folders, `/etc/systemd/system/${ollamaUnit}`], on: "wait" },
        ],
        opens: ["metadata", "model-fetch"].map((flow) => ({ user: fetcher.name, flow })),
        checks: [
            { name: "logrotate --debug", command: ["logrotate", "--debug", rotation], reads: [rotation] },
            {
                name: "systemd-tmpfiles",
                command: ["systemd-tmpfiles", "--create", `--prefix=${modelStatusFolder}/none`, folders],
                reads: [folders],
            },
        ],
    };
}

/** The status is there from the first second of a boot: "not_started", until `model-fetch` says more. */
const tmpfiles = (name: string) => `d ${modelStatusFolder} 0755 ${fetcher.name} ${fetcher.name} -
f ${modelStatusFolder}/model-status.json 0644 ${fetcher.name} ${fetcher.name} - ${JSON.stringify({ model: name, status: "not_started" })}
d ${models.replace(/\/[^/]*$/, "")} 0755 root root -
d ${models} 0755 ${fetcher.name} ${fetcher.name} -
f ${modelLog} 0640 root adm -
`;

const logRotation = `${modelLog} {
    size 5M
    rotate 2
    create 640 root adm
    missingok
}
`;

const confined = "--cap-drop=ALL --security-opt=no-new-privileges --read-only --network=host --ulimit=core=0";

const needs = "isolated-openhands-firewall.service docker.service";

const fetchService = `[Unit]
Description=Brings the label verifier's model from the release bucket
Requires=docker.service isolated-openhands-firewall.service
Wants=${needs} verifier-image.service network-online.target
After=${needs} verifier-image.service network-online.target
StartLimitIntervalSec=0

[Service]
Type=oneshot
RemainAfterExit=yes
EnvironmentFile=/run/isolated-openhands/verifier.env
StandardOutput=append:${modelLog}
StandardError=inherit
ExecStartPre=/usr/bin/systemd-tmpfiles --create --prefix=${modelStatusFolder} --prefix=${models} --prefix=${modelLog}
ExecStartPre=-/usr/bin/docker rm --force model-fetch
ExecStart=/usr/bin/docker run --rm --name=model-fetch --user=${fetcher.id}:${fetcher.id} ${[
    ...runArguments(modelStatusFolder).filter((argument) => !argument.startsWith("--mount=")),
    `--mount=type=bind,source=${modelStatusFolder},target=/run/model-status`,
    `--mount=type=bind,source=${models},target=/models`,
    authorities.mount,
    "--pids-limit=64",
    "--memory=512m",
    "--memory-swap=512m",
].join(" ")} --env-file=/etc/isolated-openhands/model-fetch.env \${IMAGE} dist/modelFetch/cli.js
Restart=on-failure
RestartSec=60
TimeoutStartSec=infinity

[Install]
WantedBy=multi-user.target
`;

// Pruning is the removal of blobs that no manifest names: those of a model that is just being installed.
const ollamaService = `[Unit]
Description=Ollama, which runs the label verifier's model
BindsTo=docker.service
Requires=isolated-openhands-firewall.service
Wants=${needs} ollama-image.service
After=${needs} ollama-image.service
StartLimitIntervalSec=0

[Service]
EnvironmentFile=/run/isolated-openhands/ollama.env
ExecStartPre=/usr/bin/systemd-tmpfiles --create --prefix=${models}
ExecStartPre=-/usr/bin/docker rm --force ollama
ExecStart=/usr/bin/docker run --rm --name=ollama --user=${ollamaUser.id}:${ollamaUser.id} ${confined} --pids-limit=256 --tmpfs=/tmp:rw,nosuid,nodev,size=256m --mount=type=bind,source=${models},target=/models,readonly --env=HOME=/tmp --env=OLLAMA_HOST=127.0.0.1:11434 --env=OLLAMA_MODELS=/models --env=OLLAMA_NOPRUNE=1 --env=OLLAMA_KEEP_ALIVE=-1 \${IMAGE}
ExecStop=/usr/bin/docker stop --time=20 ollama
Restart=always
RestartSec=5
TimeoutStopSec=40

[Install]
WantedBy=multi-user.target
`;
