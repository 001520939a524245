/**
 * How a host runs the image: `docker run`, these, `--env-file`, the image's name.
 * @param modelStatus the host's folder that `model-fetch` writes into. A folder and not the file: a rename would leave a
 * mounted file behind.
 */
export function runArguments(modelStatus: string): string[] {
    return [
        // IMDS answers no further than one hop away: behind a bridge the role's credentials do not arrive.
        "--network=host",
        "--read-only",
        // Pictures that are being read, 40 MB at most for each core.
        "--tmpfs=/tmp:rw,noexec,nosuid,nodev,size=128m",
        "--cap-drop=ALL",
        "--security-opt=no-new-privileges",
        `--mount=type=bind,source=${modelStatus},target=/run/model-status,readonly`,
        // The service gives what it accepted 25 s, and artifacts that wait for S3 another 5.
        "--stop-timeout=40",
    ];
}
