import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Shell } from "../aws/store";

/**
 * In the place of the agent of Systems Manager, which is no package of the hosts' stand-in: what it is told to run is run on the host as
 * root, with nothing of this machine's environment.
 * @param machines files that hold the number of each instance's process 1
 */
export const shellOf =
    (machines: Readonly<Record<string, string>>): Shell =>
    (instance, script) =>
        new Promise((resolve) => {
            const file = machines[instance];
            if (file === undefined) return resolve({ code: 255, stdout: "", stderr: `no agent runs on ${instance}` });
            const enter = ["--target", readFileSync(file, "utf8").trim(), "--all", "--", "env", "-i", "HOME=/root"];
            const path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
            const options = { maxBuffer: 2 ** 24, timeout: 180_000 };
            execFile("nsenter", [...enter, path, "sh", "-c", script], options, (error, stdout, stderr) =>
                resolve({ code: typeof error?.code === "number" ? error.code : error ? 255 : 0, stdout, stderr }),
            );
        });
