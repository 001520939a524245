import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { scripts } from "../package.json";
import { ModelStatusReader, StatusFile } from "../services/verifier/src/modelStatus";
import { benchNextTick } from "./verifier/nextTick";
import { python } from "./verifier/python";
import { benchReading } from "./verifier/reading";
import { Server } from "./verifier/servers";
import { benchStatus } from "./verifier/status";
import { benchWays } from "./verifier/ways";

/** The verifier beside what it is made of: `/verify` beside the commands, `/model-status` beside bare routes. */
const repository = join(__dirname, "..");
const path = "/model-status";

async function main(): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "bench-verifier-"));
    const file = join(folder, "model-status.json");
    const running: Server[] = [];
    const start = async (command: (port: string) => string[], env: NodeJS.ProcessEnv): Promise<string> => {
        const server = await Server.start(command, path, env);
        running.push(server);
        return server.url;
    };
    const script = (name: string) => () => [process.execPath, "--import=tsx", join(repository, name)];
    try {
        const progress = {
            downloaded_bytes: 3_221_225_472,
            total_bytes: 7_201_866_752,
            percentage: 44.7,
            estimated_time_remaining_seconds: 120,
        };
        await new StatusFile(file, "qwen2.5vl:3b").write({ status: "downloading", source: "s3", progress });
        const body = await new ModelStatusReader(file).json();
        const service = await start(() => ["sh", "-c", `exec ${scripts.verifier}`], {
            MODEL_STATUS_FILE: file,
            LOG_LEVEL: "ERROR",
            OLLAMA_HOST: "http://127.0.0.1:9",
        });
        benchNextTick();
        await benchWays();
        await benchReading(service);
        const uvicorn = ["-m", "uvicorn", "modelStatus:app", "--no-access-log", "--log-level", "error"];
        const place = ["--app-dir", join(__dirname, "verifier"), "--port"];
        await benchStatus({
            service,
            "bare Fastify route": await start(script("bench/verifier/bareRoute.ts"), { BODY: body }),
            FastAPI: await start((port) => [python(), ...uvicorn, ...place, port], {
                MODEL_STATUS_FILE: file,
            }),
        });
    } finally {
        for (const server of running) await server.stop();
        rmSync(folder, { recursive: true });
    }
}

void main();
