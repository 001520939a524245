import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ModelStatusReader, StatusFile } from "../src/modelStatus";
import { benchNextTick } from "./nextTick";
import { python } from "./python";
import { benchReading } from "./reading";
import { Server } from "./servers";
import { benchStatus } from "./status";
import { benchWays } from "./ways";

/** The verifier beside what it is made of: `/verify` beside the commands, `/model-status` beside bare routes. */
const root = join(__dirname, "..");
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
    const script = (name: string) => () => [process.execPath, "--import=tsx", join(__dirname, name)];
    try {
        const progress = {
            downloaded_bytes: 3_221_225_472,
            total_bytes: 7_201_866_752,
            percentage: 44.7,
            estimated_time_remaining_seconds: 120,
        };
        await new StatusFile(file, "qwen2.5vl:3b").write({ status: "downloading", source: "s3", progress });
        const body = await new ModelStatusReader(file).json();
        const service = await start(() => [join(root, "start")], {
            MODEL_STATUS_FILE: file,
            LOG_LEVEL: "ERROR",
            OLLAMA_HOST: "http://127.0.0.1:9",
        });
        benchNextTick();
        await benchWays();
        await benchReading(service);
        const uvicorn = ["-m", "uvicorn", "modelStatus:app", "--no-access-log", "--log-level", "error"];
        const place = ["--app-dir", __dirname, "--port"];
        await benchStatus({
            service,
            "bare Fastify route": await start(script("bareRoute.ts"), { BODY: body }),
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
